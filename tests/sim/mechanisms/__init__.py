"""Tests of mechanisms, by room."""
