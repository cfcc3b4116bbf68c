"""Whether the report on suggestions tells the truth: simulated annotators who follow wrong suggestions with a known chance.

    python -m benchmarks.anchoring [--runs 500]

In each run quotations stand in articles that are easy or hard, so that agreement hangs together within them; a tenth of the suggestions is
withheld by the program's own rule. An annotator whose own label differs from the suggestion follows it, where it is shown, with
chance 0, .3 or .6. Printed: how often the report's interval covers the true difference, and how often it finds the bias (its interval
lies above 0) with as many withheld suggestions as an earlier, smaller report had announced.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

from annotator.agreement.influence import SuggestionCase, influence
from annotator.holdout import HoldOut

FOLLOWED = (0.0, 0.3, 0.6)
ARTICLES, EACH, WITHHELD = 300, 8, 0.1
EASY, HARD = 0.9, 0.7  # how often the machine's label is the annotator's own, in half of the articles each


def simulate(chance: np.random.Generator, followed: float, articles: int, name: str) -> list[SuggestionCase]:
    """The cases of one annotator, called ``name``, who follows wrong suggestions with chance ``followed``."""
    rule = HoldOut(stances=WITHHELD)
    own = chance.choice([EASY, HARD], articles)
    out = []
    for article in range(articles):
        for number in range(EACH):
            shown = not rule.hides_stance(name, f"{article}.{number}")
            agrees = chance.random() < own[article] or (shown and chance.random() < followed)
            out.append(SuggestionCase(str(article), shown, bool(agrees)))
    return out


def runs(followed: float, count: int, seed: int = 20) -> Iterator[tuple[bool, bool | None]]:
    """Of each run: whether the interval covers the truth, and whether the bias was found with as many withheld as were announced."""
    truth = followed * (1 - (EASY + HARD) / 2)
    chance = np.random.default_rng(seed)
    for number in range(count):
        found = influence("stance", simulate(chance, followed, ARTICLES, f"annotator {number}"))
        assert found.low is not None and found.high is not None, "there are enough cases"
        covered = found.low <= truth <= found.high
        if not followed:
            yield covered, None
            continue
        pilot = influence("stance", simulate(chance, 0.0, ARTICLES // 4, f"pilot {number}"), truth)
        if pilot.needed is None:  # too few to announce anything
            yield covered, None
            continue
        articles = max(round((pilot.hidden + pilot.needed) / WITHHELD / EACH), 20)
        later = influence("stance", simulate(chance, followed, articles, f"later {number}"))
        yield covered, later.low is not None and later.low > 0


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    given = parser.parse_args()
    print("followed  true difference  intervals that cover it  found with the announced number")
    for followed in FOLLOWED:
        every = list(runs(followed, given.runs))
        covered = sum(cover for cover, _ in every) / len(every)
        found = [hit for _, hit in every if hit is not None]
        told = f"{sum(found) / len(found):.1%} of {len(found)}" if found else "–"
        print(f"{followed:8.1f}  {followed * (1 - (EASY + HARD) / 2):15.3f}  {covered:23.1%}  {told}", flush=True)


if __name__ == "__main__":
    main()
