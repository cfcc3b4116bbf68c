"""Codebooks that several people changed apart: the same project in any order of merges, and questions only where two contradict."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli import main
from annotator.codebook import read_codebook
from annotator.codebook.draft import Draft
from annotator.records import Codebook, Stance, Target
from annotator.resources import resource
from annotator.store.connection import Store
from annotator.store.merge import MergeCanceledError
from annotator.store.opening import backup
from annotator.workflow import codebook_change, desk, maintenance, project, team
from tests.recoding import (
    INHUMANE,
    LAWFUL,
    LEAD,
    SLOW,
    UNLAWFUL,
    Edit,
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
from tests.support import ANNOTATOR, seed_sha

State = tuple[str, Codebook, list[tuple[object, ...]]]


def state(store: Store) -> State:
    """What an export holds, the current codebook, and what waits for whom, with what is offered."""
    queue = [(e.why, e.article, e.annotator, e.quotation, e.before, e.options) for e in codebook_change.waiting(store)]
    assert maintenance.examine(store.path) == ()
    return content(store), project.current_codebook(store), queue


def merged(start: Path, groups: Iterable[list[Path]], path: Path) -> State:
    """The state of a copy of ``start`` after merges, each of some files."""
    with closing(project.open_project(copied(start, path))) as store:
        for group in groups:
            team.merge(store, group, annotator=LEAD)
        return state(store)


def apart(folder: Path, ours: list[Edit], bobs: list[Edit], cleos: list[Edit]) -> dict[str, State]:
    """The states after both orders and one merge of both, where the project and two packages changed the codebook."""
    with closing(sample(folder)) as lead:
        bob, cleo = packages(lead, folder, ["Bob", "Cleo"])
        for path, edits, name in ((bob, bobs, "Bob"), (cleo, cleos, "Cleo")):
            if edits:
                edit_package(path, *edits, by=name)
        if ours:
            change(lead, *ours)
        start = folder / "start.annot"
        backup(lead, start)
    groups = {"bob first": [[bob], [cleo]], "cleo first": [[cleo], [bob]], "both": [[cleo, bob]]}
    return {name: merged(start, some, folder / f"{name}.annot") for name, some in groups.items()}


def only(states: dict[str, State]) -> State:
    """The one state that all orders give."""
    first = states["bob first"]
    for name, found in states.items():
        for ours, theirs in zip(first, found, strict=True):
            assert theirs == ours, name
    return first


def rename(stance: Stance, name: str) -> Edit:
    return lambda draft: draft.set(at(draft, stance), "name", name)


def split(draft: Draft) -> None:
    draft.split(at(draft, INHUMANE), ["to people", "to animals"])


def test_two_changes_of_different_labels_both_count(tmp_path: Path) -> None:
    _, book, queue = only(apart(tmp_path, [rename(LAWFUL, "legal")], [merge(UNLAWFUL, LAWFUL)], [split]))
    assert not book.has(UNLAWFUL) and not book.has(INHUMANE) and book.has(Stance("river-buoys", "to-people"))
    label = book.label(LAWFUL)
    assert label is not None and label.name == "legal"
    assert queue and {(why, each[0].label) for why, *_, each in queue} == {("choose", "to-people")}


def test_one_label_led_to_two_is_asked_and_only_that(tmp_path: Path) -> None:
    _, book, queue = only(apart(tmp_path, [], [merge(UNLAWFUL, LAWFUL)], [merge(UNLAWFUL, INHUMANE)]))
    assert not book.has(UNLAWFUL)
    assert queue and all(UNLAWFUL in before and set(options) == {LAWFUL, INHUMANE} for *_, before, options in queue)


def test_two_labels_merged_into_each_other_are_one(tmp_path: Path) -> None:
    exported, book, queue = only(apart(tmp_path, [], [merge(UNLAWFUL, LAWFUL)], [merge(LAWFUL, UNLAWFUL)]))
    assert book.has(UNLAWFUL) != book.has(LAWFUL) and queue == []
    assert ('"unlawful"' in exported) == book.has(UNLAWFUL) and ('"lawful"' in exported) == book.has(LAWFUL)


def test_the_same_change_made_twice_is_made_once(tmp_path: Path) -> None:
    _, book, queue = only(apart(tmp_path, [], [merge(UNLAWFUL, LAWFUL)], [merge(UNLAWFUL, LAWFUL)]))
    assert not book.has(UNLAWFUL) and book.has(LAWFUL) and queue == []


def test_what_differs_is_told_and_the_later_counts(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        (bob,) = packages(lead, tmp_path, ["Bob"])
        edit_package(bob, rename(LAWFUL, "legal"))
        change(lead, rename(LAWFUL, "within the law"))
        done, (report,) = team.merge(lead, [bob], annotator=LEAD)
        assert done.codebook and any("were changed independently: version 1.2" in note for note in report.notes)
        assert any("“legal” and “within the law”; “within the law” counts" in note for note in report.notes)
        _, (again,) = team.merge(lead, [bob], annotator=None)
        assert not again.brings


def retired(*labels: str) -> list[Edit]:
    """Edits that retire labels of one target."""
    return [partial(_retire, stance=Stance("river-buoys", label)) for label in labels]


def _retire(draft: Draft, stance: Stance) -> None:
    draft.remove(at(draft, stance), retire=True)


def test_a_target_that_loses_all_labels_apart_has_one(tmp_path: Path) -> None:
    first, rest = (
        ["lawful", "unlawful"],
        [label.id for label in buoys().labels if label.id not in ("lawful", "unlawful")],
    )
    _, book, queue = only(apart(tmp_path, [], retired(*first), retired(*rest)))
    target = book.target("river-buoys")
    assert target is not None and [label.name for label in target.labels] == ["unclear"] and queue == []


def buoys() -> Target:
    """The target of the sample's codebook that the tests change."""
    target = read_codebook(resource(*project.SAMPLE_CODEBOOK)).target("river-buoys")
    assert target is not None
    return target


