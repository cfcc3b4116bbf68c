"""Statements that harm rows of a project, each with what the program says of the row."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import BadInputError
from annotator.records import Decision
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import export, maintenance, project
from tests.support import import_annotations, seed_sha

LONG = "'" + "x" * 1_000_001 + "'"


def harm(path: Path, *statements: str) -> None:
    """What a hostile program could write: constraints of ours do not hold it back."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
        db.commit()


def current(store: Store, name: str = "Bob") -> dict[str, Decision]:
    return decisions.current_decisions(store, seed_sha(), name)


def whole(store: Store, folder: Path) -> list[dict[str, Any]]:
    """The lines of an export of everything, which must succeed and come in again, in a sound project."""
    (folder / "out").mkdir(exist_ok=True)
    report = export.export(store, folder / "out" / "all.jsonl")
    assert maintenance.examine(store.path) == ()
    lines = [json.loads(line) for line in report.path.read_text(encoding="utf-8").splitlines()]
    with closing(project.create_project(folder / "out" / "again.annot", project.current_codebook(store))) as other:
        with nullcontext() if lines else pytest.raises(BadInputError, match="there is no article in it"):
            import_annotations(other, report.path)
        assert maintenance.examine(other.path) == ()
    (folder / "out" / "again.annot").unlink()
    return lines


ROWS = [  # the decision is left out
    ("UPDATE decision SET content = '[[true, 5]]' WHERE n = @", "its content cannot be read"),
    ("UPDATE decision SET content = '[[1.5, 5]]' WHERE n = @", "its content cannot be read"),
    ("UPDATE decision SET content = '[[5, 999999]]' WHERE n = @", "its content cannot be read"),
    ("UPDATE decision SET content = '[[NaN, 5]]' WHERE n = @", "its content cannot be read"),
    ("UPDATE decision SET content = 'no json' WHERE n = @", "its content cannot be read"),
    ("UPDATE decision SET words = 'not these' WHERE n = @", "the words of its quotation are not those of the article"),
    ("UPDATE decision SET start = -5 WHERE n = @", "its quotation reaches beyond the article"),
    ('UPDATE decision SET "end" = 4611686018427387904 WHERE n = @', "its quotation reaches beyond the article"),
    ("UPDATE decision SET source_words = 'nobody' WHERE n = @", "the words of its source are not those of the article"),
    ("UPDATE decision SET source_end = NULL WHERE n = @", "its source reaches beyond the article"),
    ("UPDATE decision SET cue_start = 99999999 WHERE n = @", "its cue reaches beyond the article"),
    ("UPDATE decision SET kind = 'song' WHERE n = @", "there is no kind 'song'"),
    ("UPDATE decision SET kind = 'not-speech' WHERE n = @", "what is confirmed cannot be of kind not-speech"),
    ("UPDATE decision SET status = 'perhaps' WHERE n = @", "there is no status 'perhaps'"),
    ("UPDATE decision SET origin = 'heaven' WHERE n = @", "there is no origin 'heaven'"),
    ("UPDATE decision SET quotation = '' WHERE n = @", "its quotation's id is blank"),
    (f"UPDATE decision SET quotation = {LONG} WHERE n = @", "its quotation's id has 1,000,001 characters"),
    (f"UPDATE decision SET id = {LONG} WHERE n = @", "its id has 1,000,001 characters"),
    ("UPDATE decision SET decided_at = 'tomorrow' WHERE n = @", "its time is not a time ('tomorrow')"),
    ("UPDATE decision SET decided_at = '2024-13-45T00:00:00' WHERE n = @", "its time is not a time"),
    ("UPDATE decision SET speaker = 999 WHERE n = @", "its speaker is not in the file"),
    ("UPDATE decision SET change = 999 WHERE n = @", "its change is not in the file"),
    ("UPDATE decision SET article = 999 WHERE n = @", "its article is not in the file"),
    ("UPDATE decision SET annotator = 999 WHERE n = @", "its annotator is not in the file"),
    ("UPDATE change SET kind = 'destroy' WHERE n = @ + 2", "there is no kind of change 'destroy'"),
    (f"UPDATE change SET id = {LONG} WHERE n = @ + 2", "its id has 1,000,001 characters"),

]  # fmt: skip


SPEAKERS = [
    ("UPDATE speaker_revision SET name = '' WHERE speaker = (SELECT speaker FROM decision WHERE n = @)",
     "of its speaker: its name is blank"),
    (f"UPDATE speaker_revision SET name = {LONG} WHERE speaker = (SELECT speaker FROM decision WHERE n = @)",
     "of its speaker: its name has 1,000,001 characters"),
]  # fmt: skip


VALUES = [  # the decision comes, with a safe value
    ("UPDATE decision SET seconds = 9e999 WHERE n = @", "its duration is not a number (inf)"),
    ("UPDATE decision SET seconds = -9e999 WHERE n = @", "its duration is not a number (-inf)"),
    ("UPDATE decision SET seconds = -1 WHERE n = @", "its duration is out of range (-1.0)"),
    ("UPDATE decision SET seconds = 1e300 WHERE n = @", "its duration is out of range"),
    ("UPDATE decision SET flagged = 7 WHERE n = @", "its flag is out of range (7)"),
    ("UPDATE decision SET proposals_shown = -1 WHERE n = @", "its mark of a shown proposal is out of range"),
    (f"UPDATE decision SET comment = {LONG} WHERE n = @", "its comment has 1,000,001 characters"),
    (f"UPDATE decision SET utterance = {LONG} WHERE n = @", "its utterance has 1,000,001 characters"),
    (f"UPDATE decision SET codebook = {LONG} WHERE n = @", "its codebook has 1,000,001 characters"),
    (f"UPDATE decision SET replaces = {LONG} WHERE n = @", "its reference to a replaced decision has 1,000,001"),
    ("UPDATE decision SET sequence = -3 WHERE n = @", "its sequence is out of range (-3)"),
    ("UPDATE decision SET sequence = 9223372036854775807 WHERE n = @", "its sequence is out of range"),
    ("UPDATE finish SET sequence = 9223372036854775807", "its sequence is out of range"),
    ("UPDATE finish SET finished = 3", "its mark of a finished article is out of range"),
    ("UPDATE finish SET at = 'tomorrow'", "its time is not a time"),
    ("UPDATE change SET sequence = 9223372036854775807 WHERE n = @ + 2", "its sequence is out of range"),
    ("UPDATE change SET at = 'tomorrow' WHERE n = @ + 2", "its time is not a time"),
    (f"UPDATE change SET action = {LONG} WHERE n = @ + 2", "its action has 1,000,001 characters"),
]  # fmt: skip


AT_ONCE = 10


def some(every: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Statements in groups: each group harms as many decisions of one file."""
    return [every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE)]


def first(group: list[tuple[str, str]]) -> str:
    return group[0][1][:40]


def lacking(group: list[tuple[str, str]], notes: str) -> list[str]:
    """What of a group is told nowhere; values of one kind share an example."""
    return [told for _, told in group if told.split(" (")[0] not in notes]


def each_at_its_row(statements: list[tuple[str, str]]) -> list[str]:
    """The statements, each about a decision of its own, of which each has a source and a cue."""
    numbers = [n for n in range(2, 18) if n != 11]  # which is not speech
    return [statement.replace("@", str(n)) for n, (statement, _) in zip(numbers, statements, strict=False)]
