"""What may leave the building, and the attacker that has to fail on it."""
