"""A report of a corpus for people who look rather than read, as HTML and as PDF: one file, nothing fetched."""
