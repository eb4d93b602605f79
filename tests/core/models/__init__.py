"""The tests of core.models."""
