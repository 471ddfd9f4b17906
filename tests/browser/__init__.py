"""Tests of what is drawn in a browser, in a real one."""
