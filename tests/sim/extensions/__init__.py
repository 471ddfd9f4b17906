"""Tests of what users add to the model."""
