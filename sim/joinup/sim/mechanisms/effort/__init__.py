"""How agencies choose their joint effort (ODD 4.1)."""
