"""The front end: watching and steering a run (to come; see the open issues)."""
