"""Learning: `fit` and what it needs; see `core.training.loop`."""
