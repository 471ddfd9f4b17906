"""Reports, gaming and the funder's correction (ODD 4.6)."""
