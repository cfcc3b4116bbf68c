"""A project that was destroyed comes back from its journal and its snapshots, with every decision that was called saved."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from annotator.cli import main
from annotator.errors import StoreError
from annotator.records import Article, Reason, Settlement
from annotator.store import adjudications, damaged, decisions, recovery
from annotator.store.connection import Store
from annotator.store.journal import journal_folder, project_id, segments
from annotator.store.journal_lines import lines
from annotator.store.replay import Replay
from annotator.workflow import corpus, desk, maintenance, project, review, team
from tests.reliability.destroying import (
    annotator,
    articles,
    ask,
    comment,
    comments,
    contents,
    entries,
    session,
    standing,
    torn,
)
from tests.support import ANNOTATOR, decide_all, seed_sha


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table whose root is gone is given up sooner, which takes most of the time; ``test_maintenance.py`` has the real patience."""
    monkeypatch.setattr(damaged, "PATIENCE", 500)


def test_decisions_after_lost_locks_come_back(store: Store, tmp_path: Path) -> None:
    """As the file dialog of the desk did it: locks lost, another process ends the log, both go on writing."""
    store.close()
    with session(store.path) as run:
        ask(run, "3")
        ask(run, "locks")
        annotator("export", store.path, "--format", "jsonl", "--output", tmp_path / "out.jsonl")
        saved = ask(run, "3")
        annotator("import", store.path, articles(tmp_path / "in", 51))
        saved = ask(run, "3")
    assert saved == 9
    try:
        held = comments(store.path) if not maintenance.examine(store.path) else set()
    except StoreError:
        held = set()
    if held < {f"decision {n}" for n in range(saved)}:
        maintenance.recover(store.path, tmp_path / "new.annot")
        held = comments(tmp_path / "new.annot")
        assert maintenance.examine(tmp_path / "new.annot") == ()
        with closing(project.read_project(tmp_path / "new.annot")) as new:
            assert new.rows("SELECT count(*) FROM article") == [(14 + 51,)]
    assert held == {f"decision {n}" for n in range(saved)}


