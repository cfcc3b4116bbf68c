"""Attributions of all kinds, with marks or without: contents, cues and sources."""
