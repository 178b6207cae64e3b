"""What the atlas costs, measured on the running app: ``python -m benchmarks [names]``."""
