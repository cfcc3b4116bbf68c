"""Editing a codebook: undo, faults beside the field, and what becomes of the labels of old decisions."""

from __future__ import annotations

import pytest

from annotator.codebook.check import faults
from annotator.codebook.compare import compare
from annotator.codebook.draft import Draft
from annotator.codebook.palette import OKABE_ITO, clashes, distance, next_color
from annotator.codebook.steps import LabelFate, as_json, from_json
from annotator.jsontext import MisfitError
from annotator.records import Codebook, Stance
from tests.codebook.test_writing import book

FOR, AGAINST, UNCLEAR = Stance("fares", "for"), Stance("fares", "against"), Stance("night", "unclear")


def test_undo_and_redo_take_every_edit_back() -> None:
    draft = Draft(book())
    states = [draft.book]
    for edit in (
        lambda: draft.set((0,), "name", "Fares"),
        lambda: draft.add_label(0, "undecided"),
        lambda: draft.add_target("Port"),
        lambda: draft.shift((2,), -2),
        lambda: draft.merge((1, 0), (1, 1)),
        lambda: draft.move((1, 1), 2),
        lambda: draft.split((1, 0), ["strongly", "mildly"]),
        lambda: draft.remove((2,), retire=False),
    ):
        edit()
        states.append(draft.book)
    assert len(set(states)) == len(states)
    for state in reversed(states[:-1]):
        assert draft.undo() and draft.book == state
    assert not draft.undo() and not draft.changed
    for state in states[1:]:
        assert draft.redo() and draft.book == state
    assert not draft.redo()


def test_typing_in_one_field_is_one_step_of_undo() -> None:
    draft = Draft(book())
    for text in ("H", "Hi", "Hig"):
        draft.set((0,), "name", text)
    draft.set((0, 0), "name", "x")
    assert draft.undo() and draft.book.targets[0].name == "Hig"
    assert draft.undo() and draft.book == book()


def test_faults_name_the_field() -> None:
    draft = Draft(book())
    draft.set((0, 0), "color", "blue")
    draft.set((0, 1), "key", "p")
    draft.set((1,), "name", " ")
    assert [(fault.place, fault.field) for fault in faults(draft.book)] == [
        ((0, 0), "color"),
        ((0, 1), "key"),
        ((1,), "name"),
    ]
    assert faults(draft.book)[1].reason == 'the key "p" is taken by the label “for”'
    assert faults(Codebook("a", "A", "1", ())) == []  # quotations and speakers only


def test_the_name_of_a_new_part_gives_its_id_and_key() -> None:
    draft = Draft(book())
    place = draft.add_target("new target")
    for typed in ("T", "The ", "The ferry"):
        draft.set(place, "name", typed)
    label = draft.add_label(place[0], "new label")
    draft.set(label, "name", "in favor")
    target = draft.book.targets[place[0]]
    assert (target.id, target.key) == ("the-ferry", "T")
    assert [(each.id, each.key) for each in target.labels] == [("unclear", "q"), ("in-favor", "i")]
    draft.set(label, "key", "p")
    draft.set(label, "name", "for")
    assert (draft.book.targets[place[0]].labels[1].id, draft.book.targets[place[0]].labels[1].key) == ("for", "p")
    draft.set((0, 0), "name", "in favor")  # an old one keeps its id
    assert draft.book.targets[0].labels[0].id == "for"
    draft.merge((0, 0), label)
    draft.set(label, "name", "wants it")  # decisions will name it now
    assert draft.book.targets[place[0]].labels[1].id == "for"
    while draft.undo():
        pass
    assert draft.book == draft.before


def fates(draft: Draft) -> dict[Stance, Stance | None]:
    return {fate.was: fate.to for fate in draft.fates}


def test_labels_are_followed_through_several_steps() -> None:
    draft = Draft(book())
    draft.merge((0, 0), (0, 1))  # for -> against
    moved = draft.move((0, 0), 1)  # against -> night
    assert moved == (1, 1)
    assert fates(draft) == {FOR: Stance("night", "against"), AGAINST: Stance("night", "against")}
    draft.remove(moved, retire=False)
    assert fates(draft) == {FOR: None, AGAINST: None}
    draft.undo()
    draft.remove(moved, retire=True)
    assert {fate.was: (fate.to, fate.retired) for fate in draft.fates} == {
        FOR: (Stance("night", "against"), True), AGAINST: (Stance("night", "against"), True)
    }  # fmt: skip


