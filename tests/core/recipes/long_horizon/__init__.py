"""The tests of core.recipes.long_horizon."""
