"""Rich text (RTF)."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source


def read(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """The text of a rich text file."""
    from striprtf.striprtf import rtf_to_text

    data = source.data
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInputError(f"{source.where}: it is no rich text (.rtf); save it as text and try again.")
    text = data.decode("cp1252", "replace")
    with read_by("striprtf", told=f"{source.where}: the rich text cannot be read; save it as text."):
        text = str(rtf_to_text(text))  # type: ignore[no-untyped-call]
    yield Extract(normal_newlines(text).strip("\n"))
