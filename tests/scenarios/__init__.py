"""Tests of scenario files and the shipped scenarios."""
