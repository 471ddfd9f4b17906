"""What commands print of analyses, in plain English."""
