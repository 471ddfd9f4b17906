"""The calls that ``import joinup as ju`` offers: each takes what a person has and does what one command does.

Names, paths, scenarios, tables and texts are understood here; the packages below take objects only.
"""
