"""Extra money, slots and pooled budgets (ODD 4.2)."""
