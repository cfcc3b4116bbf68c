"""Names that cannot speak are not offered where somebody can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.records import Candidate
from annotator.session.choices import speaker_choices
from annotator.session.speaking import can_speak
from annotator.store.connection import Store
from tests.support import load


@pytest.mark.parametrize(
    "name",
    ["Underway to Address Mass Migration", "reference to", "Source : Elpasotimes", "Source", "last week", "July 24", "Monday", "that",
     "efforts to combat migration as a", "2024", "of the border", "…"],
)  # fmt: skip
def test_what_cannot_speak(name: str) -> None:
    assert not can_speak(name)


@pytest.mark.parametrize(
    "name",
    ["Richard Verma", "officials", "April Jones", "she", "smugglers who demand thousands of dollars to bring them across the border",
     "Department of Justice", "The Source", "Theresa May", "Dr. No", "Норд", "王毅", "U.S. State Department officials", "7-Eleven"],
)  # fmt: skip
def test_what_can(name: str) -> None:
    assert can_speak(name)


def named(store: Store, *offered: tuple[str, float]) -> list[str]:
    desk = load(store)
    quotation = desk.quotations[0]
    assert quotation.proposal is not None
    first = quotation.proposal.candidates[0]
    candidates = tuple(Candidate(first.mention, name, score, "") for name, score in offered)
    proposal = replace(quotation.proposal, candidates=candidates)
    alone = replace(desk, quotations=(replace(quotation, proposal=proposal),))
    return [choice.name for choice in speaker_choices(alone, alone.quotations[0])]


def test_they_are_dropped_where_something_can_and_the_first_stays_first(store: Store) -> None:
    offered = (("Richard Verma", 0.9), ("Underway", 0.05), ("reference to", 0.02), ("officials", 0.01))
    assert named(store, *offered) == ["Richard Verma", "officials"]


def test_where_nothing_can_speak_all_stay(store: Store) -> None:
    assert named(store, ("Underway", 0.5), ("reference to", 0.2)) == ["Underway", "reference to"]


def test_what_the_machine_itself_proposes_is_never_hidden(store: Store) -> None:
    assert named(store, ("last week", 0.8), ("officials", 0.1)) == ["last week", "officials"]
