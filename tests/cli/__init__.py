"""Tests of the ``joinup`` command."""
