"""Quotations inside quotations are proposed with a speaker of their own, inside the outer one."""

from __future__ import annotations

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind, Proposal
from tests.gold import gold_articles


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def inner(proposals: tuple[Proposal, ...]) -> list[Proposal]:
    said = [p for p in proposals if p.kind in (Kind.DIRECT, Kind.MIXED)]
    return [
        p for p in said if any(o is not p and o.span.start <= p.span.start and p.span.end <= o.span.end for o in said)
    ]


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("“My mother told me, ‘Always write it down,’” Ada Lund said.", "My mother", "mother"),
        ("“I said to the others, ‘We leave at noon,’ and we did,” Ada Lund recalled.", "I", "Ada Lund"),
        ("\"Coach goes, 'Don't celebrate yet!'\" Peter Hall said.", "Coach", "Coach"),
        ("Ada Lund told the court: “The mate shouted ‘Cut the line!’ So we waited.”", "The mate", "mate"),
        ("“It was my aunt who always said, ‘Lend nobody a ladder,’” Ada Lund said.", "my aunt", "aunt"),
        ("“I rang the mill and I said, ‘The wall is going, shut the gate,’” Ada Lund testified.", "I", "Ada Lund"),
        ("“Coach told me, ‘Just run,’” Ada Lund said. Coach Marla Dietz smiled.", "Coach", "Marla Dietz"),
        ("Peter Hall taught Ada Lund. “He told me, ‘Bring a book,’” Lund said.", "He", "Peter Hall"),
        ("“My father used to say, ‘Never lend a good ladder,’” recalled Ada Lund.", "My father", "father"),
        (
            "‘My mother told me, “Always write it down,”’ Ada Lund said.\n\n‘I do not,’ said Peter Hall.",
            "My mother",
            "mother",
        ),
    ],
)
def test_who_is_quoted_inside_a_quotation(detector: Detector, text: str, source: str, name: str) -> None:
    (found,) = inner(detector.propose(text))
    assert found.source is not None
    assert (found.source.mention.words, found.source.name) == (source, name)
    assert found.words == found.span.words(text)


@pytest.mark.parametrize(
    "text",
    [
        "“She kept a diary called ‘Things Men Broke,’” Ada Lund said.",
        "“I never shouted ‘Cut it,’” Ada Lund told the court.",
        "“I would say, ‘That is ridiculous,’” Ada Lund said.",
        "“Everybody says ‘safety first,’ and nobody pays,” Ada Lund said.",
    ],
)
def test_titles_and_what_nobody_said_are_left_alone(detector: Detector, text: str) -> None:
    assert inner(detector.propose(text)) == []


def test_the_gold_of_our_own_articles(detector: Detector) -> None:
    right, wanted = 0, 0
    for article in gold_articles():
        if not article["id"].startswith(("001", "016", "028", "033")):
            continue
        quotes = [q for q in article["quotes"] if q["kind"] != "indirect"]
        gold = [
            q
            for q in quotes
            if q["kind"] == "direct"
            and any(o is not q and o["start"] <= q["start"] and q["end"] <= o["end"] for o in quotes)
        ]
        found = {p.span.start: p.source.mention.words for p in inner(detector.propose(article["text"])) if p.source}
        wanted += len(gold)
        right += sum(q["speaker"]["text"] in found.get(q["start"], "") for q in gold)
    assert wanted >= 10
    assert right >= 0.6 * wanted


def test_they_can_be_left_out() -> None:
    text = "“My mother told me, ‘Always write it down,’” Ada Lund said."
    assert inner(Detector(nested=False).propose(text)) == []
