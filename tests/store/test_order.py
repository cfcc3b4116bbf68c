"""Order comes from counts and never from the clock: in one file, in merges, in files of before."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from annotator.errors import StoreError
from annotator.records import Status
from annotator.store import articles, decisions
from annotator.store.connection import Store
from annotator.store.opening import backup
from annotator.workflow import adjudicate, desk, export, maintenance, project, release, team
from annotator.workflow.desk import StaleDecisionError
from tests.support import ANNOTATOR, decide_all, gold_proposals, import_annotations, load, seed_sha, set_clock, shown

OLD = Path(__file__).parent.parent / "fixtures" / "schema-5.annot.gz"
Clock = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock of the program, in hours from now."""
    return partial(set_clock, monkeypatch)


@pytest.fixture
def bob(store: Store, tmp_path: Path) -> Iterator[Store]:
    """A package for Bob."""
    team.package(store, tmp_path / "bob.annot", "Bob", team.article_hashes(store))
    with closing(project.open_project(tmp_path / "bob.annot")) as opened:
        yield opened


def confirm(store: Store, n: int = 0, name: str = ANNOTATOR, comment: str = "") -> None:
    desk.decide(store, replace(desk.confirm(shown(store, n, name)), comment=comment), action="Confirm quotation")


def reject(store: Store, n: int = 0, name: str = ANNOTATOR) -> None:
    desk.decide(store, desk.reject(shown(store, n, name)), action="Reject")


def status(store: Store, name: str, n: int = 0) -> Status | None:
    decision = load(store, name).quotations[n].decision
    return decision.status if decision else None


def content(store: Store, folder: Path) -> str:
    export.export(store, folder / "content.jsonl")
    return (folder / "content.jsonl").read_text(encoding="utf-8")


def sound(path: Path) -> bool:
    return maintenance.examine(path) == ()


# In one file


def test_the_time_shown_is_that_of_the_clock(store: Store, clock: Clock) -> None:
    confirm(store)
    first = load(store).quotations[0].decision
    clock(-5)
    reject(store)
    second = load(store).quotations[0].decision
    assert first and second and second.status is Status.REJECTED
    assert second.decided_at < first.decided_at
    assert (second.sequence, second.replaces) == (first.sequence + 1, first.id)
    assert [d.id for d in decisions.history(store, seed_sha(), ANNOTATOR, first.quotation)] == [first.id, second.id]


@pytest.mark.parametrize("hours", [-1, -24 * 400])
def test_finish_and_reopen_work(store: Store, clock: Clock, hours: float) -> None:
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    clock(hours)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    assert not load(store).finished
    clock(hours * 2)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    assert load(store).finished
    clock(hours * 3)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    decide_all(store)  # the last of them finishes the article
    assert load(store).finished and sound(store.path)


def test_a_rebuild_changes_nothing(store: Store, clock: Clock) -> None:
    for hours in (0, -3, -6):
        clock(hours)
        confirm(store, comment=str(hours))
    desk.undo(store, ANNOTATOR)
    clock(-9)
    desk.redo(store, ANNOTATOR)
    maintenance.rebuild(store.path)
    assert shown(store).comment == "-6" and sound(store.path)


def test_a_release_is_made_again(store: Store, clock: Clock, tmp_path: Path) -> None:
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    clock(-1)
    desk.redo(store, ANNOTATOR)
    reject(store)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    clock(-2)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    made = release.publish(store, tmp_path / "one", release.ReleaseSettings("One"))
    clock(-3)
    confirm(store, 3, comment="since")
    desk.undo(store, ANNOTATOR)
    again = release.publish_again(store, made.number, tmp_path / "again")
    assert again.checksums == made.checksums


def test_the_speaker_of_an_utterance_is_that_of_the_last_decision(store: Store, clock: Clock) -> None:
    opened = load(store)
    first, second = opened.quotations[2:4]
    for quotation, name, hours in ((first, "Early", 0), (second, "Late", -8)):
        clock(hours)
        made = desk.confirm(replace(desk.shown(load(store), quotation), speaker_id=None, speaker_name=name))
        desk.decide(store, made, action="Confirm quotation")
    assert [d.speaker_name for d in load(store).utterances.values()] == ["Late"]


# The decision that is replaced


def test_a_decision_on_an_older_state_is_refused(store: Store) -> None:
    before = replace(desk.confirm(shown(store)), replaces="")
    confirm(store, comment="mine")
    count = store.one("SELECT count(*) FROM decision"), store.one("SELECT count(*) FROM change")
    with pytest.raises(StaleDecisionError, match="another window") as caught:
        desk.decide(store, before, action="Confirm quotation")
    assert caught.value.newer is not None and caught.value.newer.comment == "mine"
    assert not isinstance(caught.value, StoreError)  # the desk would try a StoreError again and again
    assert (store.one("SELECT count(*) FROM decision"), store.one("SELECT count(*) FROM change")) == count
    desk.decide(store, replace(before, replaces=caught.value.newer.id), action="Confirm quotation")


