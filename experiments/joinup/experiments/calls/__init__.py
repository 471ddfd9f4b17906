"""The calls of ``import joinup as ju``: each takes what users have, and does the same as one command.

Names, paths, scenarios, tables and texts are resolved here; the packages below take objects only.
"""