HARMS = {
    "torn": torn,
    "emptied": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 400),
    "another program's": lambda path: path.write_text("all is well", encoding="utf-8"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_everything_comes_back_from_the_journal_alone(store: Store, tmp_path: Path, harm: str) -> None:
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    desk.redo(store, ANNOTATOR)
    someone = project.speakers(store)[0]
    project.rename_speaker(store, someone.id, "Somebody Else", annotator=ANNOTATOR)
    project.show_indirect(store, True)
    project.add_annotator(store, "Bob")
    decide_all(store, "Bob")
    before = contents(store)
    store.close()
    whole = standing(store.path)
    HARMS[harm](store.path)
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert not report.left_out and report.lost is None
    assert standing(tmp_path / "new.annot") == whole
    assert maintenance.examine(tmp_path / "new.annot") == ()
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert contents(new) == before


@pytest.mark.parametrize("harm", HARMS)
def test_everything_comes_back_from_a_snapshot_and_the_journal_since(store: Store, tmp_path: Path, harm: str) -> None:
    decide_all(store)
    maintenance.take_snapshot(store.path)
    shutil.rmtree(journal_folder(store.path))  # it begins anew, as beside a project too large to be written whole
    store.journal.beginning = 0
    desk.undo(store, ANNOTATOR)
    project.add_annotator(store, "Bob")
    decide_all(store, "Bob")
    before = contents(store)
    assert [row for entry in entries(store.path) for table, row in entry.rows if table == "article"] == []
    store.close()
    HARMS[harm](store.path)
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert not report.left_out and maintenance.examine(tmp_path / "new.annot") == ()
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert contents(new) == before
        assert len(desk.load_desk(new, seed_sha(), ANNOTATOR).quotations) == 18


def test_a_snapshot_that_is_damaged_is_passed_over(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    older = maintenance.take_snapshot(store.path)
    assert older is not None
    older.rename(older.with_name("20260101T000000Z.annot"))
    comment(store, "later")
    newest = maintenance.take_snapshot(store.path)
    store.close()
    assert newest is not None
    torn(newest)
    HARMS["gone"](store.path)
    shutil.rmtree(journal_folder(store.path))
    maintenance.recover(store.path, tmp_path / "new.annot")
    assert len(standing(tmp_path / "new.annot")) == 18 and "later" not in comments(tmp_path / "new.annot")


def test_what_the_file_alone_has_comes_too(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    store.journals = False
    comment(store, "in the file alone")
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("UPDATE decision SET kind = 'sung' WHERE n = 4")
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert not report.left_out and len(standing(tmp_path / "new.annot")) == 18  # the fourth as the journal has it
    assert "in the file alone" in comments(tmp_path / "new.annot")


def test_a_renamed_project_finds_the_journal_of_its_old_name(store: Store, tmp_path: Path) -> None:
    comment(store, "before")
    store.close()
    renamed = store.path.with_name("renamed.annot")
    store.path.rename(renamed)
    with closing(project.open_project(renamed)) as again:
        again.journal.beginning = 0
        comment(again, "after", 1)
    HARMS["noise"](renamed)
    maintenance.recover(renamed, tmp_path / "new.annot")
    assert comments(tmp_path / "new.annot") == {"before", "after"}


def test_what_was_decided_in_a_copy_stays_in_the_copy(store: Store, tmp_path: Path) -> None:
    comment(store, "before")
    copy = store.path.with_name("copy.annot")
    with closing(sqlite3.connect(copy)) as into:
        store.connection.backup(into)
    with closing(project.open_project(copy)) as again:
        comment(again, "in the copy", 1)
    comment(store, "in the first", 2)
    store.close()
    for path in (copy, store.path):
        HARMS["emptied"](path)
    maintenance.recover(copy, tmp_path / "a.annot")
    assert comments(tmp_path / "a.annot") == {"before", "in the copy"}
    maintenance.recover(store.path, tmp_path / "b.annot")
    assert comments(tmp_path / "b.annot") == {"before", "in the first"}


def test_another_project_in_its_place_is_left_aside(store: Store, tmp_path: Path) -> None:
    comment(store, "mine")
    identity = project_id(store)
    store.close()
    with closing(project.sample_project(tmp_path / "other.annot")) as other:
        project.add_annotator(other, "Bob")
    shutil.copy(tmp_path / "other.annot", store.path)
    report = recovery.recover(store.path, tmp_path / "new.annot", project=identity)
    assert comments(tmp_path / "new.annot") == {"mine"} and any("it was not used" in note for note in report.notes)
    with closing(project.read_project(tmp_path / "new.annot")) as new:
        assert project_id(new) == identity and project.annotators(new) == (ANNOTATOR,)


def test_merged_and_settled_decisions_come_back_with_their_undo(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    for name in ("Bob", "Cy"):
        team.package(store, tmp_path / f"{name}.annot", name, [seed_sha()])
        with closing(project.open_project(tmp_path / f"{name}.annot")) as package:
            decide_all(package, name)
            desk.undo(package, name)
        team.merge(store, [tmp_path / f"{name}.annot"], annotator=ANNOTATOR)
    team.undo_merge(store)
    ours = next(iter(decisions.current_decisions(store, seed_sha(), ANNOTATOR).values()))
    theirs = next(iter(decisions.current_decisions(store, seed_sha(), "Bob").values()))
    settled = Settlement(ours, frozenset({ours.id, theirs.id}), Reason("slip"))
    adjudications.add(store, [settled], {seed_sha(): True}, adjudicator=ANNOTATOR, action="Settle")
    before = contents(store)
    store.close()
    HARMS["gone"](store.path)
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert not report.left_out and maintenance.examine(tmp_path / "new.annot") == ()
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert contents(new) == before
        assert desk.undo_text(new, ANNOTATOR) == "Settle"


def test_edited_articles_and_their_reviews_come_back(store: Store, tmp_path: Path) -> None:
    article = Article("vell", "“All is well,” said Ida Holm on Monday. " * 20)
    corpus.import_text(store, article)
    for start in (0, 40):
        opened = desk.load_desk(store, article.sha256, ANNOTATOR)
        decision = desk.new_quotation(opened, desk.Span(start, start + 14))
        desk.decide(store, desk.confirm(decision), action="Mark quotation")
    corpus.import_text(store, replace(article, text=article.text.replace("All is well", "All is not well", 1)))
    entry = review.review_list(store)[0]
    review.dismiss(store, entry, annotator=ANNOTATOR)
    before, waiting = contents(store), len(review.review_list(store))
    assert before["article_version"] and before["review"] and before["reviewed"]
    store.close()
    HARMS["gone"](store.path)
    maintenance.recover(store.path, tmp_path / "new.annot")
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert contents(new) == before and len(review.review_list(new)) == waiting


def test_lines_that_were_edited_are_counted_and_the_others_come(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n, text in enumerate(("first", "second", "third")):
        comment(store, text, n)
    store.close()
    store.path.unlink()
    file = segments(journal_folder(store.path))[0]
    file.write_bytes(file.read_bytes().replace(b'"second"', b'"SECOND"') + b"and more\n")
    assert main(["doctor", str(store.path), "--recover", str(tmp_path / "new.annot")]) == 1
    assert "2 lines could not be read" in capsys.readouterr().out
    assert comments(tmp_path / "new.annot") == {"first", "third"}


def test_recovering_twice_brings_nothing_new(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    before = contents(store)
    with store.writing():
        replay = Replay(store, lambda *_: pytest.fail("nothing is lost"))
        for entry in entries(store.path):
            for table, row in entry.rows:
                replay.bring(table, row)
        replay.finish()
    assert not replay.kept and contents(store) == before


def test_lines_can_be_brought_into_the_open_project(store: Store, tmp_path: Path) -> None:
    """As after a write-ahead log that was lost: what the file lacks comes from the journal."""
    comment(store, "before")
    with closing(sqlite3.connect(tmp_path / "older.annot")) as into:
        store.connection.backup(into)
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    desk.redo(store, ANNOTATOR)
    before = contents(store)
    with closing(project.open_project(tmp_path / "older.annot")) as older, older.writing():
        replay = Replay(older, lambda *_: pytest.fail("nothing is lost"))
        for entry in entries(store.path):
            for table, row in entry.rows:
                replay.bring(table, row)
        replay.finish()
        assert contents(older) == before


def test_nothing_left_is_told_without_going_in_circles(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a file whose pages with articles are gone: its decisions stand beside, and there is no half-made project."""
    decide_all(store)
    store.db.execute("VACUUM")
    store.close()
    shutil.rmtree(journal_folder(store.path))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'article'")
    assert main(["doctor", str(store.path)]) == 1
    advice = capsys.readouterr().out
    command = next(line for line in advice.splitlines() if line.startswith("Recover")).partition(": ")[2]
    arguments = shlex.split(command.replace("NEW.annot", str(tmp_path / "new.annot")))
    assert arguments[0] == "annotator" and main(arguments[1:]) == 2
    told = capsys.readouterr().err
    assert "18 decisions" in told and "look for a copy" in told and "doctor" not in told
    assert not (tmp_path / "new.annot").exists()
    lost = [json.loads(line) for line in (tmp_path / "new.annot.lost.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["row"]["words"] for row in lost if row["table"] == "decision"}) == 18
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".new", "new"))) == ["new.annot.lost.jsonl"]


@pytest.mark.parametrize("harm", ["torn", "emptied", "gone", "noise"])
def test_each_error_about_damage_names_a_command_that_works(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    decide_all(store)
    store.close()
    HARMS[harm](store.path)
    with pytest.raises(StoreError) as caught:
        project.open_project(store.path)
    command = str(caught.value).partition("“")[2].partition("”")[0]
    arguments = shlex.split(command.replace("NEW.annot", str(tmp_path / "new.annot")))
    assert arguments[:2] == ["annotator", "doctor"] and main(arguments[1:]) == 0
    assert "18 decisions recovered" in capsys.readouterr().out
    assert len(standing(tmp_path / "new.annot")) == 18


def test_the_doctor_tells_what_the_journal_knows_and_the_file_lacks(store: Store, tmp_path: Path) -> None:
    comment(store, "before")
    with closing(sqlite3.connect(tmp_path / "older.annot")) as into:
        store.connection.backup(into)
    assert maintenance.examine(store.path) == ()
    comment(store, "lost", 1)
    comment(store, "lost too", 2)
    store.close()
    shutil.copy(tmp_path / "older.annot", store.path)
    assert ["holds 2 decisions" in fault.told for fault in maintenance.examine(store.path)] == [True]
    maintenance.recover(store.path, tmp_path / "new.annot")
    assert comments(tmp_path / "new.annot") == {"before", "lost", "lost too"}


def test_a_long_journal_is_read_in_little_memory(store: Store, tmp_path: Path) -> None:
    comment(store, "first")
    file = segments(journal_folder(store.path))[0]
    first = entries(store.path)[0]  # with the text of every article
    with file.open("ab") as out:
        for _ in range(400):
            out.writelines(lines(first.project, first.at, map(orjson.dumps, first.rows), first.upto, gap=False))
    assert file.stat().st_size > 12_000_000
    store.close()
    store.path.unlink()
    tracemalloc.start()
    try:
        maintenance.recover(store.path, tmp_path / "new.annot")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8_000_000 and comments(tmp_path / "new.annot") == {"first"}
