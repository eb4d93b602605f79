"""The tests of core.cli."""
