"""The tests of what pages share."""
