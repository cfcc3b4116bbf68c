"""Word files."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source


def read(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """The paragraphs of a Word file."""
    import docx

    data = BytesIO(source.data)
    mine: list[str] = []
    told = f"{source.where}: it is no Word file (.docx) that can be read; save it again or as text."
    with read_by("docx", "lxml", "zipfile", told=told):
        document = docx.Document(data)
        about = document.core_properties
        metadata = {
            "title": about.title,
            "author": about.author,
            "date": about.created and about.created.date().isoformat(),
        }
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        tables = bool(document.tables)
    if tables:
        mine.append("table in a Word file: left out")
    yield Extract(normal_newlines(text), {k: str(v) for k, v in metadata.items() if v}, mine)
