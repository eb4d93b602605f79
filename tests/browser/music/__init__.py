"""A small app around the piano roll, with music that is known note by note."""
