"""One thin file per page: inputs to a recipe, its results to figures."""
