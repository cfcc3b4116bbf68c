"""Who said it: source candidates, their ranking, and the speakers that mentions refer to."""
