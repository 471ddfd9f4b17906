"""Documentation generated from the code and the shipped scenarios."""
