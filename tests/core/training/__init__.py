"""The tests of core.training."""
