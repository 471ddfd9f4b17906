"""Plain words: how numbers, names and lists are written for people."""
