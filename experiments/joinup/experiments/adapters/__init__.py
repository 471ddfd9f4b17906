"""The model for other tools: a function from parameters to outcomes, an EMA Workbench model, a SALib problem.

What is varied is given as to :func:`joinup.sweep` (``over`` and ``vary``), outcomes are called as everywhere;
nothing is stored.
"""
