"""Published methods of analysis, on plain arrays and tables."""
