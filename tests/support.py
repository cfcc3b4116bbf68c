"""Helpers for tests: the seed article, its gold file as proposals and as decisions."""

from __future__ import annotations

import datetime
import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest

from annotator.codebook import read_codebook
from annotator.errors import AnnotatorError, BadInputError
from annotator.exchange import annotation_formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.scheme import Scheme
from annotator.records import Candidate, Change, Decision, Desk, Kind, Mention, Proposal, Span, Stance, text_hash
from annotator.resources import resource, seed
from annotator.store import connection
from annotator.store.connection import Store
from annotator.store.journal import journal_folder
from annotator.workflow import corpus, desk, project
from annotator.workflow.selection import ExportCounts

ANNOTATOR = "Ada"
SEED = "000_915434029b41a593"
SAMPLES = len(list(seed().glob("*.txt")))  # articles of the sample project


@cache
def gold() -> dict[str, Any]:
    """The seed article's gold record."""
    record: dict[str, Any] = json.loads(seed(f"{SEED}.gold.jsonl").read_text(encoding="utf-8"))
    return record


def seed_sha() -> str:
    """The identity of the seed article."""
    return text_hash(gold()["text"])


def gold_proposals() -> tuple[Proposal, ...]:
    """The gold quotations and the stretch that is not speech, as a detector that errs nowhere would propose them."""
    text = gold()["text"]
    found = []
    for item in gold()["quotes"]:
        source = Mention.of(text, item["speaker"]["start"], item["speaker"]["end"])
        found.append(
            Proposal(
                span=Span(item["start"], item["end"]),
                words=item["text"],
                kind=Kind(item["kind"]),
                confidence=0.99,
                candidates=(Candidate(source, item["speaker"]["name"], 0.97, "subject of the cue"),),
                no_source=0.01,
                cue=Mention.of(text, item["cue"]["start"], item["cue"]["end"]),
                group=item.get("group"),
            )
        )
    for item in gold()["nonspeech"]:
        span = Span(item["start"], item["end"])
        found.append(Proposal(span=span, words=span.words(text), kind=Kind.NOT_SPEECH, confidence=0.9))
    return tuple(found)


def gold_stances(start: int) -> tuple[Stance, ...]:
    """The stances of the gold quotation that starts there."""
    item = next((q for q in gold()["quotes"] if q["start"] == start), None)
    return tuple(Stance(s["target"], s["label"]) for s in item["stances"]) if item else ()


def copy_project(made: Path, path: Path) -> None:
    """Copy the files of a closed project and its journal to another name, under the same project's id."""
    shutil.copy2(made, path)
    shutil.copytree(journal_folder(made), journal_folder(path))


@cache
def _new(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        project.create_project(path, read_codebook(resource("codebooks", "border.toml"))).close()
        return path.read_bytes()


def new_project(path: Path) -> Store:
    """Open a new project that is made once for each name of a file: for tests that need hundreds."""
    path.write_bytes(_new(path.name))
    return project.open_project(path)


def set_clock(patch: pytest.MonkeyPatch, hours: float) -> None:
    """Set the clock of the program, in hours from now."""
    offset = datetime.timedelta(hours=hours)

    class Shifted(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Shifted:
            return cls.fromisoformat((datetime.datetime.now(tz) + offset).isoformat())

    patch.setattr(connection, "datetime", SimpleNamespace(datetime=Shifted, UTC=datetime.UTC))


def load(store: Store, annotator: str = ANNOTATOR) -> Desk:
    """The seed article's desk."""
    return desk.load_desk(store, seed_sha(), annotator)


def shown(store: Store, n: int = 0, annotator: str = ANNOTATOR) -> Decision:
    """What the desk shows for the seed's n-th quotation."""
    opened = load(store, annotator)
    return desk.shown(opened, opened.quotations[n])


def decide_all(store: Store, annotator: str = ANNOTATOR) -> list[Change]:
    """Decide the whole seed article as its gold file has it."""
    opened = load(store, annotator)
    changes = []
    for quotation in opened.quotations:
        decision = replace(desk.shown(opened, quotation), stances=gold_stances(quotation.span.start), seconds=1.5)
        changes.append(desk.decide(store, desk.confirm(decision), action="Confirm quotation"))
    return changes


def import_article(store: Store, path: Path) -> Change:
    """Bring one file in; AnnotatorError with a sentence if it cannot be read."""
    change, report = corpus.import_paths(store, [path])
    if report.problems:
        raise AnnotatorError(report.problems[0])
    return change


def import_annotations(store: Store, path: Path) -> tuple[Change, ExportCounts]:
    """Bring a file of annotations in; BadInputError with a sentence if it cannot be read."""
    change, report = corpus.import_paths(store, [path])
    if report.problems:
        raise BadInputError(report.problems[0])
    assert report.annotations is not None
    return change, report.annotations


def annotated_in(path: Path, name: str) -> list[AnnotatedArticle]:
    """The annotated articles that the annotation format of that name reads in a file."""
    (file,) = annotation_formats.batch_of(path, annotation_formats.get(name)).files
    return list(file.read(Scheme()))
