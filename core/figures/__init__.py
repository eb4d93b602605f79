"""Arrays and words in, figures out: no torch, no files, no language."""
