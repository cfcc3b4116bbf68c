"""Prodigy's choice tasks: one a confirmed quotation, marked in its paragraph, the codebook's labels to choose from.

Source of the format: Prodigy's documentation, "Annotation interfaces", choice (``options`` with ``id`` and ``text``, ``accept`` with
the ids chosen). What the interface has no word for stands under ``quotation``, which Prodigy passes through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, ReadRows
from annotator.exchange.articles import json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import PLACE, check, record_at
from annotator.exchange.graph import CONTENT
from annotator.exchange.prodigy import task_hash
from annotator.exchange.quotation_rows import LOST, rows_back, rows_of
from annotator.records import Codebook, MisfitError

_KEYS = (
    "_input_hash", "_task_hash", "text", "spans", "options", "accept", "meta", "quotation", "_session_id", "_view_id", "answer",
)  # fmt: skip
_ELSEWHERE = ("text", "start", "end", "stances")  # keys of a row that the task itself has a place for


_SHAPE = {"text": str, "spans": [PLACE], "options": [{"id": str}], "accept": [str], "quotation": dict}


def _options(codebook: Codebook) -> list[dict[str, str]]:
    return [
        {"id": f"{target.id}:{label.id}", "text": f"{target.name}: {label.name}"}
        for target in codebook.targets
        for label in target.labels
    ]


def _task(row: Mapping[str, Any], options: list[dict[str, str]]) -> dict[str, Any]:
    known = {option["id"] for option in options}  # a label of an older codebook may not be among them
    task: dict[str, Any] = {
        "text": row["text"],
        "spans": [{"start": row["start"], "end": row["end"], "label": CONTENT}],
        "options": options + [{"id": name, "text": name} for name in row["stances"] if name not in known],
        "accept": row["stances"],
        "meta": {"source": row["article"], "speaker": row["speaker"]},
        "quotation": {key: value for key, value in row.items() if key not in _ELSEWHERE},
        "_session_id": row["annotator"],
        "_view_id": "choice",
        "answer": "accept",
    }
    hashes = {"_input_hash": task_hash(row["text"]), "_task_hash": task_hash(json.dumps(task, sort_keys=True))}
    return {**hashes, **task}


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    options = _options(codebook)
    tasks = (_task(row, options) for row in rows_of(articles, codebook))
    return files.write_text_lines(path, (json.dumps(task, ensure_ascii=False) for task in tasks))


def _row(where: str, task: Mapping[str, Any]) -> dict[str, Any]:
    with record_at(where, "not a readable choice task"):
        check(task, _SHAPE)
        if len(task["spans"]) != 1:
            raise MisfitError(f"it has {len(task['spans'])} spans")
        (span,) = task["spans"]
        known = {option["id"] for option in task["options"]}
        if not set(task["accept"]) <= known:
            raise BadInputError(f"{where}: it accepts an option that it does not offer; export it again.")
        own = {"text": task["text"], "start": span["start"], "end": span["end"], "stances": task["accept"]}
        return {**task["quotation"], **own}


def _read_back(path: Path) -> Iterator[ReadRows]:
    yield from rows_back(_row(where, task) for where, task in json_lines(path))


FORMATS = (
    Format(
        name="prodigy-choice",
        title="Prodigy, stances to choose for each quotation",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - LOST,
        write=_write,
        read_back=_read_back,
        rows=True,
        earlier=has_keys(*_KEYS),
        load="prodigy db-in my_dataset out.jsonl, or prodigy mark my_dataset out.jsonl --view-id choice",
    ),
)
