"""The detector on the seed article, and its promises about every proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotator.detection.pipeline import Detector, Weights
from annotator.records import Kind, Proposal
from tests.gold import gold_articles
from tests.support import gold


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.fixture(scope="module")
def proposals(detector: Detector) -> list[Proposal]:
    return [p for p in detector.propose(gold()["text"]) if p.kind is not Kind.INDIRECT]


def test_the_seed_article_is_proposed_as_people_decided_it(proposals: list[Proposal]) -> None:
    said = {(p.span.start, p.span.end): p for p in proposals if p.kind is not Kind.NOT_SPEECH}
    assert set(said) == {(q["start"], q["end"]) for q in gold()["quotes"]}
    for quote in gold()["quotes"]:
        proposal = said[quote["start"], quote["end"]]
        assert proposal.kind == quote["kind"]
        assert proposal.source is not None
        assert (proposal.source.mention.span.start, proposal.source.mention.words) == (
            quote["speaker"]["start"],
            quote["speaker"]["text"],
        )
        assert proposal.source.name.casefold() == quote["speaker"]["name"].casefold()
        assert proposal.cue is not None
        assert (proposal.cue.span.start, proposal.cue.words) == (quote["cue"]["start"], quote["cue"]["text"])


def test_the_seed_articles_scare_quotes_are_not_speech(proposals: list[Proposal]) -> None:
    rejected = [(p.span.start, p.span.end) for p in proposals if p.kind is Kind.NOT_SPEECH]
    assert rejected == [(n["start"], n["end"]) for n in gold()["nonspeech"]]


def test_the_seed_articles_utterances_are_linked(proposals: list[Proposal]) -> None:
    found = {p.span.start: p.group for p in proposals}
    links = {q["start"]: q.get("group") for q in gold()["quotes"]}
    for a in links:
        for b in links:
            if links[a] and links[b]:
                assert (found[a] == found[b]) == (links[a] == links[b])


@pytest.mark.parametrize("article", gold_articles(), ids=lambda a: a["id"])
def test_what_every_proposal_promises(detector: Detector, article: dict[str, Any]) -> None:
    text = article["text"]
    for proposal in detector.propose(text):
        assert proposal.span.words(text) == proposal.words
        assert 0 <= proposal.confidence <= 1
        scores = [c.score for c in proposal.candidates]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) + proposal.no_source <= 1 + 1e-6
        assert all(c.mention.span.words(text) == c.mention.words and c.name and c.reason for c in proposal.candidates)
        assert proposal.cue is None or proposal.cue.span.words(text) == proposal.cue.words
        assert all(piece.end <= len(text) for piece in proposal.content)


def test_a_quotation_over_paragraphs_has_one_speaker(detector: Detector) -> None:
    text = "Anna Lund spoke for the mill.\n\n“We will not go before spring,” Lund said. “We never do.\n\n“The ice is thick.\n\n“It holds.”"
    found = [p for p in detector.propose(text) if p.kind is not Kind.INDIRECT]
    assert [p.source.mention.words if p.source else None for p in found] == ["Lund"] * 4
    assert len({p.group for p in found}) == 1


def test_no_two_candidates_are_one_name_in_other_words_of_its_phrase(detector: Detector) -> None:
    text = (
        "The flood led the young chemist Anna Lund to speak of a “second river.”\n\n"
        "A spokesman for the mayor called it “a puddle.”"
    )
    found = [p for p in detector.propose(text) if p.kind is not Kind.INDIRECT]
    first, second = ([c.mention.words for c in p.candidates] for p in found)
    assert sum("Lund" in words for words in first) == 1
    assert {"A spokesman for the mayor", "the mayor"} <= set(second)


def test_the_version_names_the_model_and_changes_with_the_weights(detector: Detector) -> None:
    shipped = Weights.shipped()
    other = replace(shipped, threshold=0.1)
    assert detector.detector_version.startswith("en_core_web_sm")
    assert other.fingerprint != shipped.fingerprint
    assert Weights.shipped().fingerprint == shipped.fingerprint
    marks_alone = Detector(tokenizer=detector.parser.tokenizer, indirect=False)
    assert detector.detector_version.startswith(marks_alone.detector_version + ".")


def test_the_weights_say_where_they_come_from() -> None:
    for model in (Weights.shipped().speech, Weights.shipped().direct, Weights.shipped().ranker):
        assert {"corpus", "date", "features", "figures", "l2", "words"} <= model.provenance.keys()
        assert model.provenance["figures"]["folds"] == 4


def test_the_annotated_articles_are_proposed_nearly_as_people_decided_them(detector: Detector) -> None:
    """A floor under the whole set: quotations in marks found with their edges, and their sources."""
    quotes = found = right = 0
    for article in gold_articles():
        said = {p.span: p for p in detector.propose(article["text"]) if p.kind not in (Kind.NOT_SPEECH, Kind.INDIRECT)}
        # one in marks over paragraphs is proposed as one stretch a paragraph: the first stands for it
        starts = {span.start: proposal for span, proposal in said.items()}
        for quote in article["quotes"]:
            if quote["kind"] == "indirect":
                continue
            quotes += 1
            proposal = starts.get(quote["start"])
            found += proposal is not None
            source = proposal.source if proposal else None
            gold_source = quote["speaker"]
            if source and gold_source:
                span = source.mention.span
                right += span.start < gold_source["end"] and gold_source["start"] < span.end
    assert quotes > 150
    assert found >= 0.85 * quotes
    assert right >= 0.8 * quotes
