"""Ranking the source candidates of each quotation: a conditional logit (McFadden 1974) over named features, with a null answer.

The probabilities of a quotation's candidates and of "no source is named" add up to 1. Stretches of one quotation that runs
over paragraphs are decided together: by the mean of their log probabilities, candidate by candidate.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from statistics import fmean

from annotator.detection.linear import Linear, odds, softmax
from annotator.detection.reading import Opinion, Reading
from annotator.detection.settings import CANDIDATES_SCORED, LAYOUT_WEIGHTS, OUT_OF_REACH, QUIET, STRONG_CUE
from annotator.detection.sources.candidates import candidates, near
from annotator.detection.sources.constructions import constructed, leading
from annotator.detection.sources.features import Pairs, QuotationContext
from annotator.detection.sources.layout import labels, signatures, signed_by


@dataclass(frozen=True, slots=True)
class Ranked:
    """One stretch's candidates, best first: ``heads`` (tokens) with their probabilities, and that of no source.

    ``features``: what is on for each candidate near this stretch.
    """

    heads: tuple[int, ...]
    scores: tuple[float, ...]
    none: float
    quotation: QuotationContext
    features: dict[int, list[str]]
    carried: bool = False  # decided together with the stretch before
    constructed: bool = False  # a construction names the source (:mod:`.constructions`)
    turn: bool = False  # the turns of a dialogue name it

    @property
    def speaks(self) -> bool:
        """Whether the best candidate is named; see :func:`named`."""
        return bool(self.heads) and named(self.scores[0], self.none)

    def led_by(self, head: int, least: float) -> Ranked:
        """The same with a candidate first that has at least the probability ``least``; the others share the rest as before."""
        found = dict(zip(self.heads, self.scores, strict=True))
        own = found.pop(head, 0.0)
        first = max(own, least)
        rest = (1 - first) / max(1 - own, 1e-12)
        scores = tuple(score * rest for score in found.values())
        return replace(self, heads=(head, *found), scores=(first, *scores), none=self.none * rest, turn=True)


def named(best: float, none: float) -> bool:
    """Whether the best candidate is named, given its probability and that of the null answer."""
    return best >= QUIET * none


def described(
    quotation: QuotationContext, close: list[int], opinion: Opinion, always: Collection[int] = ()
) -> tuple[dict[int, list[str]], list[str]]:
    """The features of the likeliest candidates (tokens) of a quotation, in text order, and those of the null answer.

    The candidates in ``always`` are among them however unlikely.
    """
    *chances, nobody = opinion.sources(quotation.number, close)
    ascending = sorted(chances)
    least = ascending[-CANDIDATES_SCORED:][0] if chances else 0.0
    on = {}
    for head, chance in zip(close, chances, strict=True):
        if chance < least and head not in always:
            continue
        network = odds(chance)
        rank = min(len(ascending) - bisect_right(ascending, chance), 3)
        on[head] = [
            *quotation.features(head),
            f"network={network}",
            f"network={network}|rank={rank}",
            f"network={network}|role={quotation.pairs.role[head]}",
        ]
    return on, [*quotation.none(), f"none|network={odds(nobody)}", f"none|network={odds(nobody)}|led={quotation.led}"]


class Ranker:
    """The ranker of one article: ``chains`` are what ``rank`` decides."""

    def __init__(self, model: Linear, reading: Reading, opinion: Opinion, turns: Collection[int] = ()) -> None:
        """``turns``: the head tokens of the labels of a transcript's turns."""
        self.model, self.reading, self.opinion, self.turns = model, reading, opinion, frozenset(turns)
        self.heads = candidates(reading)
        self.labels = labels(reading)
        self.signed = signatures(reading, self.heads) | self.labels
        self.signers = frozenset(self.signed.values())
        self.pairs = Pairs(reading, sorted({*self.heads, *self.labels.values()}))

    def mention(self, number: int, head: int) -> tuple[int, int]:
        """The token range of a candidate's mention: its noun phrase, or the line that signs stretch ``number``."""
        if self.signed.get(number) == head and number not in self.labels:
            return signed_by(self.reading, head)
        return self.pairs.extent(head)

    def chains(self) -> list[list[int]]:
        """The stretches in runs that one speaker says over paragraphs; those without a token are left out."""
        out: list[list[int]] = []
        for number, stretch in enumerate(self.reading.stretches):
            if self.reading.ranges[number][0] >= self.reading.ranges[number][1]:
                continue
            same = self.labels.get(number) == self.labels.get(number - 1)
            if stretch.continues and same and out and out[-1][-1] == number - 1:
                out[-1].append(number)
            else:
                out.append([number])
        return out

    def _logs(self, quotation: QuotationContext, lead: int, told: int) -> tuple[dict[int, list[str]], list[float]]:
        """The candidates with their features and the log probabilities of them and of the null answer (last).

        ``lead``: the subject of the sentence that leads to the quotation; ``told``: whom a construction names; -1 for none.
        """
        close = [
            h
            for h in near(self.reading, self.heads, quotation.number)
            if h not in self.turns or self._says(h, quotation)
        ]
        score = self.model.score
        signer = self.signed.get(quotation.number, -1)
        close += [head for head in {signer, told} if head >= 0 and head not in close]
        if told >= 0 and told not in self.pairs.role:
            self.pairs.add(told)
        on, nobody = described(quotation, close, self.opinion, self.signers | {told})
        if told >= 0:
            on[told].append("construction=names")
        elif lead in on:
            on[lead].append("construction=leads")
            if self.reading.cue[self.reading.parse.heads[lead]] >= STRONG_CUE:  # Lee wrote to the mayor.
                on[lead].append("construction=reports")
        for head in self.signers & on.keys():
            on[head].append("layout=signs" if head == signer else "layout=signs another")
        scores = [score(features) + sum(LAYOUT_WEIGHTS.get(f, 0.0) for f in features[-2:]) for features in on.values()]
        probabilities = softmax([*scores, score(nobody)])
        return on, [math.log(max(p, 1e-12)) for p in probabilities]

    def _says(self, label: int, quotation: QuotationContext) -> bool:
        """Whether the label of a turn may be the source of a quotation: it stands before it, and no word between them reports."""
        return label < quotation.first and self.reading.cues[label] == self.reading.cues[quotation.first]

    def rank(self, chain: list[int]) -> list[Ranked]:
        """The candidates of the stretches of one quotation (one, or several that continue each other), decided together.

        Log probabilities are averaged (a logarithmic opinion pool: Genest and Zidek 1986): added up, paragraphs that share
        their context would count as independent witnesses.
        """
        parts = [self.pairs.quotation(number) for number in chain]
        lead, told = leading(parts[0]), list(map(constructed, parts))
        found = [self._logs(quotation, lead, head) for quotation, head in zip(parts, told, strict=True)]
        own = [dict(zip(on, logs, strict=False)) for on, logs in found]
        near_any = dict.fromkeys(head for logs in own for head in logs)
        total = {head: fmean([logs.get(head, OUT_OF_REACH) for logs in own]) for head in near_any}
        heads = sorted(total, key=lambda h: (-total[h], h))
        *scores, none = softmax([*(total[h] for h in heads), fmean([logs[-1] for _, logs in found])])
        return [
            Ranked(tuple(heads), tuple(scores), none, quotation, on, place > 0, head >= 0)
            for place, (quotation, head, (on, _)) in enumerate(zip(parts, told, found, strict=True))
        ]
