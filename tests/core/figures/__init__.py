"""The tests of core.figures."""
