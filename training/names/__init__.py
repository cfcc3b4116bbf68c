"""Training of the model of names."""
