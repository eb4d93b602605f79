"""Finished models at work: forecasts and, later, samples."""
