"""The tests of core.vectorizers.table."""
