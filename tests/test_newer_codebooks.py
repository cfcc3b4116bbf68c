"""A newer codebook that comes with a package: taken over with what becomes of labels, in any order, undone, refused, apart."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli import main
from annotator.records import Stance
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.store.opening import backup
from annotator.workflow import codebook_change, desk, maintenance, project, team
from tests.recoding import (
    INHUMANE,
    LAWFUL,
    LEAD,
    SLOW,
    UNLAWFUL,
    at,
    bearing,
    change,
    content,
    copied,
    decide_as_far_as_known,
    edit_package,
    merge,
    packages,
    random_edit,
    sample,
)
from tests.support import ANNOTATOR, decide_all, load, seed_sha

FRESH = Stance("river-buoys", "in-doubt")


def add_label(draft: codebook_change.Draft) -> None:
    place = draft.place_of(Stance("river-buoys", ""))
    assert place is not None
    draft.set(draft.add_label(place[0], "new label"), "name", "in doubt")


def split(draft: codebook_change.Draft) -> None:
    draft.split(at(draft, INHUMANE), ["to people", "to animals"])


def label_first(path: Path, stance: Stance, by: str = "Bob") -> None:
    """Give a label to the first quotation in a package."""
    with closing(project.open_project(path)) as other:
        opened = load(other, by)
        shown = desk.shown(opened, opened.quotations[0])
        desk.decide(other, desk.confirm(replace(shown, stances=(stance,))), action="Confirm quotation")


@pytest.fixture
def lead(store: Store) -> Store:
    project.add_annotator(store, LEAD)
    return store


@pytest.fixture
def newer(lead: Store, tmp_path: Path) -> Path:
    """A package of Bob, who decided all and then changed its codebook; Ada decided in the project meanwhile."""
    (path,) = packages(lead, tmp_path, ["Bob"])
    edit_package(path, merge(UNLAWFUL, LAWFUL), split, add_label, why="Too fine.")
    label_first(path, FRESH)
    decide_all(lead)
    return path


def test_a_newer_codebook_comes_and_recodes_what_is_here(lead: Store, newer: Path) -> None:
    before, old = content(lead), bearing(lead, UNLAWFUL)
    _, (shown,) = team.merge(lead, [newer], annotator=LEAD, dry_run=True)
    assert "becomes the project's" in " ".join(shown.notes) and content(lead) == before
    done, (report,) = team.merge(lead, [newer], annotator=LEAD)
    assert done.codebook and report.notes == shown.notes and report.codebook.endswith("1.1"), report.notes
    assert project.current_codebook(lead).has(FRESH)
    assert bearing(lead, UNLAWFUL) == [] and set(old) <= set(bearing(lead, LAWFUL))
    assert bearing(lead, FRESH, "Bob")
    waits = {(entry.annotator, entry.quotation) for entry in codebook_change.waiting(lead)}
    assert {name for name, _ in waits} == {ANNOTATOR, "Bob"}
    assert codebook_change.versions(lead)[-1][3:6:2] == ("Bob", "Too fine.")
    assert maintenance.examine(lead.path) == ()
    after = content(lead)
    _, (again,) = team.merge(lead, [newer], annotator=None)
    assert not again.brings and content(lead) == after
    for _ in range(2):
        undone = desk.undo(lead, LEAD, sure=True)
        assert undone is not None and undone.codebook
        assert content(lead) == before and maintenance.examine(lead.path) == ()
        redone = desk.redo(lead, LEAD)
        assert redone is not None and redone.codebook
        assert content(lead) == after and maintenance.examine(lead.path) == ()
    assert team.undo_merge(lead, sure=True).codebook or content(lead) == after  # the second merge brought nothing


def test_a_merge_that_was_undone_may_come_again(lead: Store, newer: Path) -> None:
    before = content(lead)
    team.merge(lead, [newer], annotator=LEAD)
    after = content(lead)
    assert desk.undo(lead, LEAD, sure=True) is not None and content(lead) == before
    team.merge(lead, [newer], annotator=LEAD)
    assert content(lead) == after and maintenance.examine(lead.path) == ()


def test_a_change_that_was_taken_back_there_is_taken_back_here(lead: Store, newer: Path) -> None:
    team.merge(lead, [newer], annotator=LEAD)
    with closing(project.open_project(newer)) as other:
        while desk.undo_text(other, "Bob") != "Change codebook to 1.1":
            desk.undo(other, "Bob")
        desk.undo(other, "Bob")
    team.merge(lead, [newer], annotator=LEAD)
    assert not project.current_codebook(lead).has(FRESH) and bearing(lead, UNLAWFUL) and bearing(lead, UNLAWFUL, "Bob")
    assert maintenance.examine(lead.path) == ()


def test_a_merge_that_a_later_codebook_rests_on_is_taken_back_after_it(lead: Store, newer: Path) -> None:
    from annotator.errors import StoreError

    team.merge(lead, [newer], annotator=None)
    change(lead, lambda draft: draft.set((), "name", "Another"))
    with pytest.raises(StoreError, match="came later; undo that first"):
        team.undo_merge(lead, sure=True)
    desk.undo(lead, LEAD)
    assert team.undo_merge(lead, sure=True).codebook and not project.current_codebook(lead).has(FRESH)


def test_a_newer_codebook_is_not_taken_where_it_is_not_wanted(
    lead: Store, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["merge", str(lead.path), str(newer), "--keep-codebook"]) == 0
    told = capsys.readouterr().out
    assert "is newer; it was not brought in" in told and "river-buoys: in-doubt" in told
    assert not project.current_codebook(lead).has(FRESH) and bearing(lead, UNLAWFUL, "Bob")
    team.merge(lead, [newer], annotator=LEAD)  # what was set aside comes once it is
    assert bearing(lead, FRESH, "Bob") and bearing(lead, UNLAWFUL, "Bob") == []
    assert maintenance.examine(lead.path) == ()


SPOILED = {
    "source": ("UPDATE codebook SET source = 'x' WHERE n > 1", "not valid"),
    "hash": ("UPDATE codebook SET source = source || '# more' WHERE n > 1", "about old labels is not valid"),
    "key": ("UPDATE codebook_change SET key = 'no key'", "about old labels is not valid"),
    "fate": (
        "UPDATE codebook_fate SET to_label = 'nothing' WHERE to_label IS NOT NULL",
        "about old labels is not valid",
    ),
    "options": ('UPDATE codebook_fate SET options = \'["a", "b"]\'', "about old labels is not valid"),
    "sample": ("INSERT INTO codebook_sample SELECT n, '' FROM codebook_change", "about old labels is not valid"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_an_unsound_codebook_stays_out(lead: Store, newer: Path, what: str) -> None:
    statement, told = SPOILED[what]
    with closing(sqlite3.connect(newer)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(statement)
        db.commit()
    before = project.current_codebook(lead)
    _, (report,) = team.merge(lead, [newer], annotator=LEAD)
    assert any(told in note for note in report.notes), report.notes
    assert project.current_codebook(lead) == before and bearing(lead, UNLAWFUL, "Bob")
    assert maintenance.examine(lead.path) == ()


def merged(start: Path, paths: Iterable[Path], path: Path) -> str:
    with closing(project.open_project(copied(start, path))) as store:
        for each in paths:
            team.merge(store, [each], annotator=LEAD)
        assert maintenance.examine(store.path) == ()
        return content(store)


def test_older_newer_and_newest_give_the_same_in_any_order(lead: Store, tmp_path: Path) -> None:
    older, newest = packages(lead, tmp_path, ["Cleo", "Bob"])
    edit_package(newest, merge(UNLAWFUL, LAWFUL), split)
    between = tmp_path / "Dora.annot"  # made of the newer codebook
    with closing(project.open_project(newest)) as other:
        team.package(other, between, "Dora", [seed_sha()])
    with closing(project.open_project(between)) as other:
        decide_as_far_as_known(other, "Dora")
    edit_package(newest, add_label)
    label_first(newest, FRESH)
    decide_all(lead)
    start = tmp_path / "start.annot"
    backup(lead, start)
    found = {
        merged(start, order, tmp_path / f"turn{n}.annot")
        for n, order in enumerate(permutations([older, newest, between]))
    }
    assert len(found) == 1


@SLOW
@given(seed=st.integers(0, 10**6))
def test_any_changes_in_a_package_give_the_same_in_any_order(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, chance = tmp_path_factory.mktemp("newer"), random.Random(seed)
    with closing(sample(folder)) as lead:
        older, newest = packages(lead, folder, ["Cleo", "Bob"])
        for _ in range(chance.randint(1, 3)):
            edit_package(newest, *(random_edit(chance) for _ in range(chance.randint(1, 2))))
            with closing(project.open_project(newest)) as other:
                if chance.random() < 0.5:
                    decide_as_far_as_known(other, "Bob")
        start = folder / "start.annot"
        backup(lead, start)
        before = content(lead)
        found = {
            merged(start, order, folder / f"turn{n}.annot") for n, order in enumerate(permutations([older, newest]))
        }
        assert len(found) == 1
        team.merge(lead, [newest, older], annotator=LEAD)
        assert found == {content(lead)}
        assert desk.undo(lead, LEAD, sure=True) is not None
        assert content(lead) == before and maintenance.examine(lead.path) == ()
        desk.redo(lead, LEAD)
        assert found == {content(lead)} and maintenance.examine(lead.path) == ()


def test_the_first_decisions_here_are_kept_beside_their_recoded_ones(lead: Store, newer: Path) -> None:
    kept = {d.id for d in decisions.current_decisions(lead, seed_sha(), ANNOTATOR).values()}
    team.merge(lead, [newer], annotator=LEAD)
    now = {d.id for d in decisions.current_decisions(lead, seed_sha(), ANNOTATOR).values()}
    assert {each.partition("~")[0] for each in now} == kept and any("~" in each for each in now)
