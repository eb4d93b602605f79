"""`music …`: the music page's recipe, headless; a module for each command."""
