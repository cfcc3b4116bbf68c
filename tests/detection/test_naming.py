"""Names, titles, terms, denied and imagined speech in marks are nobody's words; reported fragments are."""

from __future__ import annotations

from itertools import chain

import pytest

from annotator.detection.pipeline import Detector
from annotator.records import Kind
from tests.gold import gold_articles

UNSEEN = ("029", "03")  # seed articles that the weights did not learn from


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def said(detector: Detector, text: str) -> list[str]:
    return [p.words for p in detector.propose(text) if p.kind not in (Kind.INDIRECT, Kind.NOT_SPEECH)]


@pytest.mark.parametrize(
    "text",
    [
        "The custom is known as “water sharing” in the valley.",
        "She wrote a novel titled “The Second Tide” in 2014.",
        "She is known for “Night Train” and “Slow River.”",
        "The mayor wrote an op-ed titled “Boats need their harbors” in May.",
        "He first told the tale in his memoir, “Plain and Cross.”",
        "The trawler “Morning Gift” was towed into the harbor.",
        "The note came from a user named “Nobody.”",
        "The team found a tone of 58 hertz, what physicists call a “standing wave.”",
        "Who asks for a sandwich gets what the islanders call a “lid.”",
        "Sailors call it “the widow.”",
        "Dmitri Volkov, a retired captain, writes a blog called “Bilge.”",
        "The senator never said “sorry.”",
        "Mayor Sutter never said “we are broke.”",
        "Nobody told the workers, “You are fired.”",
        "The agency said its slogan, “Water for All,” was chosen by children.",
        "A spokesman for the palace said the band, “The Quiet Men,” would play at noon.",
        "Critics wrote that his first novel, “The Cold Spoon,” had no plot.",
        "The minutes do not contain the word “resign.”",
        "They sell “antique” lamps that were made in the spring.",
        "Many builders still repeat the “silent keel” argument.",
        "No minister has ever used the term “shortage” in public.",
        "He left without saying “thank you.”",
        "She avoided saying “never.”",
        "Lund did not call it “a crisis.”",
    ],
)
def test_a_name_or_term_is_not_speech(detector: Detector, text: str) -> None:
    assert said(detector, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ada Lund called the plan “a mess.”",
        "Opponents call the plan “reckless.”",
        "Critics dismissed the film as “noise with hats.”",
        "Lund warned of a “lost decade” if nothing is done.",
        "The deal is “dead,” according to two officials.",
        "“None,” said the coroner, Ann Vance.",
        "“Nobody,” the judge said.",
        "The coach did not hesitate to say “we were bad.”",
        "Lund also said, without evidence, that “the bridge is safe.”",
        "Lund said he never saw anybody “run away.”",
        "The mayor told the council on Monday that he does not see a “way forward.”",
        "Mayor Ada Lund said that her office does not want “that mess.”",
        "Ada Lund asserted that nurses do not back the plan and that “all of them will strike.”",
        "The mayor spoke of drivers he does not like as “pigs and thieves.”",
        "Lund refused to talk about the vote, replying that he was “not a prophet.”",
        "Lund said there was no vote planned, adding: “If there is one, I will come.”",
        "Holm laughed at the minister, whom she dubbed “the little captain.”",
        "Towns fight each other in what one farmer has dubbed “the yam war.”",
    ],
)
def test_a_reported_fragment_is_speech(detector: Detector, text: str) -> None:
    assert len(said(detector, text)) == 1


def test_false_alarms_in_articles_that_were_not_learned_from(detector: Detector) -> None:
    articles = [a for a in gold_articles() if a["id"].startswith(UNSEEN)]
    alarms, terms, missed, quotes = 0, 0, 0, 0
    for article in articles:
        found = [
            (p.span.start, p.span.end)
            for p in detector.propose(article["text"])
            if p.kind not in (Kind.INDIRECT, Kind.NOT_SPEECH)
        ]
        inside = set(chain.from_iterable(range(*span) for span in found))
        outer = [q for q in article["quotes"] if q["kind"] != "indirect"]
        terms += len(article["nonspeech"])
        starts = {start for start, _ in found}
        alarms += sum(n["start"] in starts for n in article["nonspeech"])
        quotes += len(outer)
        missed += sum(q["start"] + 1 not in inside for q in outer)
    assert len(articles) == 5
    assert alarms <= 0.3 * terms
    assert missed <= 0.1 * quotes


def test_a_sentence_by_itself_is_speech(detector: Detector) -> None:
    text = "“We shall see,” said the minister, Paolo Conti. “The sea decides.” His aide, Rita Leone, wrote it down. “Again?” she asked."
    assert said(detector, text) == ["“We shall see,”", "“The sea decides.”", "“Again?”"]
