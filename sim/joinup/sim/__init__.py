"""The model of joint working: pure, without files, processes or web.

The public names are in `joinup`.
"""
