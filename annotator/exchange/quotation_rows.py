"""One line a confirmed quotation in its paragraph, for a classifier; and the same row for the formats that are tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, ReadRows, in_order, paragraph_of, stance_names
from annotator.exchange.articles import json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.records import Codebook, Decision, Kind, Origin, Span, Stance, Status
from annotator.serial import mention_from_columns, mention_to_columns

SCHEMA_VERSION = 1
COLUMNS = (
    "schema_version", "offset_unit", "id", "article", "article_sha256", "annotator", "codebook", "quotation", "text",
    "paragraph_start", "start", "end", "words", "kind", "speaker", "speaker_id", "source", "source_start", "source_end",
    "cue", "cue_start", "cue_end", "utterance", "stances", "flagged", "comment", "origin", "proposal_shown", "outcome", "detector",
    "proposed_start", "proposed_end", "proposed_speaker", "decided_at", "seconds", "codebook_version", "codebook_sha256", "adjudicated",
    "speaker_aliases", "speaker_uri", "speaker_note", "article_tags",
)  # fmt: skip
#: What a row has no place for.
LOST = frozenset(
    {
        Field.NOT_SPEECH,
        Field.OPEN,
        Field.EMPTY,
        Field.FINISHED,
        Field.TITLE,
        Field.METADATA,
        Field.CONTENT,
        Field.DECISION,
    }
)


def quotation_records(annotated: AnnotatedArticle, codebook: Codebook) -> Iterator[dict[str, Any]]:
    """One row for each confirmed quotation. ``start`` counts in the paragraph ``text``, which itself starts at
    ``paragraph_start`` in the article; the offsets of source and cue count in the article (-1 where there is none)."""
    article = annotated.article
    for decision in in_order(annotated.decisions):
        if decision.status is not Status.CONFIRMED:
            continue
        paragraph = paragraph_of(article.text, decision.span)
        yield {
            "schema_version": SCHEMA_VERSION,
            "offset_unit": "codepoint",
            "id": f"{article.id}#{decision.quotation}#{annotated.annotator}",
            "article": article.id,
            "article_sha256": article.sha256,
            "annotator": annotated.annotator,
            "codebook": codebook.hash,
            "quotation": decision.quotation,
            "text": paragraph.words(article.text),
            "paragraph_start": paragraph.start,
            "start": decision.span.start - paragraph.start,
            "end": decision.span.end - paragraph.start,
            "words": decision.words,
            "kind": str(decision.kind),
            "speaker": decision.speaker_name,
            "speaker_id": decision.speaker_id or "",
            **mention_to_columns("source", decision.source),
            **mention_to_columns("cue", decision.cue),
            "utterance": decision.group or "",
            "stances": stance_names(decision),
            "flagged": decision.flagged,
            "comment": decision.comment,
            "origin": str(decision.origin),
            "proposal_shown": decision.proposals_shown,
            "decided_at": decision.decided_at,
            "seconds": decision.seconds,
            "codebook_sha256": decision.codebook,
            "article_tags": str(article.metadata.get("tags", "")),
            **annotated.trace(decision).record(),
        }


def rows_back(records: Iterable[Mapping[str, Any]]) -> Iterator[ReadRows]:
    """Rows as decisions again, article by article and annotator (rows of one stand together); BadInputError if one is faulty."""

    def key(record: Mapping[str, Any]) -> tuple[str, str, str, str]:
        return record["article_sha256"], record["annotator"], record["article"], record["article_tags"]

    for (sha256, annotator, name, tags), group in groupby(records, key=key):
        yield ReadRows(sha256, annotator, tuple(_decision(record) for record in group), name, tags)


def _decision(record: Mapping[str, Any]) -> Decision:
    start, end, at = int(record["start"]), int(record["end"]), int(record["paragraph_start"])
    if record["text"][start:end] != record["words"]:
        raise BadInputError(f"Row {record['id']}: the words at {start}-{end} are not the ones given; export it again.")
    return Decision(
        quotation=record["quotation"],
        article=record["article_sha256"],
        annotator=record["annotator"],
        status=Status.CONFIRMED,
        span=Span(at + start, at + end),
        words=record["words"],
        kind=Kind(record["kind"]),
        origin=Origin(record["origin"]),
        proposals_shown=bool(record["proposal_shown"]),
        decided_at=record["decided_at"],
        seconds=float(record["seconds"]),
        codebook=record["codebook_sha256"],
        source=mention_from_columns("source", record),
        speaker_name=record["speaker"],
        speaker_id=record["speaker_id"] or None,
        cue=mention_from_columns("cue", record),
        group=record["utterance"] or None,
        stances=tuple(Stance(*name.split(":", 1)) for name in record["stances"]),
        comment=record["comment"],
        flagged=bool(record["flagged"]),
    )


def rows_of(articles: Iterable[AnnotatedArticle], codebook: Codebook) -> Iterator[dict[str, Any]]:
    """The rows of a corpus, one after the other."""
    for annotated in articles:
        yield from quotation_records(annotated, codebook)


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_text_lines(path, (json.dumps(r, ensure_ascii=False) for r in rows_of(articles, codebook)))


def _read_back(path: Path) -> Iterator[ReadRows]:
    yield from rows_back(record for _, record in json_lines(path))


FORMATS = (
    Format(
        name="jsonl-quotations",
        title="JSON Lines, one quotation a line with its paragraph",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - LOST,
        write=_write,
        read_back=_read_back,
        rows=True,
        earlier=has_keys(*COLUMNS, also=("article_tags",)),
        load='datasets.Dataset.from_list([json.loads(line) for line in open("out.jsonl", encoding="utf-8")])',
    ),
)
