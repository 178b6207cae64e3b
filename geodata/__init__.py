"""Reads, checks and computes where Mentor Mothers work; knows nothing of screens."""
