"""Turns of transcripts, and lines that only look like them."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.detection.transcript import turns
from annotator.records import Kind
from tests.gold import gold_articles


def found(text: str) -> list[tuple[str, str]]:
    return [(t.label.words(text), t.words.words(text)) for t in turns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUIZ: Who paid?\nFENN: We did.\nRUIZ: When?", [("RUIZ", "Who paid?"), ("FENN", "We did."), ("RUIZ", "When?")]),
        ("[01:02:03] RUIZ: Who?\n[01:02:09] FENN: We.\n\n(01:02) RUIZ: When?", [("RUIZ", "Who?"), ("FENN", "We."), ("RUIZ", "When?")]),
        ("Q: Who paid?\n\nA: We did.\n\nQ: When?", [("Q", "Who paid?"), ("A", "We did."), ("Q", "When?")]),
        ("12:05 – Ada: Who?\n12:06 – Tom Fenn: We.\n12:07 – Ada: Oh.", [("Ada", "Who?"), ("Tom Fenn", "We."), ("Ada", "Oh.")]),
    ],
)  # fmt: skip
def test_turns_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "From: Ada Ruiz\nTo: Tom Fenn\nSubject: The pier\nDate: Monday",
        "Clinton: 547.\nSanders: 46.\nClinton: 551.\nSanders: 50.",
        "Note: It rained.\n\nThe pier closed.\n\nThe crew left.\n\nNote: It rained on.\n\nIt snowed.\n\nUpdate: It is dry.",
        "She said this: no.",
        "",
    ],
)
def test_other_lines_with_colons_are_no_turns(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("number", ["003", "004"])
def test_the_turns_of_the_samples_are_proposed(number: str) -> None:
    article = next(a for a in gold_articles() if a["id"].startswith(number))
    proposed = {(p.span.start, p.source.mention.words) for p in Detector().propose(article["text"]) if p.source}
    gold = [q for q in article["quotes"] if q["kind"] == Kind.INDIRECT and article["text"][q["start"] - 2] == ":"]
    assert len(gold) > 10
    assert all((q["start"], q["speaker"]["text"]) in proposed for q in gold)


def test_who_is_quoted_in_a_turn_is_whoever_the_turn_reports() -> None:
    text = (
        "Anna Roth: People say you are difficult.\n\nLeo Vaz: My agent says “exacting.” I once said to a boss, “I will do it again.”\n\n"
        "Anna Roth: And you?\n\nLeo Vaz: He never called."
    )
    said = [p for p in Detector().propose(text) if p.kind in (Kind.DIRECT, Kind.MIXED)]
    assert [p.source.mention.words for p in said if p.source] == ["My agent", "I"]
    answered = "Ann Roth: “Are you difficult?”\n\nLeo Vaz: “Exacting.”\n\nAnn Roth: “And your mother?”\n\nLeo Vaz: “She is worse.”"
    said = [p for p in Detector().propose(answered) if p.kind is not Kind.NOT_SPEECH]
    assert {p.source.name for p in said if p.source} == {"Ann Roth", "Leo Vaz"}
