"""A source root of joinup: the names are in joinup/__init__.pyi."""
