"""The tests of core.metrics."""
