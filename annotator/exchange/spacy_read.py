"""Reading spaCy's DocBin: our own with all that stands in it, and other people's span groups and entities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import spacy_docbin, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of
from annotator.exchange.flat import metadata_of
from annotator.exchange.given import record_at
from annotator.exchange.graph import Builder
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The documents of a DocBin as articles with the quotations that their groups hold; BadInputError where it is none."""
    for number, doc in enumerate(spacy_docbin.documents(path), 1):
        where = f"{path}: document {number}"
        with record_at(where, "not a readable document"):
            about = doc.user_data.get(spacy_docbin.KEY)
            if isinstance(about, dict) and "article" in about:
                yield spacy_docbin.annotated(doc, about, where)
            elif isinstance(about, dict):
                raise BadInputError(
                    f"{path}: this DocBin was made to train a model and lacks articles; export the format spacy."
                )
            else:
                yield _foreign(doc, f"{path.stem}-{number}", where, path.stem, scheme)


def _foreign(doc: Any, name: str, where: str, annotator: str, scheme: Scheme) -> AnnotatedArticle:
    foreign = ForeignText(doc.text)
    meta = metadata_of({key: value for key, value in doc.user_data.items() if isinstance(key, str)})
    meta.update(metadata_of(dict(_attributes(doc, None, None))))
    given = meta.pop("id", "") or meta.pop("article", "")
    article = article_of(given or name, foreign.text, where, meta)
    builder = Builder(article, annotator, scheme)
    groups = {str(key): list(group) for key, group in doc.spans.items()}
    if doc.ents:
        groups["ents"] = list(doc.ents)
    for group, spans in groups.items():
        for n, span in enumerate(spans):
            label = span.label_ or group
            said = {"speaker": span.kb_id_} if span.kb_id_ else {}
            told = [(key, str(value)) for key, value in _attributes(doc, span.start_char, span.end_char) if value]
            builder.node((group, n), label, foreign.span(span.start_char, span.end_char), None, told, group, **said)
    for category, score in doc.cats.items():
        if score >= 0.5:
            builder.say_of_all("category", str(category))
    return builder.finished()


def _attributes(doc: Any, start: int | None, end: int | None) -> list[tuple[str, Any]]:
    """The custom attributes of a document, or of its span at these characters, as spaCy keeps them in its user data."""
    return [
        (str(key[1]), value)
        for key, value in doc.user_data.items()
        if isinstance(key, tuple) and len(key) >= 4 and key[0] == "._." and tuple(key[2:4]) == (start, end)
    ]


def recognizes(path: Path) -> bool:
    """Whether a file is compressed as a DocBin is; what it is shows when it is read."""
    return zips.head(path)[:1] == b"\x78"
