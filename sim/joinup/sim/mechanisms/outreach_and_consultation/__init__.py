"""Outreach to people who do not come, and services that adapt to clients' wishes (ODD 4.3, 4.4)."""
