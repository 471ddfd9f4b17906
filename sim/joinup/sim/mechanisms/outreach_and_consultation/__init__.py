"""Outreach to those who do not come, and services that adapt to what clients ask for (ODD 4.3, 4.4)."""
