"""A folder that Hugging Face's ``datasets`` loads as it is: a Parquet file with a row an article and annotator, and its card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.exchange import files, parquet_tables
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of
from annotator.exchange.data_card import Config, front
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import as_stance
from annotator.exchange.hub_rows import FEATURES, nested_yaml, row
from annotator.records import Codebook, Decision, Kind, Mention, Origin, Span, Status

PART, SPLIT = "data", "train"
_LOST = frozenset({Field.OPEN, Field.DECISION})
_LISTS = {"quotes": Status.CONFIRMED, "nonspeech": Status.REJECTED}


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    place = path / PART / f"{SPLIT}.parquet"
    with parquet_tables.RowWriter(place, parquet_tables.nested_schema(FEATURES)) as out:
        for annotated in articles:
            out.add(row(annotated))
    config = Config(PART, tuple(nested_yaml()), {SPLIT: (out.count, place.stat().st_size)})
    card = [
        *front(codebook.name, (config,), (), "", out.count),
        f"# Quotations, {' '.join(codebook.name.split())}",
        "",
        "A row is one article as one annotator sees it. Offsets count Unicode code points of `text`, the end not included; -1 and an empty",
        "string stand for none. For splits without leaks, agreement and Croissant metadata make a release: `annotator release`.",
    ]
    files.write_text_lines(path / "README.md", card)
    return out.count


def _read_back(path: Path) -> Iterator[AnnotatedArticle]:
    for record in parquet_tables.rows(path / PART / f"{SPLIT}.parquet"):
        metadata = {**{m["key"]: m["value"] for m in record["metadata"]}, "title": record["title"]}
        article = article_of(record["id"], record["text"], path.name, metadata)
        decisions = tuple(_decision(q, status, record) for name, status in _LISTS.items() for q in record[name])
        yield AnnotatedArticle(article, record["annotator"], decisions, record["finished"])


def _decision(q: Mapping[str, Any], status: Status, record: Mapping[str, Any]) -> Decision:
    def mention(name: str) -> Mention | None:
        start = q[f"{name}_start"]
        return Mention.of(record["text"], start, q[f"{name}_end"]) if start >= 0 else None

    span = Span(q["start"], q["end"])
    return Decision(
        quotation=q["id"], article=record["sha256"], annotator=record["annotator"], status=status, span=span,
        words=span.words(record["text"]), kind=Kind(q["kind"]), origin=Origin(q["origin"]), source=mention("source"), cue=mention("cue"),
        speaker_name=q["speaker"], speaker_id=q["speaker_id"] or None, group=q["utterance"] or None,
        content=tuple(Span(a, b) for a, b in q["content"]), stances=tuple(map(as_stance, q["stances"])), comment=q["comment"],
        flagged=q["flagged"], proposals_shown=q["proposal_shown"], decided_at=q["decided_at"], seconds=q["seconds"],
        codebook=q["codebook_sha256"],
    )  # fmt: skip


FORMATS = (
    Format(
        name="huggingface",
        title="Hugging Face dataset, a folder for datasets",
        suffix="",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=_read_back,
        load='datasets.load_dataset("out")',
    ),
)
