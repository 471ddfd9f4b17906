"""The columns that the model works on, and how a scenario becomes arrays."""
