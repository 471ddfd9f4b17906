"""Who pays whom for what (ODD 4.8)."""
