"""The tests of core.explain."""
