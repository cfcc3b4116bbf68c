"""The same article in other typography: the same quotations."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection.pipeline import Detector
from annotator.detection.typography import normal
from annotator.records import Kind
from tests.gold import gold_articles

TEXT = (
    "The mill closed on Monday after a flood.\n\n“We won’t go before spring,” said Anna Lund, who owns the workers’ houses. "
    "“The river told us ‘no’ twice, and it’ll do so again.”\n\n"
    "Peter Hall, a miller, called the plan “a puddle.” He asked: “Who pays?\n\n“Not the town.”"
)


def marked(left: str, right: str) -> Callable[[str], str]:
    return lambda text: text.replace("“", left).replace("”", right)


def british(text: str) -> str:
    return re.sub(r"‘(\w[^‘’]*)’(?!\w)", "\x01\\1\x02", text).translate(str.maketrans("“”\x01\x02", "‘’“”"))


def set_apart(text: str) -> str:
    return re.sub(r"(?<=\w)([,.?!])(?=[\s”]|$)", r" \1", text).replace("“", '" ').replace("”", ' "')


def wrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(line, 72) for line in text.split("\n") if line)


TYPOGRAPHIES: dict[str, Callable[[str], str]] = {
    "straight": marked('"', '"'), "guillemets": marked("«", "»"), "guillemets inward": marked("»", "«"), "low and high": marked("„", "“"),
    "British": british, "straight British": lambda text: british(text).replace("‘", "'").replace("’", "'"), "set apart": set_apart,
    "wrapped": wrapped, "wrapped British": lambda text: wrapped(british(text)),
}  # fmt: skip


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def said(detector: Detector, text: str) -> list[tuple[str, str]]:
    """The letters of each quotation in marks, and who says it."""
    return [
        ("".join(re.findall(r"\w", p.words)), " ".join(p.source.name.split()) if p.source else "")
        for p in detector.propose(text)
        if p.kind not in (Kind.NOT_SPEECH, Kind.INDIRECT)
    ]


@pytest.mark.parametrize("name", TYPOGRAPHIES)
def test_an_article_has_the_same_quotations_in_any_typography(detector: Detector, name: str) -> None:
    expected = said(detector, TEXT)
    assert [who for _, who in expected] == ["Anna Lund", "Anna Lund", "Peter Hall", "Peter Hall", "Peter Hall"]
    assert said(detector, TYPOGRAPHIES[name](TEXT)) == expected


@pytest.mark.parametrize("name", TYPOGRAPHIES)
def test_words_are_those_of_the_article(detector: Detector, name: str) -> None:
    text = TYPOGRAPHIES[name](TEXT)
    for proposal in detector.propose(text):
        assert proposal.words == text[proposal.span.start : proposal.span.end]
        assert all(c.mention.words == c.mention.span.words(text) for c in proposal.candidates)
        assert proposal.cue is None or proposal.cue.words == proposal.cue.span.words(text)


@pytest.mark.parametrize("article", gold_articles(), ids=lambda a: a["id"])
def test_the_usual_typography_stays_as_it_is(article: dict[str, Any]) -> None:
    assert normal(article["text"]) == article["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor says ‘no more’ to floods.",
        "A poem:\nThe tide has no address,\nthe gull has no command.\nAnd all we owned\nwas water.",
        "The workers’ hall isn’t the dogs’ home. It was the ’90s.",
        "She said “the boys’ room ‘smells’.”",
        "A board 6\" wide and 2' long.",
    ],
)
def test_what_only_looks_like_another_typography_stays_as_it_is(text: str) -> None:
    assert normal(text) == text


def test_british_marks_become_double_ones() -> None:
    text = "‘The workers’ rights came first,’ he said. ‘They’re “gone”, aren’t they?’"
    assert normal(text) == "“The workers’ rights came first,” he said. “They’re ‘gone’, aren’t they?”"


DIALOGUE = (
    "The crew sat down.\n\n— We will go home, said Anna Lund. — That will not be before May.\n\n"
    "— And what will become of the boats? Peter Hall asked."
)


def test_a_short_first_paragraph_that_ends_with_a_stop_is_no_headline() -> None:
    text = "‘It isn't fair,’ Anna Lund said. ‘They've known since May.’\n\n‘We'd have told them,’ said Peter Hall."
    assert (
        normal(text)
        == "“It isn't fair,” Anna Lund said. “They've known since May.”\n\n“We'd have told them,” said Peter Hall."
    )
    headline = "Lund: ‘It is not fair’\n\nThe mill closed. “It is not fair,” she said."
    assert normal(headline) == headline


@pytest.mark.parametrize(
    "headline",
    ["Mill ‘Was Doomed,’ Report Finds.", "Lund Calls the Closing ‘a Disgrace.’", "Is the Mill ‘Safe’ in May."],
)
def test_a_headline_may_end_with_a_stop(headline: str) -> None:
    body = "‘We knew,’ Anna Lund said. ‘They’ve known since May.’"
    turned = normal(f"{headline}\n\n{body}")
    assert turned.endswith("“We knew,” Anna Lund said. “They’ve known since May.”")
    assert turned.startswith(headline) == ("Doomed" not in headline)  # a stop inside the line is that of speech


def test_dashes_open_dialogue() -> None:
    assert normal(DIALOGUE) == (
        "The crew sat down.\n\n“ We will go home” said Anna Lund. “ That will not be before May”\n\n"
        "“ And what will become of the boats” Peter Hall asked."
    )
    bullets = "What to bring:\n\n– Boots\n– A rope\n– Bread, cheese"
    assert normal(bullets) == bullets


def test_dialogue_after_dashes_has_speakers(detector: Detector) -> None:
    assert said(detector, DIALOGUE) == [
        ("Wewillgohome", "Anna Lund"),
        ("ThatwillnotbebeforeMay", "Anna Lund"),
        ("Andwhatwillbecomeoftheboats", "Peter Hall"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("ab —’‘'“”\"«»„.,\n"), max_size=60))
def test_offsets_fit(text: str) -> None:
    assert len(normal(text)) == len(text)
