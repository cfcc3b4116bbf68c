"""What is learned from decisions: how likely each label is, which decisions look like slips, and what more decisions would bring."""
