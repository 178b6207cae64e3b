"""From a file that came in to a version in use: draft, review, difference, publish."""
