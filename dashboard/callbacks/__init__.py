"""Callbacks: read the selection, ask for results, return props."""
