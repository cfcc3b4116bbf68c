"""Readers of articles: one registry of formats, which read files of every kind that people have. Nothing is ever fetched.

``formats`` is the registry; ``reading`` finds the format of a file and makes articles of what its reader extracts; ``process`` does
that in another process, so that no file can harm the program. A reader is a function ``(Source, ReadOptions, Notes) -> Iterator[Extract]``.
"""
