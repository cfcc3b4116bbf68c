"""Training of the model of attributions with and without marks."""
