"""Compiled steps of the week, on plain arrays. One module per step or pair of steps."""
