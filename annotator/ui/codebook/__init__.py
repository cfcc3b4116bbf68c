"""The codebook in the window: its editor, what a change would do, and the decisions that wait for a person."""
