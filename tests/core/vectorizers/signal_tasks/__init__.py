"""Tests of core.vectorizers.signal_tasks."""
