"""What a fresh process reads from a project, and what an export of it says, as JSON on standard output.

python -m tests.reliability.monkey.reader PROJECT FOLDER ANNOTATOR…
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.agreement.cases import Case
from annotator.exchange import jsonl
from annotator.records import ADJUDICATED, ArticleRow, Desk, Kind, Status
from annotator.store.connection import Store
from annotator.workflow import adjudicate, desk, export, maintenance, project
from annotator.workflow.selection import Selection
from tests.reliability.pictures import picture, pictures


def progress(row: ArticleRow) -> dict[str, Any]:
    """An article's line of the queue."""
    return {name: getattr(row, name) for name in ("quotations", "decided", "flagged", "proposed", "finished")}


def quotations(opened: Desk) -> dict[str, str]:
    """Every quotation of an article as it is shown: as decided, else as it is offered."""
    return {
        q.id: picture(desk.shown(opened, q)) if q.decision is None else picture(q.decision) for q in opened.quotations
    }


def _desk(store: Store, folder: Path, name: str) -> dict[str, Any]:
    """One annotator's work, read and exported."""
    rows = desk.load_queue(store, name)
    opened = {row.sha256: desk.load_desk(store, row.sha256, name) for row in rows}
    return {
        "rows": {row.sha256: progress(row) for row in rows},
        "articles": {sha: quotations(each) for sha, each in opened.items()},
        "decided": {
            f"{sha} {key[2]}": what
            for sha, each in opened.items()
            for key, what in pictures(q.decision for q in each.quotations if q.decision is not None).items()
        },
        "undo": desk.undo_text(store, name),
        "redo": desk.redo_text(store, name),
        "export": _exported(store, folder / f"{name}.jsonl", Selection(annotators=frozenset({name}))),
    }


def _exported(store: Store, path: Path, selection: Selection) -> dict[str, Any]:
    export.export(store, path, selection=selection)
    lines = list(jsonl.read_annotated(path))
    return {
        "finished": {line.sha256: line.finished for line in lines},
        "decided": {f"{key[1]} {key[2]}": what for line in lines for key, what in pictures(line.decisions).items()},
    }


def _settled(store: Store, folder: Path, shas: Iterable[str]) -> dict[str, Any]:
    """The adjudicated layer, read and exported; of all articles: the window stays with one that leaves the overview."""
    rows = adjudicate.overview(store)
    cases = {sha: adjudicate.article_cases(store, sha) for sha in shas}
    made = any(case.settlement is not None for found in cases.values() for case in found)
    return {
        "rows": {row.sha256: progress(row) for row in rows},
        "articles": {sha: {case.id: _as_shown(case) for case in found} for sha, found in cases.items()},
        "export": _exported(store, folder / "settled.jsonl", Selection(adjudicated=True)) if made else None,
    }


def _as_shown(case: Case) -> str | None:
    """How the window shows a case: begun where its annotators decided anew, not speech where it was settled away."""
    if case.settlement is None:
        return None
    decision = case.settlement.decision
    if decision.status is Status.WITHDRAWN:
        decision = replace(decision, status=Status.REJECTED, kind=Kind.NOT_SPEECH)
    return picture(replace(decision, status=Status.OPEN) if case.outdated else decision)


def read(path: Path, folder: Path, names: list[str]) -> dict[str, Any]:
    """All that the windows may show."""
    with closing(project.read_project(path)) as store:
        desks = {name: _desk(store, folder, name) for name in names}
        return {
            "faults": [fault.told for fault in maintenance.examine(path)],
            "desks": desks,
            "settled": _settled(store, folder, {sha for found in desks.values() for sha in found["articles"]}),
            "layer": ADJUDICATED,
        }


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])))
