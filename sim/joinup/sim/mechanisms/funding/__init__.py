"""Extra money, places and pooled budgets (ODD 4.2)."""
