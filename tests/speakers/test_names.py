"""Whom a mention refers to, over real parses of small articles."""

from __future__ import annotations

import pytest

from annotator.quotations.parser import parses
from annotator.reading import Lexicon, Reading
from annotator.speakers.names import Names
from annotator.workflow.propose import Detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(indirect=False)


def names(detector: Detector, text: str) -> list[str | None]:
    return [p.source.name if p.source else None for p in detector.propose(text)]


def test_a_surname_is_the_fullest_name_without_title(detector: Detector) -> None:
    text = "Texas Gov. Ada Lund spoke first.\n\n“We will not go,” Lund said.\n\n“Nor will we,” Gov. Lund added."
    assert names(detector, text) == ["Ada Lund", "Ada Lund"]


def test_two_people_of_one_surname_are_told_apart(detector: Detector) -> None:
    text = (
        "Peter Lund and his sister Anna Lund run the mill.\n\n“We will not go,” Mr. Lund said.\n\n"
        "“I may,” Ms. Lund said.\n\n“She may,” Peter Lund said."
    )
    assert names(detector, text) == ["Peter Lund", "Anna Lund", "Peter Lund"]


def test_pronouns_go_to_the_last_person_of_their_gender(detector: Detector) -> None:
    text = "Peter Hall met Anna Lund at the mill.\n\n“We will not go,” she said.\n\n“I will,” he said."
    assert names(detector, text) == ["Anna Lund", "Peter Hall"]


def test_a_role_goes_to_the_one_who_bears_it(detector: Detector) -> None:
    text = "Mayor Anna Lund met Peter Hall, the miller, on Monday.\n\n“We will not go,” the mayor said.\n\n“I will,” the miller said."
    assert names(detector, text) == ["Anna Lund", "Peter Hall"]


def test_unnamed_people_keep_their_description(detector: Detector) -> None:
    text = "“We will not go,” a spokesman for the mill said.\n\n“We may,” State Department officials said."
    assert names(detector, text) == ["spokesman for the mill", "State Department officials"]


def test_joint_speakers(detector: Detector) -> None:
    text = "Peter Hall and Anna Lund own the mill.\n\n“We will not go,” Hall and Lund said."
    assert names(detector, text) == ["Peter Hall and Anna Lund"]


def test_names_with_hyphens_stay_whole(detector: Detector) -> None:
    text = "Anna Osei-Lund owns the mill.\n\n“We will not go,” Osei-Lund said."
    assert names(detector, text) == ["Anna Osei-Lund"]


def test_every_token_has_a_name(detector: Detector) -> None:
    text = "Officials met in a parking lot, the city's, because the “talks” were secret.\n\n“Go,” they said.\n\n( ) ’s — a the"
    parse = next(parses(detector.nlp, [text]))
    names_of = Names(Reading(parse, [], Lexicon({}, {}, {})))
    assert all(names_of.of(i).name for i in range(len(parse)) if parse.pos[i] != "SPACE")
