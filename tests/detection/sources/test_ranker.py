"""The ranker of sources: probabilities worked out by hand from a few weights."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotator.detection.linear import Linear
from annotator.detection.marks import stretches
from annotator.detection.reading import Reading
from annotator.detection.sources.features import Pairs
from annotator.detection.sources.ranker import Ranker, described, named
from tests.detection.parses import LEXICON, SAID, parse_of, said

LEE = 5  # his token


class Fixed:
    """An opinion with log odds given by hand: those of each word, at last of nobody."""

    def __init__(self, words: dict[int, float], nobody: float) -> None:
        self.words, self.nobody = words, nobody

    def said(self, number: int) -> float:
        return 0.0

    def sources(self, number: int, words: Sequence[int]) -> list[float]:
        return [*(self.words.get(word, -5.0) for word in words), self.nobody]


@pytest.fixture
def reading() -> Reading:
    return Reading(said(), stretches(SAID), LEXICON)


def test_the_network_is_a_feature_alone_with_the_rank_and_with_the_role(reading: Reading) -> None:
    quotation = Pairs(reading, [LEE]).quotation(0)
    on, nobody = described(quotation, [LEE], Fixed({LEE: 2.2}, -1.4))
    assert list(on) == [LEE]
    assert on[LEE][-3:] == ["network=2", "network=2|rank=0", "network=2|role=subj"]
    assert nobody[-2:] == ["none|network=-1", f"none|network=-1|led={quotation.led}"]
    assert "none" in nobody and not any(name.startswith("none") for name in on[LEE])


def test_of_many_candidates_the_nine_likeliest_are_looked_at_and_those_that_always_are() -> None:
    names = " ".join(f"N{n}" for n in range(12))
    table = "\n".join(f"{word} {word} NNP PROPN ROOT {n}" for n, word in enumerate([*names.split(), "“", "Yes", "”"]))
    text = f"{names} “Yes”"
    reading = Reading(parse_of(text, table), stretches(text), LEXICON)
    heads = list(range(12))
    quotation = Pairs(reading, heads).quotation(0)
    opinion = Fixed({head: float(head) for head in heads}, 0.0)
    on, _ = described(quotation, heads, opinion, always={0})
    assert list(on) == [0, *range(3, 12)]  # in text order
    assert on[11][-2].endswith("|rank=0") and on[9][-2].endswith("|rank=2") and on[3][-2].endswith("|rank=3")


def test_probabilities_of_candidates_and_of_nobody_add_up_to_one(reading: Reading) -> None:
    model = Linear({"network=2": 2.0, "none": 0.5})
    (ranked,) = Ranker(model, reading, Fixed({LEE: 2.2}, -1.4)).rank([0])
    assert ranked.heads == (LEE,)
    assert ranked.scores == (pytest.approx(0.8175745, abs=1e-7),)  # 1 / (1 + exp(.5 - 2))
    assert ranked.none == pytest.approx(0.1824255, abs=1e-7)
    assert ranked.speaks and not ranked.constructed and not ranked.carried


def test_the_best_candidate_is_named_down_to_a_fifth_of_the_chance_of_nobody() -> None:
    assert named(0.2, 1.0) and not named(0.199, 1.0)


TWO = "“We go.\n“We stay,” Lee said."


def test_a_quotation_over_paragraphs_is_decided_once() -> None:
    table = """
        “    “    ``    PUNCT  punct  2
        We   we   PRP   PRON   nsubj  2
        go   go   VBP   VERB   ROOT   2
        .    .    .     PUNCT  punct  2
        \\n  \\n  _SP   SPACE  dep    2
        “    “    ``    PUNCT  punct  11
        We   we   PRP   PRON   nsubj  7
        stay stay VBP   VERB   ccomp  11
        ,    ,    ,     PUNCT  punct  11
        ”    ”    ''    PUNCT  punct  11
        Lee  Lee  NNP   PROPN  nsubj  11
        said say  VBD   VERB   ROOT   11
        .    .    .     PUNCT  punct  11
    """
    parse = parse_of(TWO.replace("\n", "\\n"), table)
    parse = type(parse)(
        TWO, [s - (n > 4) for n, s in enumerate(parse.starts)], [e - (n > 3) for n, e in enumerate(parse.ends)],
        [w.replace("\\n", "\n") for w in parse.words], parse.lemmas, parse.tags, parse.pos, parse.deps, parse.heads,
        [0] * 5 + [1] * 8,
    )  # fmt: skip
    reading = Reading(parse, stretches(TWO), LEXICON)
    ranker = Ranker(Linear({"network=2": 2.0, "none": 0.5}), reading, Fixed({10: 2.2}, -1.4))
    assert ranker.chains() == [[0, 1]]
    first, second = ranker.rank([0, 1])
    assert first.heads == second.heads == (10,) and first.scores == second.scores
    assert first.scores[0] == pytest.approx(0.8175745, abs=1e-7)  # 1 / (1 + exp(-1.5)), as either part says of Lee
    assert (first.carried, second.carried) == (False, True)


def test_paragraphs_that_say_the_same_of_a_candidate_make_nobody_surer(reading: Reading) -> None:
    ranker = Ranker(Linear({"network=2": 2.0, "none": 0.5}), reading, Fixed({LEE: 2.2}, -1.4))
    (alone,) = ranker.rank([0])
    assert 0.5 < alone.scores[0] < 0.99
    for part in ranker.rank([0, 0, 0]):
        assert part.scores == pytest.approx(alone.scores)
        assert part.none == pytest.approx(alone.none)
