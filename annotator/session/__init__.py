"""A session without a window: where the annotator is, what is shown, what can be decided. The window shows what a session tells."""
