"""Results for people to read: charts, sections of text, HTML pages."""
