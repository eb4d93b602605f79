"""The tests of core.vectorizers."""
