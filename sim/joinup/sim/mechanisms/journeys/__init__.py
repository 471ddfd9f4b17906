"""From need to service and beyond: arrivals, waiting lists, completion, leaving (ODD 4.4, 4.5)."""
