"""What a scenario says, in plain English."""
