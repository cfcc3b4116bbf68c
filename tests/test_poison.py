"""Rows that break the rules for what a project may hold: left out of merges and exports with a note, told by the doctor."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.records import ADJUDICATED, Article, Decision, Kind, Origin, Span, Status
from annotator.store import adjudications, decisions, merge, rules
from annotator.store.connection import Store
from annotator.store.decision_rows import as_row, safe
from annotator.workflow import adjudicate, corpus, desk, export, maintenance, project, release, team
from annotator.workflow.selection import Selection
from tests.poison import (
    LONG,
    ROWS,
    SPEAKERS,
    VALUES,
    current,
    each_at_its_row,
    first,
    harm,
    lacking,
    some,
    whole,
)
from tests.support import ANNOTATOR, decide_all, import_annotations, load, seed_sha, shown
from tests.test_cli import annotator as command


@pytest.fixture
def bob(store: Store, tmp_path: Path) -> Iterator[Store]:
    """Bob's package, all decided; closed before it is harmed."""
    team.package(store, tmp_path / "bob.annot", "Bob", team.article_hashes(store))
    with closing(project.open_project(tmp_path / "bob.annot")) as opened:
        decide_all(opened, "Bob")
        yield opened


# One bad row among good ones


@pytest.mark.parametrize("group", [*some(ROWS), *([each] for each in SPEAKERS)], ids=first)
def test_a_merge_leaves_bad_rows_out(store: Store, bob: Store, tmp_path: Path, group: list[tuple[str, str]]) -> None:
    bob.close()
    harm(bob.path, *each_at_its_row(group))
    _, (report,) = team.merge(store, [bob.path])
    notes = "\n".join(report.notes)
    assert lacking(group, notes) == [] and "left out" in notes
    came = len(current(store))
    assert came == 18 - len(group) or (group[0] in SPEAKERS and 10 < came < 18), "what is sound comes"
    assert report.decisions["Bob"] == came
    assert max(map(len, report.notes)) < 400
    assert not decisions.is_finished(store, seed_sha(), "Bob"), "what lacks a decision is not finished"
    whole(store, tmp_path)


@pytest.mark.parametrize("group", some(VALUES), ids=first)
def test_a_merge_makes_bad_values_safe(store: Store, bob: Store, tmp_path: Path, group: list[tuple[str, str]]) -> None:
    bob.close()
    harm(bob.path, *each_at_its_row(group))
    _, (report,) = team.merge(store, [bob.path])
    notes = "\n".join(report.notes)
    assert lacking(group, notes) == [] and "safe value" in notes
    assert max(map(len, report.notes)) < 400
    assert len(current(store)) == 18 and decisions.is_finished(store, seed_sha(), "Bob")
    whole(store, tmp_path)
    for n in range(18):
        desk.decide(store, replace(desk.confirm(shown(store, n, "Bob")), comment="later"), action="Comment")
    assert {decision.comment for decision in current(store).values()} == {"later"}, "and Bob goes on here"
    assert maintenance.examine(store.path) == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE article SET metadata = '{\"a\": 1}'", "its metadata cannot be read"),
        ("UPDATE article SET metadata = '[]'", "its metadata cannot be read"),
        ("UPDATE article SET metadata = '{\"a\": NaN}'", "its metadata cannot be read"),
        ("UPDATE article SET metadata = '{\"a\": \"\\ud800\"}'", "its metadata cannot be read"),
        ("UPDATE article SET metadata = '" + "[" * 5000 + "'", "its metadata cannot be read"),
        (f"UPDATE article SET title = {LONG}", "its title has 1,000,001 characters"),
    ],
)  # fmt: skip
def test_an_article_comes_with_safe_values(store: Store, tmp_path: Path, statement: str, told: str) -> None:
    path = tmp_path / "other.annot"
    with closing(project.create_project(path, project.current_codebook(store))) as other:
        corpus.import_text(other, Article("new", "“Yes,” she said."))
    harm(path, statement)
    _, (report,) = team.merge(store, [path])
    assert told in report.notes[0] and report.articles == 1
    whole(store, tmp_path)


