"""The ``joinup`` command."""
