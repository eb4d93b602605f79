"""The tests of the pages, without a browser."""
