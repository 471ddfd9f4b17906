"""``joinup run``: one scenario beside its baselines, what was found, and the folder it is kept in."""
