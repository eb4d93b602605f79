"""The tests of core, file by file."""
