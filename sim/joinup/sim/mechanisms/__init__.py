"""The mechanisms of the model, one room each."""
