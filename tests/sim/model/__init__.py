"""Tests of the model as Mesa users have it."""
