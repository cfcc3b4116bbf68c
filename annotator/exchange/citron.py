"""Citron's JSON (BBC R&D), one line an article and annotator: quotes with a cue, sources and contents, code points.

Source of the format: docs/data_format.md of bbc/citron. A quote's contents are all that was said, in one part or several; where
that is more than the quotation, its own place stands under ``span``. Keys that Citron does not know (span, speaker, stances and
the like) are passed over by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, in_order
from annotator.exchange.articles import article_of, json_file, json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import PLACE, SAID_SHAPE, check, record_at
from annotator.exchange.graph import CONTENT, CUE, SAID, SOURCE, Builder, said
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.records import Codebook, Decision, MisfitError, Span

_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})


_SHAPE = {
    "text": str,
    "metadata?": (None, dict),
    "quotes": [
        {**SAID_SHAPE, "contents": [PLACE], "span?": (None, PLACE), "sources?": (None, [PLACE]), "cue?": (None, PLACE)}
    ],
}


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.words(text)}


def _quote(annotated: AnnotatedArticle, decision: Decision) -> dict[str, Any]:
    text = annotated.article.text
    return {
        "id": decision.quotation,
        "cue": _span(decision.cue.span, text) if decision.cue else None,
        "sources": [_span(decision.source.span, text)] if decision.source else [],
        "contents": [_span(span, text) for span in decision.content or (decision.span,)],
        "coreferences": [],
        **({"span": _span(decision.span, text)} if decision.content else {}),
        **{key: value for key, value in said(annotated, decision).items() if key not in ("quotation", "content")},
    }


def _line(annotated: AnnotatedArticle) -> str:
    article = annotated.article
    record = {
        "text": article.text,
        "quotes": [_quote(annotated, d) for d in in_order(annotated.decisions)],
        "article": article.id,
        "title": article.title,
        "annotator": annotated.annotator,
        "finished": annotated.finished,
        "metadata": dict(article.metadata),
    }
    return json.dumps(record, ensure_ascii=False)


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_text_lines(path, map(_line, articles))


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of a file: one that is a whole ``.json``, or one a line."""
    if path.suffix.lower() == ".json":
        record = json_file(path)
        if not isinstance(record, dict):
            raise BadInputError(f"{path}: it is not a Citron document; a JSON object is expected.")
        yield str(path), record
    else:
        yield from json_lines(path)


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """Documents with their quotes as confirmed quotations; BadInputError with file and line where one is faulty."""
    for number, (where, record) in enumerate(_records(path), 1):
        with record_at(where, "not a readable Citron document"):
            check(record, _SHAPE)
            found = _annotated(record, where, f"{path.stem}-{number}", scheme)
        yield found


def _annotated(record: Mapping[str, Any], where: str, name: str, scheme: Scheme) -> AnnotatedArticle:
    foreign = ForeignText(record["text"])
    about = {
        **{str(k): str(v) for k, v in (record.get("metadata") or {}).items()},
        "title": str(record.get("title") or ""),
    }
    article = article_of(str(record.get("article", name)), foreign.text, where, about)
    builder = Builder(article, str(record.get("annotator") or "citron"), scheme)
    parts: dict[str, tuple[Span, ...]] = {}
    for n, quote in enumerate(record["quotes"]):
        if not quote["contents"]:
            raise MisfitError("a quote has no contents")
        contents = [foreign.span(c["start"], c["end"]) for c in quote["contents"]]
        own = quote.get("span") or quote["contents"][0]
        more = {key: quote[key] for key in SAID if key in quote}
        key = str(quote.get("id") or f"citron-{n}")
        parts[key] = tuple(contents) if "span" in quote or len(contents) > 1 else ()
        at_own = foreign.span(own["start"], own["end"])
        builder.node((n, CONTENT), CONTENT, at_own, own.get("text"), **{**more, "quotation": key})
        mentions = [(SOURCE, s) for s in quote.get("sources") or ()]
        for at, (label, mention) in enumerate([*mentions, *([(CUE, quote["cue"])] if quote.get("cue") else [])]):
            builder.node((n, at), label, foreign.span(mention["start"], mention["end"]), mention.get("text"))
            builder.link((n, CONTENT), (n, at))
        if quote.get("coreferences"):
            scheme("coreferences of a source: left out")
    if record.get("coreference_groups"):
        scheme("coreference groups: left out")
    made = builder.finished(bool(record.get("finished", True)))
    return replace(made, decisions=tuple(replace(d, content=parts.get(d.quotation, ())) for d in made.decisions))


def recognizes(path: Path) -> bool:
    """Whether the first document has a text and quotes with contents (our own JSONL has quotes of another build)."""
    if not path.is_file():
        return False
    try:
        return any("text" in r and "quotes" in r and _is_citron(r["quotes"]) for _, r in islice(_records(path), 1))
    except BadInputError:
        return False


def _is_citron(quotes: Any) -> bool:
    return isinstance(quotes, list) and any(isinstance(q, dict) and "contents" in q for q in quotes)


FORMATS = (
    Format(
        name="citron",
        title="Citron, quotes with cue, sources and contents",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        earlier=has_keys("text", "quotes", "article", "title", "annotator", "finished", "metadata"),
        load="split -l 1 out.jsonl, then citron-train-models (one document a file)",
    ),
)
