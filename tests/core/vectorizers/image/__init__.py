"""The tests of core.vectorizers.image."""
