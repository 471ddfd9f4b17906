"""From need to service and on: arrivals, waiting lists, completion, leaving (ODD 4.4, 4.5)."""
