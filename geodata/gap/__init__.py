"""The gap table and the gap report, as rows and as files."""
