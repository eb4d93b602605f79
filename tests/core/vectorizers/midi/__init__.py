"""The tests of core.vectorizers.midi."""
