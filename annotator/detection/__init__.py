"""The detector: an article's text in, proposals out."""