def test_a_decision_on_one_that_was_undone_is_refused(store: Store) -> None:
    confirm(store)
    stored = load(store).quotations[0].decision
    assert stored is not None
    desk.undo(store, ANNOTATOR)
    with pytest.raises(StaleDecisionError) as caught:
        desk.decide(store, replace(stored.anew(), replaces=stored.id), action="Comment")
    assert caught.value.newer is None


def test_what_names_no_decision_is_not_checked(store: Store) -> None:
    before = desk.confirm(shown(store))
    confirm(store)
    desk.decide(store, before, action="Confirm quotation")
    stored = load(store).quotations[0].decision
    assert stored is not None
    confirm(store, comment="later")
    desk.decide(store, stored, action="Confirm quotation")  # one that was read and handed back
    assert shown(store).comment == ""


def test_a_settled_decision_is_checked_too(store: Store) -> None:
    for name in ("Ben", "Cleo"):
        project.add_annotator(store, name)
        decide_all(store, name)
    case = adjudicate.article_cases(store, seed_sha())[0]
    stale = replace(desk.confirm(case.draft()), replaces="")
    adjudicate.settle(store, case, stale, adjudicator="Ben", action="Settle")
    with pytest.raises(StaleDecisionError):
        adjudicate.settle(store, case, stale, adjudicator="Cleo", action="Settle")


# In merges


def test_a_redo_under_a_clock_set_back_comes(store: Store, bob: Store, clock: Clock) -> None:
    confirm(bob, 0, "Bob")
    desk.undo(bob, "Bob")
    clock(-1)
    desk.redo(bob, "Bob")
    assert status(bob, "Bob") is Status.CONFIRMED
    team.merge(store, [bob.path])
    assert status(store, "Bob") is Status.CONFIRMED and sound(store.path)


def test_what_comes_later_stands_whatever_its_time(store: Store, bob: Store, clock: Clock, tmp_path: Path) -> None:
    confirm(bob, 0, "Bob")
    desk.set_finished(bob, seed_sha(), "Bob", finished=True)
    early = tmp_path / "early.annot"
    backup(bob, early)
    clock(-1)
    reject(bob, 0, "Bob")
    desk.set_finished(bob, seed_sha(), "Bob", finished=False)
    (tmp_path / "x").mkdir()
    for name, files in (("x", [early, bob.path]), ("y", [bob.path, early])):
        team.package(store, tmp_path / "x" / f"{name}.annot", "Bob", team.article_hashes(store))
        with closing(project.open_project(tmp_path / "x" / f"{name}.annot")) as main:
            change, _ = team.merge(main, files)
            assert "neither" not in change.message
            assert status(main, "Bob") is Status.REJECTED
            assert not load(main, "Bob").finished
            assert sound(main.path)


def two_copies(bob: Store, folder: Path) -> Path:
    """Bob's file and a copy of it, in which he decides without knowing of the other; the copy's path."""
    confirm(bob, 0, "Bob", "first")
    confirm(bob, 1, "Bob", "second")
    copy = folder / "copy.annot"
    backup(bob, copy)
    reject(bob, 0, "Bob")
    confirm(bob, 1, "Bob", "seen once more")
    with closing(project.open_project(copy)) as other:
        confirm(other, 0, "Bob", "on the train")
        confirm(other, 2, "Bob", "on the train")
        confirm(other, 0, "Bob", "again on the train")
    return copy


def test_two_decisions_that_met_are_reported_and_the_higher_count_stands(
    store: Store, bob: Store, tmp_path: Path
) -> None:
    copy = two_copies(bob, tmp_path)
    lines = {}
    for name, files in (("x", [bob.path, copy]), ("y", [copy, bob.path]), ("z", [copy, bob.path, copy])):
        team.package(store, tmp_path / f"{name}.annot", "Bob", team.article_hashes(store))
        with closing(project.open_project(tmp_path / f"{name}.annot")) as main:
            lines[name] = team.merge(main, files)[0].message.splitlines()
            assert shown(main, 0, "Bob").comment == "again on the train"
            assert shown(main, 1, "Bob").comment == "seen once more"
            assert sound(main.path)
            found = content(main, tmp_path)
            assert found == lines.setdefault("content", found)  # type: ignore[arg-type, comparison-overlap]
    words = load(store).quotations[0].decision or load(store).quotations[0].proposal
    assert words is not None
    assert lines["x"][2] == (
        f"  1 quotation was decided by Bob both here and in copy.annot, neither knowing of the other: “{words.words[:40]}” "
        f"({articles.article(store, seed_sha()).id}): rejected here, confirmed in copy.annot; the decision from copy.annot counts."
    )
    assert "confirmed here, rejected in bob.annot; the decision made here counts." in "".join(lines["y"])


def test_what_was_decided_after_a_meeting_is_no_meeting(store: Store, bob: Store, tmp_path: Path) -> None:
    copy = two_copies(bob, tmp_path)
    team.merge(bob, [copy])
    reject(bob, 0, "Bob")
    team.merge(store, [copy])
    assert "neither" not in team.merge(store, [bob.path])[0].message
    assert status(store, "Bob") is Status.REJECTED