def test_an_article_whose_id_breaks_the_rules_stays_out(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "other.annot"
    with closing(project.create_project(path, project.current_codebook(store))) as other:
        corpus.import_text(other, Article("new", "“Yes,” she said."))
    harm(path, f"UPDATE article SET id = {LONG}")
    _, (report,) = team.merge(store, [path])
    assert "1 article was left out: its id has 1,000,001 characters" in report.notes[0] and report.articles == 0
    assert len(report.notes[0]) < 300


NAMES = ["adjudicated", "Adjudicated", "ADJUDICATED", "adjudicated ", "ad judicated", "ａｄｊｕｄｉｃａｔｅｄ", "adjudicátéd",
         "adjudi\u200bcated", "Adjudicated."]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nobody_comes_under_the_name_of_the_settled_layer(store: Store, bob: Store, tmp_path: Path, name: str) -> None:
    project.add_annotator(bob, "Eve")
    decide_all(bob, "Eve")
    bob.close()
    with closing(sqlite3.connect(bob.path)) as db:
        db.execute("UPDATE annotator SET name = ? WHERE name = 'Bob'", (name,))
        db.commit()
    _, (report,) = team.merge(store, [bob.path])
    assert "18 decisions of" in report.notes[0] and "left out" in report.notes[0]
    assert dict(report.decisions) == {"Eve": 18}
    assert project.annotators(store) == (ANNOTATOR, "Eve")
    with pytest.raises(BadInputError, match="nothing is adjudicated"):
        export.export(store, tmp_path / "a.jsonl", selection=Selection(adjudicated=True))
    whole(store, tmp_path)


def test_a_decision_in_the_layer_that_nobody_settled_stays_out(store: Store, bob: Store, tmp_path: Path) -> None:
    bob.close()
    harm(
        bob.path,
        "INSERT INTO annotator (name, created_at) VALUES ('adjudicated', '2024-01-01')",
        "UPDATE decision SET annotator = (SELECT n FROM annotator WHERE name = 'adjudicated') WHERE n < 4",
    )
    _, (report,) = team.merge(store, [bob.path])
    assert (
        "3 decisions of adjudicated were left out: e.g. it stands under “adjudicated”, but nothing says who settled it"
        in report.notes[0]
    )
    assert dict(report.decisions) == {"Bob": 15}
    whole(store, tmp_path)


@pytest.mark.parametrize("name", [" Bob ", "B\tob", "", "B\x1b[31m", "\u202eboB", "x" * 2_000_000])
def test_a_name_that_breaks_the_rules_brings_nothing(store: Store, bob: Store, name: str) -> None:
    project.add_annotator(bob, "Eve")
    desk.decide(bob, desk.confirm(shown(bob, 0, "Eve")), action="Confirm quotation")
    bob.close()
    with closing(sqlite3.connect(bob.path)) as db:
        db.execute("UPDATE annotator SET name = ? WHERE name = 'Bob'", (name,))
        db.commit()
    begun = time.monotonic()
    _, (report,) = team.merge(store, [bob.path])
    assert "the annotator's name" in report.notes[0] and dict(report.decisions) == {"Eve": 1}
    assert "\x1b" not in report.notes[0] and len(report.notes[0]) < 300
    assert time.monotonic() - begun < 10


def test_a_file_in_which_nothing_is_sound_is_refused(store: Store, bob: Store) -> None:
    bob.close()
    harm(bob.path, "UPDATE decision SET content = '[[true, 5]]'")
    with pytest.raises(BadInputError, match=r"bob\.annot: none of its 18 decisions is valid .*content cannot be read"):
        team.merge(store, [bob.path])


def test_the_settled_decisions_of_another_copy_come(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annot"
    team.package(store, copy, "Ben", team.article_hashes(store))
    with closing(project.open_project(copy)) as other:
        for name in ("Ben", "Cleo"):
            project.add_annotator(other, name)
            decide_all(other, name)
        adjudicate.accept_agreed(other, adjudicator="Ben")
        harm(
            copy, "PRAGMA ignore_check_constraints = ON", "UPDATE adjudication SET reason = 'spite' WHERE decision = 40"
        )
    _, (report,) = team.merge(store, [copy])
    assert report.decisions[ADJUDICATED] == 18
    assert report.notes == ["The package was made for Ben, and 18 decisions in it were made under the name Cleo."]
    assert export.export(store, tmp_path / "a.jsonl", selection=Selection(adjudicated=True)).counts.quotations == 17
    assert maintenance.examine(store.path) == ()


def test_the_command_line_says_what_was_left_out(store: Store, bob: Store) -> None:
    bob.close()
    harm(bob.path, *each_at_its_row([ROWS[0], VALUES[0]]))
    for more in (["--dry-run"], []):
        done = command("merge", store.path, bob.path, *more)
        assert done.returncode == 0, done.stderr
        assert "1 decision of Bob was left out: its content cannot be read (“" in done.stdout
        assert (
            "1 decision of Bob came in with a safe value instead of a bad one: its duration is not a number (inf)"
            in done.stdout
        )
    assert command("doctor", store.path).returncode == 0


# A project that holds such rows already

KEPT = {
    "seconds",
    "comment",
    "flagged",
    "proposals_shown",
    "utterance",
    "codebook",
    "replaces",
    "sequence",
    "decided_at",
}


@pytest.mark.parametrize(
    "group",
    some([each for each in (*ROWS, *VALUES) if "UPDATE decision" in each[0] and " 999 " not in each[0]]),
    ids=first,
)
def test_a_project_that_holds_bad_rows_is_exported(store: Store, tmp_path: Path, group: list[tuple[str, str]]) -> None:
    decide_all(store)
    harm(store.path, *each_at_its_row(group))
    maintenance.rebuild(store.path)
    out = tmp_path / "all.jsonl"
    report = export.export(store, out)
    assert lacking(group, report.counts.message) == []
    record = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    gone = sum(statement.split()[3] not in KEPT for statement, _ in group)
    assert len(record["quotes"] + record["nonspeech"] + record["open"]) == 18 - gone
    found = "\n".join(fault.told for fault in maintenance.examine(store.path))
    assert lacking(group, found) == [], "the doctor tells the same"
    release.publish(store, tmp_path / "release", release.ReleaseSettings("One"))
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        import_annotations(other, out)
        assert maintenance.examine(other.path) == ()
    maintenance.recover(store.path, tmp_path / "new.annot")
    assert maintenance.examine(tmp_path / "new.annot") == ()


def test_the_commands_export_such_a_project(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    harm(store.path, *each_at_its_row([ROWS[0], VALUES[0]]))
    for more in ([], ["--preview"]):
        done = command("export", store.path, "--output", tmp_path / "again.jsonl", *more)
        assert done.returncode == 0, done.stderr
        assert "1 decision of Ada was left out: its content cannot be read (“" in done.stdout
        assert "its duration is not a number (inf)" in done.stdout


def test_settled_decisions_that_nobody_settled_are_not_exported(store: Store, bob: Store, tmp_path: Path) -> None:
    """As a version that did not check took them from a package whose annotator was called like the layer."""
    team.merge(store, [bob.path])
    with store.writing() as db:
        adjudications.add_layer(store)
        db.execute("UPDATE decision SET annotator = (SELECT n FROM annotator WHERE name = 'adjudicated') WHERE n < 5")
    maintenance.rebuild(store.path)
    report = export.export(store, tmp_path / "a.jsonl", selection=Selection(adjudicated=True))
    assert report.counts.quotations == 0 and "nobody settled it" in report.counts.message


# What a person or a file of another kind brings


def test_names_are_kept_without_needless_blanks_and_control_characters(store: Store) -> None:
    for name in ("  Eve \t Stone ", "Eve Stone", "Eve\x00 Stone", "\u202eEve Stone"):
        project.add_annotator(store, name)
    assert project.annotators(store) == (ANNOTATOR, "Eve Stone")
    for name in (*NAMES, "", " \x00 ", "x" * 201):
        with pytest.raises(StoreError):
            project.add_annotator(store, name)


def test_a_speaker_has_a_name_that_can_be_kept(store: Store) -> None:
    for n, name in enumerate(("Ida Holm", "Ida\tHolm", " Ida  Holm")):
        desk.decide(store, desk.confirm(replace(shown(store, n), speaker_id=None, speaker_name=name)), action="Confirm")
    assert [s.name for s in project.speakers(store)] == ["Ida Holm"]
    with pytest.raises(BadInputError, match="cannot be a speaker's name"):
        desk.decide(store, replace(shown(store), speaker_id=None, speaker_name="x" * 2_000_000), action="Confirm")


LINES = [
    ({"annotator": "Adjudicated"}, "settled decisions"),
    ({"annotator": "x" * 300}, "has 300 characters"),
    ({"id": "x" * 2_000_000}, "its id has 2,000,000 characters"),
    ({"quotes": [{"start": True, "end": 5}]}, "True is not a whole number"),
    ({"quotes": [{"start": 0, "end": 3.5}]}, "3.5 is not a whole number"),
    ({"quotes": [{"start": 0, "end": 3, "content": [[True, 5]]}]}, "True is not a whole number"),
    ({"quotes": [{"start": 0, "end": 3, "id": "x" * 2000}]}, "quotation's id has 2,000 characters"),
    ({"quotes": [{"start": 0, "end": 3, "speaker": {"name": "x" * 2_000_000}}]}, "its name has 2,000,000 characters"),
    ({"quotes": [{"start": 0, "end": 3, "speaker": {"name": "Ida", "id": {"a": 1}}}]}, "its id is not text"),
]


@pytest.mark.parametrize(("change", "told"), LINES, ids=lambda value: str(value)[:60])
def test_an_import_refuses_what_cannot_be_kept(store: Store, tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInputError, match=told) as caught:
        import_annotations(store, line(store, tmp_path, change))
    assert str(tmp_path) in str(caught.value) and len(str(caught.value)) < 600
    assert project.annotators(store) == (ANNOTATOR,)


def line(store: Store, folder: Path, change: dict[str, Any]) -> Path:
    """A line of our own JSONL about the seed article, with a change."""
    record = {"id": "seed", "text": load(store).article.text, "annotator": "Eve", "quotes": []}
    (folder / "in.jsonl").write_text(json.dumps({**record, **change}), encoding="utf-8")
    return folder / "in.jsonl"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"seconds": float("inf")}, "its duration is not a number (inf)"),
        ({"seconds": float("nan")}, "its duration is not a number (nan)"),
        ({"seconds": -4}, "its duration is out of range"),
        ({"comment": "x" * 2_000_000}, "its comment has 2,000,000 characters"),
        ({"decided_at": "tomorrow"}, "its time is not a time ('tomorrow')"),
        ({"group": {"a": [1]}}, "its utterance is not text"),
    ],
)
def test_an_import_makes_bad_values_safe(store: Store, tmp_path: Path, more: dict[str, Any], told: str) -> None:
    path = line(store, tmp_path, {"quotes": [{"start": 0, "end": 3, **more}]})
    change, _ = import_annotations(store, path)
    assert told in change.message and len(change.message) < 600
    assert len(current(store, "Eve")) == 1
    whole(store, tmp_path)


