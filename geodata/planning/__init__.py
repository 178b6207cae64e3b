"""What a plan changes, where next, and how sure that is."""