def test_of_two_heads_the_one_that_nothing_replaced_stands(store: Store) -> None:
    confirm(store, comment="first")
    confirm(store, comment="second")
    with store.writing() as db:  # as where two files were numbered apart
        db.execute("UPDATE decision SET sequence = 90 WHERE comment = 'first'")
    maintenance.rebuild(store.path)
    assert shown(store).comment == "second"
    confirm(store, comment="third")
    desk.undo(store, ANNOTATOR)
    assert shown(store).comment == "second" and sound(store.path)


def test_decisions_that_replace_each_other_in_a_circle_still_have_an_order(store: Store) -> None:
    confirm(store, comment="first")
    confirm(store, comment="second")
    with store.writing() as db:
        db.execute(
            "UPDATE decision SET replaces = (SELECT id FROM decision WHERE comment = 'second') WHERE comment = 'first'"
        )
    maintenance.rebuild(store.path)
    assert shown(store).comment == "second"
    confirm(store, comment="third")
    assert shown(store).comment == "third" and sound(store.path)


def test_nobody_replaces_a_decision_of_another(store: Store, bob: Store) -> None:
    confirm(store, comment="Ada's")
    mine = load(store).quotations[0].decision
    confirm(bob, 0, "Bob")
    bob.close()
    assert mine is not None
    with closing(sqlite3.connect(bob.path)) as db:
        db.execute("UPDATE decision SET replaces = ?", (mine.id,))
        db.commit()
    team.merge(store, [bob.path])
    assert shown(store).comment == "Ada's" and sound(store.path)


# Files of before


def unpacked(folder: Path) -> Path:
    path = folder / "old.annot"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


def test_a_file_without_counts_is_numbered_by_time_and_row(tmp_path: Path) -> None:
    path = unpacked(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        stood = dict(
            db.execute(
                "SELECT d.quotation || d.annotator, d.id FROM current_decision c JOIN decision d ON d.n = c.decision"
            )
        )
        times = db.execute("SELECT annotator, id FROM decision ORDER BY annotator, decided_at, n").fetchall()
    with closing(project.open_project(path)) as store:
        assert store.rows("SELECT annotator, id FROM decision ORDER BY annotator, sequence") == times
        assert store.one("SELECT count(*) FROM decision WHERE sequence < 1") == (0,)
        now = store.rows(
            "SELECT d.quotation || d.annotator, d.id FROM current_decision c JOIN decision d ON d.n = c.decision"
        )
        assert dict(now) == stood
        confirm(store, 0, "Bob", "since")
        assert shown(store, 0, "Bob").comment == "since"
    assert sound(path)


def test_a_package_without_counts_is_numbered_on_merging(store: Store, tmp_path: Path) -> None:
    old = unpacked(tmp_path)
    data = old.read_bytes()
    team.merge(store, [old])
    assert old.read_bytes() == data and sound(store.path)
    with closing(project.open_project(old)) as migrated:
        for name in ("Ada", "Bob", "Dora"):
            here, there = (decisions.current_decisions(each, seed_sha(), name) for each in (store, migrated))
            assert here == there
            assert [(d.sequence, d.replaces) for d in here.values()] == [
                (d.sequence, d.replaces) for d in there.values()
            ]
        assert load(store, "Dora").finished


def test_a_package_without_counts_that_holds_a_trigger_is_refused(store: Store, tmp_path: Path) -> None:
    old = unpacked(tmp_path)
    with closing(sqlite3.connect(old)) as db:
        db.execute("CREATE TRIGGER evil AFTER UPDATE ON decision BEGIN DELETE FROM stance; END")
        db.commit()
    data = old.read_bytes()
    _, (report,) = team.merge(store, [old], dry_run=True)
    assert "trigger" in report.problem and old.read_bytes() == data


def test_recovery_numbers_a_file_without_counts(tmp_path: Path) -> None:
    old = unpacked(tmp_path)
    maintenance.recover(old, tmp_path / "new.annot")
    with closing(project.open_project(old)) as migrated, closing(project.open_project(tmp_path / "new.annot")) as made:
        query = "SELECT id, sequence, replaces FROM decision ORDER BY id"
        assert made.rows(query) == migrated.rows(query)
    assert sound(tmp_path / "new.annot")


def test_an_import_knows_times_alone(store: Store, tmp_path: Path, clock: Clock) -> None:
    """What a file without counts brings is placed among the decisions on its quotation by their times."""
    confirm(store, comment="yesterday's")
    export.export(store, tmp_path / "out.jsonl")
    record = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    with closing(project.sample_project(tmp_path / "other.annot")) as other:
        project.add_annotator(other, ANNOTATOR)
        desk.save_proposals(other, seed_sha(), gold_proposals(), "gold")
        clock(-1)
        confirm(other, comment="before it")
        import_annotations(other, tmp_path / "out.jsonl")
        assert shown(other).comment == "yesterday's"
        clock(-2)
        confirm(other, comment="after it")  # whatever the clock says now
        import_annotations(other, tmp_path / "out.jsonl")
        assert shown(other).comment == "after it"
        assert sound(other.path)
    assert record
