"""The word that reports, where several could."""

from __future__ import annotations

from annotator.detection.cues import cue_mention
from annotator.detection.reading import Lexicon, Reading
from tests.detection.parses import parse_of

TABLE = """
    Lund     Lund     NNP  PROPN  nsubj  1
    made     make     VBD  VERB   ROOT   1
    a        a        DT   DET    det    3
    promise  promise  NN   NOUN   dobj   1
    to       to       TO   PART   aux    5
    justify  justify  VB   VERB   advcl  1
    it       it       PRP  PRON   dobj   5
"""


def cue(verbs: dict[str, float], nouns: dict[str, float]) -> str:
    """What is told to report where the parse finds “justify”."""
    text = "Lund made a promise to justify it"
    found = cue_mention(Reading(parse_of(text, TABLE), [], Lexicon(verbs, nouns, {})), 5)
    assert found is not None
    return found.words


def test_what_a_light_verb_carries_reports_rather_than_what_it_is_for() -> None:
    assert cue({"justify": 0.1}, {"promise": 0.4}) == "promise"


def test_what_it_is_for_reports_where_the_noun_does_so_less() -> None:
    assert cue({"justify": 0.4}, {"promise": 0.1}) == "justify"
