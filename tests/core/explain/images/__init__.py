"""The tests of core.explain.images."""
