"""What keeps needs from arising, and what it costs (ODD 4.5)."""
