"""Changes of the codebook and packages, undo and redo, in any order."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.store import decisions
from annotator.store.connection import Store
from annotator.store.opening import backup
from annotator.workflow import desk, maintenance, project, team
from tests.recoding import (
    LAWFUL,
    LEAD,
    SLOW,
    UNLAWFUL,
    bearing,
    change,
    content,
    copied,
    decide_as_far_as_known,
    merge,
    packages,
    random_edit,
    sample,
)
from tests.support import seed_sha


def test_a_package_of_an_older_version_is_recoded_when_it_comes(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, LEAD)
    (path,) = packages(store, tmp_path, ["Bob"])
    change(store, merge(UNLAWFUL, LAWFUL))
    _, (report,) = team.merge(store, [path], annotator=LEAD)
    assert any("recoded" in note for note in report.notes), report.notes
    assert bearing(store, UNLAWFUL, "Bob") == [] and bearing(store, LAWFUL, "Bob")
    _, (again,) = team.merge(store, [path], annotator=LEAD)
    assert not any("recoded" in note for note in again.notes)
    desk.undo(store, LEAD)
    desk.undo(store, LEAD)
    assert decisions.current_decisions(store, seed_sha(), "Bob") == {}
    team.merge(store, [path], annotator=LEAD)
    assert bearing(store, LAWFUL, "Bob") and bearing(store, UNLAWFUL, "Bob") == []
    assert maintenance.examine(store.path) == ()


def test_what_came_while_a_change_was_undone_is_recoded_by_its_redo(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, LEAD)
    (path,) = packages(store, tmp_path, ["Bob"])
    change(store, merge(UNLAWFUL, LAWFUL))
    desk.undo(store, LEAD)
    team.merge(store, [path], annotator=None)
    assert bearing(store, UNLAWFUL, "Bob")
    desk.redo(store, LEAD)
    assert bearing(store, UNLAWFUL, "Bob") == [] and bearing(store, LAWFUL, "Bob")
    assert maintenance.examine(store.path) == ()


@SLOW
@given(seed=st.integers(0, 10**6))
def test_any_sequence_of_changes_undone_gives_the_same_export(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("undo")
    with closing(sample(folder)) as store:
        states = [content(store)]
        for _ in range(chance.randint(1, 4)):
            change(store, *(random_edit(chance) for _ in range(chance.randint(1, 3))))
            states.append(content(store))
            assert maintenance.examine(store.path) == ()
        for state in reversed(states[:-1]):
            assert desk.undo(store, LEAD, sure=True) is not None
            assert content(store) == state
        for state in states[1:]:
            desk.redo(store, LEAD)
            assert content(store) == state
        assert maintenance.examine(store.path) == ()


@SLOW
@given(seed=st.integers(0, 10**6))
def test_packages_and_changes_in_any_order_give_the_same_project(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("order")
    chance = random.Random(seed)
    with closing(sample(folder, decided=False)) as lead:
        names = ["Bob", "Cleo"]
        paths = packages(lead, folder, names)
        edits = [[random_edit(random.Random(seed + 10 * n + m)) for m in range(2)] for n in range(2)]
        change(lead, *edits[0])
        third = folder / "Dora.annot"  # a package of the version between
        team.package(lead, third, "Dora", [seed_sha()])
        with closing(project.open_project(third)) as other:
            decide_as_far_as_known(other, "Dora")
        change(lead, *edits[1])
        start = folder / "start.annot"
        backup(lead, start)
        found = set()
        for turn in range(3):
            with closing(project.open_project(copied(start, folder / f"turn{turn}.annot"))) as store:
                every = [*paths, third]
                chance.shuffle(every)
                for path in every:
                    team.merge(store, [path], annotator=LEAD)
                assert maintenance.examine(store.path) == ()
                found.add(content(store))
        assert len(found) == 1
