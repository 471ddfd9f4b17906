"""Texts that commands print about analyses."""
