"""Complaints, owners and redress (ODD 4.7)."""