def test_targets_are_merged_by_their_labels_ids_and_names() -> None:
    draft = Draft(book())
    draft.add_label(0, "Unclear")
    draft.merge((1,), (0,))
    assert [t.id for t in draft.book.targets] == ["fares"]
    assert fates(draft) == {UNCLEAR: Stance("fares", "unclear")}
    assert not faults(draft.book)


def test_a_split_offers_its_parts_and_gives_new_ids() -> None:
    draft = Draft(book())
    draft.split((0, 0), ["for", "for, with conditions"])
    (fate,) = draft.fates
    assert fate == LabelFate(FOR, None, options=(Stance("fares", "for-2"), Stance("fares", "for-with-conditions")))
    assert len({label.color for label in draft.book.targets[0].labels}) >= 2
    assert not faults(draft.book)


def test_an_id_is_never_given_again() -> None:
    draft = Draft(book())
    draft.remove((0, 0), retire=False)
    draft.add_label(0, "for")
    assert draft.book.targets[0].labels[-1].id == "for-2"


def test_look_again_stays_with_a_label_that_is_renamed_or_merged() -> None:
    draft = Draft(book())
    draft.look_again((0, 0), 10)
    draft.merge((0, 0), (0, 1))
    assert draft.fates == (LabelFate(FOR, AGAINST, look=10),)
    draft.undo()
    draft.undo()
    assert not draft.changed


def test_fates_are_written_and_read() -> None:
    every = (
        LabelFate(FOR, None, options=(AGAINST,)),
        LabelFate(AGAINST, AGAINST, retired=True),
        LabelFate(UNCLEAR, UNCLEAR, look=3),
    )
    assert from_json(as_json(every)) == every
    for bad in ({}, [1], [{"was": ["a"]}], [{"was": ["a", "b"], "look": -1}], [{"was": ["a", 1]}]):
        with pytest.raises(MisfitError):
            from_json(bad)


def test_the_palette_has_no_clash_and_clashes_are_found() -> None:
    assert all(distance(a, b) > 60 for at, a in enumerate(OKABE_ITO) for b in OKABE_ITO[:at])
    assert next_color(OKABE_ITO[:2]) == OKABE_ITO[2]
    draft = Draft(book())
    assert clashes(draft.book) == []
    draft.set((0, 1), "color", "#0070b0")
    assert clashes(draft.book) == [((0, 0), (0, 1))]


def test_two_versions_are_compared_in_words() -> None:
    draft = Draft(book())
    draft.set((0, 0), "name", "in favor")
    draft.set((0, 0), "definition", "Wants higher fares.")
    draft.move((0, 1), 1)
    draft.add_target("Port")
    draft.set((2, 0), "name", "open")
    draft.shift((2,), -2)
    draft.remove((2, 0), retire=True)
    assert [difference.words() for difference in compare(book(), draft.book)] == [
        "added: target “Port”",
        "added: label “open” of “Port”",
        "renamed: label “in favor” of “Higher fares”: “for” → “in favor”",
        "redefined: label “in favor” of “Higher fares”: “Wants them.” → “Wants higher fares.”",
        "moved: label “against”: “Higher fares” → “Night boats”",
        "removed: label “unclear” of “Night boats”",
    ]
    assert compare(book(), book()) == []


def test_long_texts_are_compared_from_where_they_differ() -> None:
    draft = Draft(book())
    same = "word " * 100
    draft.set((0, 0), "definition", f"{same}old end")
    other = Draft(draft.book)
    other.set((0, 0), "definition", f"{same}new end, and more")
    (difference,) = compare(draft.book, other.book)
    before, after = difference.sides(80)
    assert before.startswith("…") and before.endswith("old end") and after.endswith("new end, and more")
    assert len(before) <= len(after) <= 80 and f"{before}” → “{after}" in difference.words()
    assert difference.sides(10_000) == (f"{same}old end", f"{same}new end, and more")
