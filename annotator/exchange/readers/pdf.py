"""PDF files with a text layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source

_END = re.compile(r"[.!?:;…][\"'”’»)]*$|[”»]$")


def read(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """The text layer of a PDF."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(
        logging.ERROR
    )  # it warns of each oddity of a file that it can read all the same
    data = BytesIO(source.data)
    told = f"{source.where}: it is no PDF that can be read, or it asks for a password; save its text."
    with read_by("pypdf", told=told):
        reader = PdfReader(data)
        text = "\n\n".join(page.extract_text() for page in reader.pages)
        about: Mapping[str, Any] = reader.metadata or {}
    if not text.strip():
        raise BadInputError(
            f"{source.where}: the PDF has no text layer, only pictures; run text recognition (OCR) on it first."
        )
    metadata = {"title": about.get("/Title"), "author": about.get("/Author")}
    yield Extract(
        unwrapped(normal_newlines(text)),
        {k: str(v) for k, v in metadata.items() if v},
        ["line breaks of PDF pages: made blanks inside paragraphs, check the text"],
    )


def unwrapped(text: str) -> str:
    """Lines that were broken to fit a page joined again: a line goes on where it is long and does not end a sentence.

    A word broken by a hyphen before a small letter is joined without it.
    """
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    out: list[str] = []
    joins = False
    for line in lines:
        if joins and line:
            hyphen = out[-1].endswith("-") and line[0].islower()
            out[-1] = out[-1][:-1] + line if hyphen else f"{out[-1]} {line}"
        else:
            out.append(line)
        joins = bool(line) and (len(line) >= 0.85 * usual or not _END.search(line)) and len(line) > 0.5 * usual
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")
