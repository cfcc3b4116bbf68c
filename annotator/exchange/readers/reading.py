"""Articles of one file: the format is found, its reader asked, and what it extracts made articles, in this process.

``process`` does the same in another one; an import and its preview read through that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes, ignore
from annotator.exchange.articles import article_of, normal_newlines
from annotator.exchange.readers import formats
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.records import IMPORT_NOTES, Article

_DETAIL = re.compile(r" \([^()]*\)$")  # what a note says of one article alone, such as how many words


def read_articles(path: Path, options: ReadOptions | None = None, notes: ReaderNotes = ignore) -> Iterator[Article]:
    """The articles of one file; BadInputError with a sentence that names the file (and row) where it cannot be read."""
    source = Source.of(path)
    yield from articles_of(source, extracts(source, options or ReadOptions(), notes), notes)


def extracts(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """What the reader of a source extracts; BadInputError where there is nothing."""
    read = cast(formats.Read, formats.function(formats.reader_of(source).read))
    found = read(source, options, notes)
    first = next(found, None)
    if first is None:
        raise BadInputError(f"{source.where}: there is no article in it; check the file.")
    return chain([first], found)


def articles_of(source: Source, found: Iterator[Extract], notes: ReaderNotes) -> Iterator[Article]:
    """Extracts as articles: each with a name, its notes told and kept in its metadata."""
    first = list(islice(found, 2))
    several = len(first) > 1
    for number, each in enumerate(chain(first, found), 1):
        name = each.name or (f"{source.name}-{number}" if several else source.name)
        metadata = {key: value for key, value in each.metadata.items() if value}
        if "title" in metadata:
            metadata["title"] = " ".join(metadata["title"].split())
        for note in dict.fromkeys(each.notes):
            notes(_DETAIL.sub("", note))
        if each.notes:
            metadata[IMPORT_NOTES] = "\n".join(dict.fromkeys(each.notes))
        yield article_of(name, normal_newlines(each.text), each.where or source.where, metadata)


def column_names(source: Source) -> list[str]:
    """The columns (of JSON the keys with plain values) that may hold the text; none of other files.

    BadInputError where the file cannot be read.
    """
    found = formats.format_of(source)
    if found is None or not found.columns:
        return []
    names: Any = formats.function(found.columns)(source)
    return list(names)
