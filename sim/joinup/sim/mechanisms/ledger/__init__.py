"""Payments: payer, payee and purpose (ODD 4.8)."""
