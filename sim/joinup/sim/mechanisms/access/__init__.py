"""Doors, burdens, eligibility: who may be served where, and what it takes to get there (ODD 4.4)."""
