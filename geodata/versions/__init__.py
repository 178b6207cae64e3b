"""What was published, version by version, and what is still a draft."""
