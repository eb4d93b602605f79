"""The tests of core.inference."""
