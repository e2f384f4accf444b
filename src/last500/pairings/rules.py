"""Pairings of a helper with a household: its consent, a rhythm, an end."""
