"""The scorer of speech: its features worked out by hand, and when a stretch counts as speech."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotator.detection.context import Context
from annotator.detection.linear import Linear
from annotator.detection.marks import stretches
from annotator.detection.parse import Parse
from annotator.detection.reading import Reading
from annotator.detection.speech import accepted, evidence, features, said
from tests.detection import parses
from tests.detection.parses import LEXICON, parse_of


class Fixed:
    """An opinion with log odds given by hand."""

    def said(self, number: int) -> float:
        return 1.6

    def sources(self, number: int, words: Sequence[int]) -> list[float]:
        return [0.0] * (len(words) + 1)


def context_of(parse: Parse) -> Context:
    return Context(Reading(parse, stretches(parse.text), LEXICON), 0)


def test_features_of_a_plain_quotation() -> None:
    """Two words in marks, a comma, a name, “said” with a cue rate of .9 (class 6), log odds of 1.6 (class 2)."""
    assert sorted(features(context_of(parses.said()), Fixed())) == sorted([
        "bias", "size=2", "size=2|capital=True", "tail=,", "tail=,|size=2", "before=edge", "after=PROPN",
        "before=edge|after=PROPN", "case=sentence", "case=sentence|size=2", "before=edge|capital=True", "before=edge|size=2",
        "after=PROPN|tail=,", "style=double", "many=1", "closed=True", "first=True|size=2",
        "finite=True|size=2", "person=True", "person=True|case=sentence", "inner=PRP", "inner=VBP",
        "network=2", "network=2|style=double", "network=2|size=2",
        "governed=6", "governed=6|steps=0", "governed=6|size=2", "governed=6|subject=True", "verb0=say", "link=>ccomp|governed=6",
        "dep=ccomp", "dep=ccomp|size=2", "root=VERB|ccomp", "head=say", "head=say|ccomp", "last=ccomp",
        "last=ccomp|case=sentence", "noun=False|case=sentence", "right=PROPN",
        "sentence=6", "cues=1", "cues=1|size=2", "cuebefore=-", "cueafter=1|tail=,", "whole=False|size=2", "whole=False|first=True",
        "again=False", "again=False|size=1", "plain=False", "plain=False|case=sentence", "plain=False|size=1",
    ])  # fmt: skip


def test_a_probability_is_the_logistic_of_the_weights_that_are_on() -> None:
    model = Linear({"a": 1.0, "b": -2.0})
    assert said(model, ["a", "b", "unknown"], 1.0) == 0.5
    assert said(model, ["a"]) == pytest.approx(0.7310586, abs=1e-7)  # 1 / (1 + 1/e)


def test_evidence_is_log_odds_a_confidence_and_the_network() -> None:
    found = evidence(0.75, 0.4, -1.5)
    assert found == {"constant": 1.0, "alone": pytest.approx(1.0986123), "covered": 0.4, "network": -1.5}  # log 3


SIGN = "The sign “Old Ferry Road” stood."
SIGN_PARSE = """
    The   the   DT   DET    det       1
    sign  sign  NN   NOUN   nsubj     7
    “     “     ``   PUNCT  punct     5
    Old   old   NNP  PROPN  compound  5
    Ferry ferry NNP  PROPN  compound  5
    Road  road  NNP  PROPN  appos     1
    ”     ”     ''   PUNCT  punct     5
    stood stand VBD  VERB   ROOT      7
    .     .     .    PUNCT  punct     7
"""


def test_speech_is_accepted_from_the_threshold_on() -> None:
    context = context_of(parses.said())
    assert accepted(context, 0.5, 0.5) and not accepted(context, 0.49, 0.5)


def test_what_is_written_like_a_name_needs_more() -> None:
    context = context_of(parse_of(SIGN, SIGN_PARSE))
    assert not accepted(context, 0.89, 0.5) and accepted(context, 0.9, 0.5)


def test_a_name_that_stands_elsewhere_without_marks_is_never_speech() -> None:
    text = f"{SIGN} Old Ferry Road"
    more = "\n".join(f"{w} {w.lower()} NNP PROPN compound {at}" for w, at in (("Old", 11), ("Ferry", 11), ("Road", 11)))
    assert not accepted(context_of(parse_of(text, SIGN_PARSE.rstrip() + "\n" + more)), 0.99, 0.5)


def test_single_marks_need_a_reporting_verb_with_a_subject() -> None:
    single = parse_of(
        "‘We go,’ Lee said.",
        """
        ‘    ‘    ``   PUNCT  punct  6
        We   we   PRP  PRON   nsubj  2
        go   go   VBP  VERB   ccomp  6
        ,    ,    ,    PUNCT  punct  6
        ’    ’    ''   PUNCT  punct  6
        Lee  Lee  NNP  PROPN  nsubj  6
        said say  VBD  VERB   ROOT   6
        .    .    .    PUNCT  punct  6
        """,
    )
    assert [s.style for s in stretches(single.text)] == ["single"]
    assert accepted(context_of(single), 0.9, 0.5)
    single.lemmas[6] = "walk"  # no verb of saying
    assert not accepted(context_of(single), 0.9, 0.5)


def test_a_line_in_brackets_is_a_stage_direction() -> None:
    text = "“(We go)” Lee said."
    parse = parse_of(
        text,
        """
        “    “    ``    PUNCT  punct  7
        (    (    -LRB- PUNCT  punct  3
        We   we   PRP   PRON   nsubj  3
        go   go   VBP   VERB   ccomp  7
        )    )    -RRB- PUNCT  punct  3
        ”    ”    ''    PUNCT  punct  7
        Lee  Lee  NNP   PROPN  nsubj  7
        said say  VBD   VERB   ROOT   7
        .    .    .     PUNCT  punct  7
        """,
    )
    assert not accepted(context_of(parse), 0.99, 0.5)
