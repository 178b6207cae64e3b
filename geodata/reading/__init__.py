"""Readers: one for each kind of file; what is wrong with a file comes back as findings."""
