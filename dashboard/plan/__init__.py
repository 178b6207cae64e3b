"""The Plan page: what it asks, shows and answers."""
