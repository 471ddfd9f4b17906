"""Tests of runs, studies, analysis, sessions and reports."""