# The rules themselves


@given(
    st.fixed_dictionaries(
        {
            "seconds": st.floats(allow_nan=True, allow_infinity=True) | st.integers(),
            "comment": st.text(max_size=20),
            "codebook": st.text(max_size=20),
            "decided_at": st.text(max_size=20) | st.datetimes().map(lambda at: at.isoformat()),
        }
    )
)
def test_what_was_made_safe_keeps_the_rules(values: dict[str, Any]) -> None:
    text = "“Yes,” she said."
    article = Article("a", text)
    made = replace(
        Decision("q", article.sha256, "Ada", Status.OPEN, Span(0, 6), text[:6], Kind.DIRECT, Origin.MANUAL), **values
    )
    kept, _ = safe(made)
    assert kept is not None
    row = {name: value for name, value in as_row(kept).items() if value not in ("", 0)}
    assert not list(rules.broken("decision", row))
    again, told = safe(kept)
    assert (again, told) == (kept, [])


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [("flagged", 1, True), ("flagged", 1, 1.0), ("sequence", 1, True), ("status", "open", "gone"), ("id", "x", b"x")],
)
def test_a_bad_value_among_many_good_ones_is_found(column: str, good: object, bad: object) -> None:
    assert rules.all_sound("decision", ("", column), [("a", good)] * 3)
    rows = [("a", good), ("a", bad), ("b", good)]
    assert not rules.all_sound("decision", ("", column), rows) and rules.broken("decision", {column: bad})


def test_every_rule_is_about_a_column_that_is_there(store: Store) -> None:
    for table, of in rules.RULES.items():
        columns = {name for (name,) in store.rows("SELECT name FROM pragma_table_info(?)", (table,))}
        assert set(of) <= columns, table


def test_an_error_of_ours_is_no_fault_of_the_file(store: Store, bob: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(merge, "append_rows", fails)
    with pytest.raises(TypeError, match="a bug") as caught:
        team.merge(store, [bob.path])
    assert not isinstance(caught.value, AnnotatorError)
