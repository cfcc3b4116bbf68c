"""Our own JSONL: one line an article and annotator, with all that was decided; written and read back.

Offsets are Unicode code points into ``text``, half-open (``"offset_unit": "codepoint"``). The schemas stand in
``resources/schemas/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, Hashes, in_order
from annotator.exchange.articles import article_of, first_record, json_lines, normal_newlines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import PLACE, check, number, offset, offsets, record_at
from annotator.exchange.graph import kind_called
from annotator.exchange.scheme import Scheme
from annotator.jsontext import whole
from annotator.records import Codebook, Decision, Kind, MisfitError, Origin, Span, Stance, Status, text_hash
from annotator.serial import mention_from_dict, mention_to_dict, spans_to_lists

SCHEMA_VERSION = 1
_ORIGINS = {str(origin): origin for origin in Origin}
_KEYS = (
    "schema_version", "offset_unit", "id", "sha256", "title", "metadata", "annotator", "finished", "codebook", "text", "quotes",
    "nonspeech", "open",
)  # fmt: skip


def _amount(value: object) -> bool:
    """Whether a value is a number that fits into a float; the rules of the store say which are sound."""
    return type(value) is float or number(value)


#: What is ``object`` here has a rule in the store, which says what is wrong with a value and makes it safe where it can.
_SPEAKER = {"start?": (None, offset), "end?": (None, offset), "text?": (None, str), "id?": object}
_QUOTE = {
    "start": offset, "end": offset, "text?": str, "kind?": str, "origin?": str, "speaker?": (None, _SPEAKER), "cue?": (None, PLACE),
    "group?": object, "content?": (None, [offsets]), "stances?": (None, [{"target": object, "label": object}]),
    "seconds?": _amount,
}  # fmt: skip
_SHAPE = {
    "id": object, "text": str, "metadata?": dict, "annotator?": (None, str), "sha256?": str, "quotes?": [_QUOTE],
    "nonspeech?": [_QUOTE], "open?": [_QUOTE],
}  # fmt: skip
_LISTS = {Status.CONFIRMED: "quotes", Status.REJECTED: "nonspeech", Status.OPEN: "open"}


def dump(record: Mapping[str, Any]) -> bytes:
    """One line of JSON in UTF-8; keys stay in the order given, so that the same project gives the same bytes."""
    return orjson.dumps(record)


def article_record(annotated: AnnotatedArticle, codebook: Codebook) -> dict[str, Any]:
    """The line for one article and annotator. Withdrawn quotations are left out; undecided ones stand under ``open``."""
    article = annotated.article
    record: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "offset_unit": "codepoint",
        "id": article.id,
        "sha256": annotated.sha256,
        "title": article.title,
        "metadata": dict(sorted(article.metadata.items())),
        "annotator": annotated.annotator,
        "finished": annotated.finished,
        "codebook": _codebook(codebook),
        "text": article.text,
        "quotes": [],
        "nonspeech": [],
        "open": [],
    }
    for decision in in_order(annotated.decisions):
        if decision.status in _LISTS:
            record[_LISTS[decision.status]].append(_quote(annotated, decision))
    return record


def is_annotated(path: Path) -> bool:
    """Whether the first line holds annotations of ours ("quotes" with offsets), not just an article; False if unreadable."""
    first = first_record(path)
    quotes = first.get("quotes")
    return (
        isinstance(quotes, list)
        and "id" in first
        and not any(isinstance(quote, dict) and "contents" in quote for quote in quotes)
    )


def read_annotated(path: Path) -> Iterator[AnnotatedArticle]:
    """The lines of an export (or a gold file, which lacks ids and an annotator) as records; BadInputError with file and line."""
    for where, record in json_lines(path):
        with record_at(where, "not an annotated article", "; export it again"):
            check(record, _SHAPE)
            found = _annotated(record, where)
        yield found


def _annotated(record: Mapping[str, Any], where: str) -> AnnotatedArticle:
    text = record["text"]
    if not isinstance(text, str) or text != normal_newlines(text):
        raise MisfitError('"text" holds carriage returns, so its offsets cannot be trusted')
    metadata = {**record.get("metadata", {}), "title": record.get("title", "")}
    article = article_of(str(record["id"]), text, where, {str(k): str(v) for k, v in metadata.items()})
    made = AnnotatedArticle(article, str(record.get("annotator") or "gold"), (), bool(record.get("finished", True)))
    sha256 = made.sha256
    if record.get("sha256", sha256) != sha256:
        raise MisfitError("its text is not the one that was annotated: the checksum differs")
    decisions = tuple(
        _decision(item, status, article.text, sha256, made.annotator)
        for status, name in _LISTS.items()
        for item in record.get(name, [])
        if item.get("kind") != Kind.NOT_SPEECH or status is not Status.CONFIRMED
    )
    return replace(made, decisions=decisions)


def _codebook(codebook: Codebook) -> dict[str, str]:
    return {"id": codebook.id, "name": codebook.name, "version": codebook.version, "hash": codebook.hash}


def _speaker(decision: Decision) -> dict[str, Any] | None:
    """The source with the register's speaker; ``start`` is null where the article does not name the speaker."""
    if decision.source is None and not decision.speaker_id:
        return None
    unnamed = {"start": None, "end": None, "text": decision.speaker_name}
    mention = mention_to_dict(decision.source) if decision.source else unnamed
    return {**mention, "id": decision.speaker_id, "name": decision.speaker_name}


