"""Somebody who goes with a client from one agency to the next (ODD 4.5)."""