def test_undo_of_a_merge_that_joined_takes_all_back_and_it_may_come_again(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        bob, cleo = packages(lead, tmp_path, ["Bob", "Cleo"])
        edit_package(bob, merge(UNLAWFUL, LAWFUL))
        edit_package(cleo, split, by="Cleo")
        change(lead, rename(LAWFUL, "legal"))
        states = [state(lead)]
        for path in (bob, cleo):
            team.merge(lead, [path], annotator=LEAD)
            states.append(state(lead))
        for _ in range(2):
            for before in reversed(states[:-1]):
                desk.undo(lead, LEAD, sure=True)
                assert state(lead) == before
            for after in states[1:]:
                desk.redo(lead, LEAD)
                assert state(lead) == after
        desk.undo(lead, LEAD, sure=True)
        desk.undo(lead, LEAD, sure=True)
        team.merge(lead, [cleo], annotator=LEAD)
        team.merge(lead, [bob], annotator=LEAD)
        assert state(lead) == states[-1]


def test_work_goes_on_after_a_join_here_and_in_packages(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        bob, cleo = packages(lead, tmp_path, ["Bob", "Cleo"])
        edit_package(bob, merge(UNLAWFUL, LAWFUL))
        change(lead, rename(LAWFUL, "legal"))
        team.merge(lead, [bob], annotator=LEAD)
        dora = tmp_path / "Dora.annot"  # of the version that joins
        team.package(lead, dora, "Dora", [seed_sha()])
        with closing(project.open_project(dora)) as other:
            decide_as_far_as_known(other, "Dora")
        edit_package(dora, split, by="Dora")
        edit_package(cleo, rename(INHUMANE, "cruel"), by="Cleo")
        edit_package(
            bob, rename(UNLAWFUL, "x") if project.current_codebook(lead).has(UNLAWFUL) else rename(INHUMANE, "harsh")
        )
        start = tmp_path / "start.annot"
        backup(lead, start)
    orders = {"bob first": [bob, cleo, dora], "cleo first": [cleo, dora, bob], "both": [dora, bob, cleo]}
    _, book, queue = only(
        {name: merged(start, [[path] for path in order], tmp_path / f"{name}.annot") for name, order in orders.items()}
    )
    assert not book.has(INHUMANE) and {name for _, _, name, *_ in queue} >= {ANNOTATOR, "Bob", "Cleo", "Dora"}


def test_a_join_tells_how_far_it_is_and_may_be_canceled_at_each_step(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        bob, cleo = packages(lead, tmp_path, ["Bob", "Cleo"])
        edit_package(bob, merge(UNLAWFUL, LAWFUL))
        change(lead, rename(LAWFUL, "legal"))
        before = state(lead)
        said: list[str] = []

        def go_on(done: int, what: str, most: int = 1_000) -> bool:
            said.append(what)
            return len(said) < most

        team.merge(lead, [cleo, bob], annotator=LEAD, dry_run=True, progress=go_on)
        assert any(what.startswith("Recoding ") and what.endswith(" decisions") for what in said)
        assert state(lead) == before
        for most in range(1, len(said) + 1):
            said.clear()
            with pytest.raises(MergeCanceledError, match="nothing was merged"):
                team.merge(lead, [cleo, bob], annotator=LEAD, progress=partial(go_on, most=most))
            assert state(lead) == before


def test_a_change_taken_back_in_its_package_leaves_the_join(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        (bob,) = packages(lead, tmp_path, ["Bob"])
        edit_package(bob, merge(UNLAWFUL, LAWFUL))
        change(lead, rename(LAWFUL, "legal"))
        before = bearing(lead, UNLAWFUL)
        team.merge(lead, [bob], annotator=LEAD)
        assert not project.current_codebook(lead).has(UNLAWFUL) and bearing(lead, UNLAWFUL) == []
        with closing(project.open_project(bob)) as other:
            desk.undo(other, "Bob", sure=True)
        team.merge(lead, [bob], annotator=LEAD)
        book = project.current_codebook(lead)
        assert book.has(UNLAWFUL) and book.version == "1.1" and bearing(lead, UNLAWFUL) == before
        assert maintenance.examine(lead.path) == ()


def sampled(stance: Stance, most: int = 1) -> Edit:
    return lambda draft: draft.look_again(at(draft, stance), most)


def test_a_sample_to_look_at_again_is_the_one_that_was_drawn_in_any_order(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        bob, cleo = packages(lead, tmp_path, ["Bob", "Cleo"])
        edit_package(bob, sampled(UNLAWFUL))
        with closing(project.open_project(bob)) as other:
            (drawn,) = codebook_change.waiting(other)
        start = tmp_path / "start.annot"
        backup(lead, start)
        groups = {"bob first": [[bob], [cleo]], "cleo first": [[cleo], [bob]], "both": [[bob, cleo]]}
        _, _, queue = only({name: merged(start, some, tmp_path / f"{name}.annot") for name, some in groups.items()})
        assert [(why, name, quotation) for why, _, name, quotation, *_ in queue] == [("look", "Bob", drawn.quotation)]
        for path in (bob, cleo):
            team.merge(lead, [path], annotator=LEAD)
        for _ in range(2):
            desk.undo(lead, LEAD, sure=True)
        assert codebook_change.waiting(lead) == []
        for _ in range(2):
            desk.redo(lead, LEAD)
        assert state(lead)[2] == queue


def test_work_that_comes_later_leaves_the_sample_as_it_was_drawn(tmp_path: Path) -> None:
    with closing(sample(tmp_path)) as lead:
        (bob,) = packages(lead, tmp_path, ["Bob"])
        change(lead, sampled(UNLAWFUL, 2))
        drawn = codebook_change.waiting(lead)
        team.merge(lead, [bob], annotator=LEAD)
        assert codebook_change.waiting(lead) == drawn and len(drawn) == 2
        edit_package(bob, merge(UNLAWFUL, LAWFUL))  # a join
        team.merge(lead, [bob], annotator=LEAD)
        assert not project.current_codebook(lead).has(UNLAWFUL)
        assert [(e.annotator, e.quotation) for e in codebook_change.waiting(lead)] == [
            (e.annotator, e.quotation) for e in drawn
        ]


@SLOW
@given(seed=st.integers(0, 10**6))
def test_any_changes_made_apart_give_the_same_in_any_order(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    check_any_order(seed, tmp_path_factory.mktemp("apart"))


def check_any_order(seed: int, folder: Path) -> None:
    """Any changes of the project and of two packages, with decisions between, merged in both orders, undone and redone."""
    chance = random.Random(seed)
    with closing(sample(folder)) as lead:
        paths = packages(lead, folder, ["Bob", "Cleo"])
        for path, name in zip(paths, ("Bob", "Cleo"), strict=True):
            for _ in range(chance.randint(1, 3)):
                edit_package(path, *(random_edit(chance) for _ in range(chance.randint(1, 2))), by=name)
                if chance.random() < 0.4:
                    with closing(project.open_project(path)) as other:
                        decide_as_far_as_known(other, name)
        for _ in range(chance.randint(0, 2)):
            change(lead, random_edit(chance))
        start = folder / "start.annot"
        backup(lead, start)
        before = state(lead)
        orders = {"bob first": [[path] for path in paths], "cleo first": [[path] for path in reversed(paths)]}
        found = only({name: merged(start, order, folder / f"{name}.annot") for name, order in orders.items()})
        team.merge(lead, paths, annotator=LEAD)
        assert state(lead) == found
        assert desk.undo(lead, LEAD, sure=True) is not None
        assert state(lead) == before
        desk.redo(lead, LEAD)
        assert state(lead) == found


def test_versions_are_compared_with_what_they_were_made_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sample(tmp_path, decided=False)) as lead:
        (bob,) = packages(lead, tmp_path, ["Bob"])
        edit_package(bob, split)
        change(lead, rename(LAWFUL, "legal"))
        team.merge(lead, [bob], annotator=LEAD)
    assert main(["codebook", "versions", str(lead.path)]) == 0
    _, ours, bobs, both = capsys.readouterr().out.split("The border between")[1:]
    assert "“lawful” → “legal”" in ours and "legal" not in bobs and "“to people”" in bobs
    assert "holds changes that were made apart" in both
