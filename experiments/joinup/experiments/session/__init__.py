"""A session: one scenario run week by week, with decisions during the run, beside its counterfactuals.

Headless: the live room draws it, `joinup run --replay` repeats it.
"""
