"""Publicity, word of mouth and forgetting (ODD 4.3)."""
