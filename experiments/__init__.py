"""Running scenarios: one or many, compared, stored and reported; and the ``joinup`` command."""
