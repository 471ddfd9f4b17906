"""Compilation of kernels, and all of Numba's private parts."""
