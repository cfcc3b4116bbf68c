"""Names that cannot speak are not offered where somebody can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.records import Candidate, Mention
from annotator.session.choices import speaker_choices
from annotator.session.speaking import can_speak, is_credit, is_silent
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


@pytest.mark.parametrize(
    "name",
    ["Address", "Mass Migration", "Norte International Bridge", "the Rio Grande", "Western Hemisphere", "thousands of dollars", "masse",
     "foot of the old bridge", "costs borne by the towns", "conversation", "efforts", "Friday's ceremony", "near-collapse", "Main Street"],
)  # fmt: skip
def test_what_is_silent(name: str) -> None:
    assert is_silent(name.removeprefix("the "))


@pytest.mark.parametrize(
    "name",
    ["Richard Verma", "Rivers", "officials", "smugglers", "two of the ferrymen", "Department of Homeland Security", "Water Commission",
     "Tax Policy Center", "most of the migrants", "she", "co-founder", "Commander-in-Chief", "pediatrician", "a study", "Cubans", "Clement",
     "a spokesman for the bridge", "the mayor’s wife", "Норд", "王毅", "The Who", "44 percent", "families", "Mexico"],
)  # fmt: skip
def test_what_may_be_quoted(name: str) -> None:
    assert not is_silent(name)


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


def test_a_thing_is_dropped_unless_the_machine_finds_it_likely_or_it_reports(store: Store) -> None:
    offered = (
        ("Richard Verma", 0.9),
        ("Norte International Bridge", 0.003),
        ("Mass Migration", 0.002),
        ("migration", 0.05),
    )
    assert named(store, *offered) == ["Richard Verma", "migration"]


def test_a_thing_that_reports_is_offered(store: Store) -> None:
    desk = load(store)
    proposal = desk.quotations[0].proposal
    assert proposal is not None
    first = proposal.candidates[0]
    bridge = Candidate(first.mention, "old bridge", 0.001, "subject of “said”, before the quotation")
    alone = replace(desk.quotations[0], proposal=replace(proposal, candidates=(first, bridge)))
    names = [choice.name for choice in speaker_choices(replace(desk, quotations=(alone,)), alone)]
    assert names == [first.name, "old bridge"]


def test_the_line_that_names_the_paper_is_no_speaker(store: Store) -> None:
    assert is_credit("Source : Harbour Post") and is_credit("Photo: Ann Lee") and not is_credit("A source : the mayor")
    desk = load(store)
    proposal = desk.quotations[0].proposal
    assert proposal is not None
    paper = Candidate(
        Mention(proposal.candidates[0].mention.span, "Source : Harbour Post"),
        "Harbour Post",
        0.1,
        "",
    )
    alone = replace(
        desk,
        quotations=(
            replace(desk.quotations[0], proposal=replace(proposal, candidates=(*proposal.candidates[:1], paper))),
        ),
    )
    assert "Harbour Post" not in [choice.name for choice in speaker_choices(alone, alone.quotations[0])]


def test_where_nothing_can_speak_all_stay(store: Store) -> None:
    assert named(store, ("Underway", 0.5), ("reference to", 0.2)) == ["Underway", "reference to"]


def test_what_the_machine_itself_proposes_is_never_hidden(store: Store) -> None:
    assert named(store, ("last week", 0.8), ("officials", 0.1)) == ["last week", "officials"]
