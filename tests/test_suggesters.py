"""Suggesters by name: the detector, marks alone, and labels learned from an annotator's decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.detection.marks_alone import marks_alone
from annotator.detection.pipeline import Detector
from annotator.detection.suggester import PastDecision, Suggester
from annotator.records import Article, Codebook, Kind
from annotator.workflow.project import current_codebook
from annotator.workflow.stances import decided_items
from annotator.workflow.suggesters import SUGGESTERS, make_suggester
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project

TEXT = "“The harbor plan is a waste of our money,” Tom Field said on Monday.\nThe sign read “Exit.”\n"
ARTICLE = Article("town", TEXT)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Codebook, list[PastDecision]]:
    """120 decisions about two plans, and their codebook."""
    path: Path = tmp_path_factory.mktemp("suggesters") / "plans.annot"
    made = items(120)
    store = make_project(path, made)
    decide(store, made)
    found = [PastDecision(one.decision, one.article) for one in decided_items(store, ANNOTATOR)]
    codebook = current_codebook(store)
    store.close()
    return codebook, found


@pytest.fixture(scope="module")
def learned() -> Suggester:
    return make_suggester("stances")


def test_every_suggester_says_what_it_does() -> None:
    assert list(SUGGESTERS) == ["detector", "marks", "stances"]
    assert all(entry.does.startswith("Suggests ") and entry.does.endswith(".") for entry in SUGGESTERS.values())


def test_the_detector_suggests_what_it_proposes() -> None:
    found = make_suggester("detector").suggest(ARTICLE, None, ())
    detector = Detector()
    assert found.proposals == detector.propose(TEXT) and found.version == detector.detector_version
    said, sign = found.proposals
    assert said.source is not None and said.source.name == "Tom Field" and said.candidates[0].reason
    assert sign.kind is Kind.NOT_SPEECH and found.stances == ()


def test_marks_alone_suggests_both_quotations_and_no_speaker() -> None:
    found = make_suggester("marks").suggest(ARTICLE, None, ())
    assert found.proposals == marks_alone(TEXT) and found.version == "marks alone"
    assert [proposal.candidates for proposal in found.proposals] == [(), ()]


def test_labels_are_suggested_for_speech_alone_and_the_likeliest_first(
    learned: Suggester, past: tuple[Codebook, list[PastDecision]]
) -> None:
    codebook, decisions = past
    found = learned.suggest(ARTICLE, codebook, decisions)
    said, _ = found.proposals
    first, *others = found.stances
    assert first.quotation == said.span and (first.stance.target, first.stance.label) == ("harbor", "against")
    assert 0.5 < first.probability <= 1 and first.reason == "learned from 120 decisions"
    chances = [first.probability, *(one.probability for one in others)]
    assert chances == sorted(chances, reverse=True) and {one.quotation for one in others} <= {said.span}


def test_the_same_decisions_give_the_same_labels_and_other_decisions_others(
    learned: Suggester, past: tuple[Codebook, list[PastDecision]]
) -> None:
    codebook, decisions = past
    every = learned.suggest(ARTICLE, codebook, decisions)
    half = learned.suggest(ARTICLE, codebook, decisions[:60])
    assert half.stances[0].reason == "learned from 60 decisions" and half.stances != every.stances
    assert learned.suggest(ARTICLE, codebook, decisions) == every


def test_too_few_decisions_give_quotations_without_labels(
    learned: Suggester, past: tuple[Codebook, list[PastDecision]]
) -> None:
    codebook, decisions = past
    found = learned.suggest(ARTICLE, codebook, decisions[:5])
    assert len(found.proposals) == 2 and found.stances == ()