def _quote(annotated: AnnotatedArticle, decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.quotation,
        "start": decision.span.start,
        "end": decision.span.end,
        "text": decision.words,
        "kind": str(decision.kind),
        "speaker": _speaker(decision),
        "cue": mention_to_dict(decision.cue) if decision.cue else None,
        "group": decision.group,
        "content": spans_to_lists(decision.content),
        "stances": [{"target": s.target, "label": s.label} for s in sorted(decision.stances)],
        "comment": decision.comment,
        "flagged": decision.flagged,
        "origin": str(decision.origin),
        "proposals_shown": decision.proposals_shown,
        "codebook": decision.codebook,
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "decision": decision.id,
        **annotated.trace(decision).record(),
    }


def _decision(item: Mapping[str, Any], status: Status, text: str, sha256: str, annotator: str) -> Decision:
    where = mention_from_dict(item, text)
    if where is None:
        raise MisfitError("a quotation has no start")
    speaker = item.get("speaker") or {}
    kind = item.get("kind", "not-speech" if status is Status.REJECTED else "direct")
    origin = item.get("origin", "manual")
    if origin not in _ORIGINS:
        raise MisfitError(f"there is no origin {origin[:40]!r}")
    content = tuple(Span(whole(a), whole(b)) for a, b in item.get("content") or ())
    for span in content:
        span.words(text)
    return Decision(
        id=str(item.get("decision", "")),
        quotation=str(item.get("id", "")),
        article=sha256,
        annotator=annotator,
        status=status,
        span=where.span,
        words=where.words,
        kind=kind_called(kind),
        origin=_ORIGINS[origin],
        source=mention_from_dict(speaker, text),
        speaker_id=speaker.get("id"),
        speaker_name=str(speaker.get("name") or ""),
        cue=mention_from_dict(item.get("cue"), text),
        group=item.get("group"),
        content=content,
        stances=tuple(sorted(Stance(str(s["target"]), str(s["label"])) for s in item.get("stances") or ())),
        comment=str(item.get("comment", "")),
        flagged=bool(item.get("flagged", False)),
        seconds=float(item.get("seconds", 0.0)),
        codebook=str(item.get("codebook", "")),
        proposals_shown=bool(item.get("proposals_shown", True)),
        decided_at=str(item.get("decided_at", "")),
    )


def _read_back(path: Path) -> Iterator[Hashes]:
    """The values of each line as hashes, without the records that an import builds from them: a big corpus is checked too.

    BadInputError with file and line where a span does not hold its words.
    """
    for where, record in json_lines(path):
        text, metadata = record["text"], tuple(sorted(record["metadata"].items()))
        about = (record["id"], record["title"], metadata, record["finished"])
        hashes = tuple(_hash(item, status, text, where) for status, name in _LISTS.items() for item in record[name])
        yield Hashes(text_hash(text), record["annotator"], about, hashes)


def _hash(item: Mapping[str, Any], status: Status, text: str, where: str) -> int:
    """What ``fields.whole`` makes of the decision that the item stands for."""
    speaker, cue = item["speaker"], item["cue"]
    source = speaker if speaker is not None and speaker["start"] is not None else None
    for stretch in (item, source, cue):
        if stretch is not None and text[stretch["start"] : stretch["end"]] != stretch["text"]:
            raise BadInputError(
                f"{where}: the words at {stretch['start']}-{stretch['end']} are not the ones given; export it again."
            )
    return hash(
        (
            item["decision"], item["id"], status, item["start"], item["end"], item["text"], item["kind"], item["origin"],
            speaker and speaker["id"], speaker["name"] if speaker else "",
            source and (source["start"], source["end"], source["text"]), cue and (cue["start"], cue["end"], cue["text"]),
            item["group"], item["comment"], item["flagged"], item["seconds"], item["codebook"], item["proposals_shown"],
            item["decided_at"], *[(start, end) for start, end in item["content"]],
            *sorted([(s["target"], s["label"]) for s in item["stances"]]),
        )
    )  # fmt: skip


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_byte_lines(path, (dump(article_record(annotated, codebook)) for annotated in articles))


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The articles of a file of ours, one after the other; BadInputError with the line that cannot be read."""
    yield from read_annotated(path)


FORMATS = (
    Format(
        name="jsonl",
        title="JSON Lines, one article and annotator a line",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL,
        write=_write,
        read_back=_read_back,
        earlier=has_keys(*_KEYS),
        load='datasets.Dataset.from_list([json.loads(line) for line in open("out.jsonl", encoding="utf-8")])',
    ),
)
