"""The tests of core.recipes.compare."""
