"""What runs show on the key questions of the 2001 report."""
