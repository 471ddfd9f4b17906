"""A session: one scenario played week by week, steered in mid-run, beside what would have happened otherwise.

Headless: the live room draws it, `joinup run --replay` repeats it.
"""
