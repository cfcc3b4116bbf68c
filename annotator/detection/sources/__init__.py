"""Who said it: source candidates of a quotation, their ranking, and the reasons shown."""
