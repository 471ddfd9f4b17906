"""Experiments with the model: runs, studies, analysis, sessions and reports.

The public names are in `joinup`; packages here import from each other's modules.
"""
