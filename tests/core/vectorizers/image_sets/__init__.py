"""Sets of labelled pictures."""
