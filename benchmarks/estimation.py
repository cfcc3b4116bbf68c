"""Whether the intervals of ``annotator estimate`` hold: simulated corpora whose truth is known, sampled many times.

    python -m benchmarks.estimation --runs 2000

Each corpus has 20,000 articles of eight sources. Detectors miss quotations, invent some, and take a part for somebody else's.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from annotator.estimation.design import draw, fifths
from annotator.estimation.shares import Ints, Reals, Sample, estimates

ARTICLES, SOURCES = 20_000, 8
LEVEL, WITHIN = 0.95, (0.93, 0.97)


@dataclass(frozen=True)
class Detector:
    """How a simulated detector errs, quotation by quotation."""

    name: str
    found: float  # quotations that it finds
    invented: float  # quotations that are none, for each article
    right: float  # of the speaker's quotations, those that it gives to the speaker
    wrong: float  # of others' quotations, those that it gives to the speaker
    sharp: float  # how well its probabilities tell right from wrong: 0 not at all, 1 always


DETECTORS = (
    Detector("as good as ours", 0.97, 0.1, 0.94, 0.01, 0.6),
    Detector("middling, with a bias", 0.85, 0.5, 0.75, 0.08, 0.4),
    Detector("useless", 0.3, 3.0, 0.2, 0.2, 0.0),
)


@dataclass(frozen=True)
class Corpus:
    """Counts of every article (numerator, denominator) in truth and by the detector, its source, and the detector's doubt."""

    truth: Reals
    proposed: Reals
    source: Ints
    doubt: Reals


def make(detector: Detector, share: float, random: np.random.Generator) -> Corpus:
    """A corpus in which the speaker has about that share of the quotations, unevenly by source and article."""
    source = random.choice(SOURCES, ARTICLES, p=random.dirichlet(np.full(SOURCES, 5.0)))
    under = random.negative_binomial(2, 0.2, ARTICLES)
    tilt = random.gamma(2.0, 0.5, SOURCES)[source]
    chance = np.clip(share * tilt * random.gamma(0.5, 2.0, ARTICLES), 0, 0.9)
    top = random.binomial(under, chance)
    other = under - top
    seen_top, seen_other = random.binomial(top, detector.found), random.binomial(other, detector.found)
    none = random.poisson(detector.invented, ARTICLES)
    hit, slip = random.binomial(seen_top, detector.right), random.binomial(seen_other + none, detector.wrong)
    total = seen_top + seen_other + none
    errors = (seen_top - hit) + slip + none
    noise = random.uniform(0, 1, ARTICLES) * total
    doubt = detector.sharp * errors + (1 - detector.sharp) * noise + 0.05 * total
    truth = np.column_stack([top, under]).astype(float)
    return Corpus(truth, np.column_stack([hit + slip, total]).astype(float), source, doubt)


def sampled(corpus: Corpus, design: str, count: int, random: np.random.Generator) -> Sample:
    """A sample of the corpus by a design."""
    keys = random.integers(0, 2**63, ARTICLES, dtype=np.uint64)
    if design == "uncertainty":
        strata, names = fifths(corpus.doubt)
        drawn = draw(keys, strata, names, count, corpus.doubt)
    elif design == "source":
        drawn = draw(keys, corpus.source, [f"source {n}" for n in range(SOURCES)], count)
    else:
        drawn = draw(keys, np.zeros(ARTICLES, np.int64), ["all"], count)
    rows = drawn.rows
    return Sample(drawn.strata, drawn.sizes, corpus.truth[rows], corpus.proposed[rows], corpus.proposed.sum(0))


def judge(
    detector: Detector, design: str, share: float, count: int, runs: int, seed: int
) -> list[tuple[str, float, float, float]]:
    """(method, coverage, mean width beside that of the human labels alone, mean error) over many samples."""
    random = np.random.default_rng(seed)
    covered, widths, off = np.zeros((runs, 3)), np.zeros((runs, 3)), np.zeros((runs, 3))
    for run in range(runs):
        if run % 100 == 0:
            corpus = make(detector, share, random)
            truth = corpus.truth[:, 0].sum() / corpus.truth[:, 1].sum()
        for place, found in enumerate(estimates(sampled(corpus, design, count, random), LEVEL)):
            covered[run, place] = found.low <= truth <= found.high
            widths[run, place], off[run, place] = found.width, found.share - truth
    rows = zip(
        ("human", "ppi", "dsl"),
        covered.mean(0),
        widths.mean(0) / widths[:, 0].mean(),
        off.mean(0) / widths.mean(0),
        strict=True,
    )
    return [(name, float(a), float(b), float(c)) for name, a, b, c in rows]


def main() -> int:
    """Print the table; 1 where an interval does not cover, or is no narrower than that of the human labels alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--articles", type=int, nargs="+", default=[200, 500])
    parser.add_argument("--shares", type=float, nargs="+", default=[0.05, 0.2])
    args = parser.parse_args()
    print(f"{ARTICLES:,} articles, {args.runs:,} samples a row, 95 % intervals; width: beside the human labels alone\n")
    print("| detector | sample | articles | share | human | PPI++ | DSL | width PPI++ | width DSL | holds |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|:-:|")
    good = True
    for number, detector in enumerate(DETECTORS):
        for design in ("random", "source", "uncertainty"):
            for share in args.shares:
                for count in args.articles:
                    rows = judge(detector, design, share, count, args.runs, 1000 * number + count)
                    (_, human, _, _), (_, ppi, narrow, _), (_, dsl, wide, _) = rows
                    holds = all(WITHIN[0] <= each <= WITHIN[1] for each in (ppi, dsl)) and narrow <= 1.0
                    good = good and holds
                    print(
                        f"| {detector.name} | {design} | {count} | {share:.0%} | {human:.1%} | {ppi:.1%} | {dsl:.1%} | "
                        f"{narrow:.2f} | {wide:.2f} | {'yes' if holds else 'NO'} |",
                        flush=True,
                    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
