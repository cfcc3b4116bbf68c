"""Changes of the codebook and packages, undo and redo, in any order."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.codebook.draft import Draft
from annotator.records import Stance
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import desk, maintenance, project, team
from tests.recoding import LAWFUL, LEAD, UNLAWFUL, Edit, bearing, change, content, merge
from tests.support import ANNOTATOR, decide_all, load, seed_sha


def packages(store: Store, folder: Path, names: list[str]) -> list[Path]:
    """A package for each, decided as the gold file has it."""
    paths = []
    for name in names:
        path = folder / f"{name}.annot"
        team.package(store, path, name, [seed_sha()])
        with closing(project.open_project(path)) as other:
            decide_all(other, name)
        paths.append(path)
    return paths


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


def random_edit(chance: random.Random) -> Edit:
    """An edit that is drawn only when it is made, for the labels that there are then."""

    def edit(draft: Draft) -> None:
        places = [(t, n) for t, target in enumerate(draft.book.targets) for n in range(len(target.labels))]
        place = chance.choice(places)
        kind = chance.choice(["rename", "merge", "move", "split", "retire", "delete", "look", "targets"])
        if kind == "merge" and len(places) > 1:
            draft.merge(place, chance.choice([other for other in places if other != place]))
        elif kind == "move" and len(draft.book.targets) > 1:
            draft.move(place, chance.choice([t for t in range(len(draft.book.targets)) if t != place[0]]))
        elif kind == "split":
            draft.split(place, ["one half", "other half"])
        elif kind in ("retire", "delete"):
            draft.remove(place, retire=kind == "retire")
        elif kind == "look":
            draft.look_again(place)
        elif kind == "targets" and len(draft.book.targets) > 1:
            a, b = chance.sample(range(len(draft.book.targets)), 2)
            draft.merge((a,), (b,))
        else:
            draft.set(place, "name", f"label {chance.random():.6f}")
        for t, target in reversed(list(enumerate(draft.book.targets))):
            if not target.labels:
                draft.add_label(t, "unclear")

    return edit


SLOW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(seed=st.integers(0, 10**6))
def test_any_sequence_of_changes_undone_gives_the_same_export(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("undo")
    with closing(_sample(folder)) as store:
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
    with closing(_sample(folder, decided=False)) as lead:
        names = ["Bob", "Cleo"]
        paths = packages(lead, folder, names)
        edits = [[random_edit(random.Random(seed + 10 * n + m)) for m in range(2)] for n in range(2)]
        change(lead, *edits[0])
        third = folder / "Dora.annot"  # a package of the version between
        team.package(lead, third, "Dora", [seed_sha()])
        with closing(project.open_project(third)) as other:
            _decide_as_far_as_known(other, "Dora")
        change(lead, *edits[1])
        start = folder / "start.annot"
        start.write_bytes(lead.path.read_bytes()) if not _copy(lead, start) else None
        found = set()
        for turn in range(3):
            with closing(project.open_project(_copied(start, folder / f"turn{turn}.annot"))) as store:
                every = [*paths, third]
                chance.shuffle(every)
                for path in every:
                    team.merge(store, [path], annotator=LEAD)
                assert maintenance.examine(store.path) == ()
                found.add(content(store))
        assert len(found) == 1


def _sample(folder: Path, *, decided: bool = True) -> Store:
    from tests.support import gold_proposals

    store = project.sample_project(folder / "project.annot")
    for name in (LEAD, ANNOTATOR, "Ben"):
        project.add_annotator(store, name)
    desk.save_proposals(store, seed_sha(), gold_proposals(), "gold")
    if decided:
        decide_all(store)
        decide_all(store, "Ben")
    return store


def _decide_as_far_as_known(store: Store, name: str) -> None:
    """Every quotation with the labels of the codebook that the gold file gives it, or its first label."""
    from dataclasses import replace

    from tests.support import gold_stances

    opened = load(store, name)
    book = project.current_codebook(store)
    other = Stance(book.targets[0].id, book.targets[0].labels[0].id)
    for quotation in opened.quotations:
        known = tuple(s for s in gold_stances(quotation.span.start) if book.has(s)) or (other,)
        desk.decide(store, desk.confirm(replace(desk.shown(opened, quotation), stances=known)), action="Confirm")


def _copy(store: Store, path: Path) -> bool:
    from annotator.store.opening import backup

    backup(store, path)
    return True


def _copied(start: Path, path: Path) -> Path:
    path.write_bytes(start.read_bytes())
    return path
