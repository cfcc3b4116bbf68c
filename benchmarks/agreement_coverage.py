"""How often the 95 % intervals of alpha hold the true value, when the quotations of an article are alike.

    python benchmarks/agreement_coverage.py [--repeats 400]

Two annotators label made-up articles of about 15 quotations; each article has its own prevalence of the label and its own
difficulty. The true alpha is that of very many articles. Beside the intervals of the program (bootstrap of articles from 20
on, jackknife below) stands the bootstrap of single quotations, which is what makes intervals too narrow.
"""

from __future__ import annotations

import argparse

import numpy as np

from annotator.agreement.additive import DistanceAlpha
from annotator.agreement.arrays import Ints
from annotator.agreement.intervals import Resampling
from annotator.agreement.tables import CodeTable

DELTA = 1.0 - np.eye(2)


def drawn(rng: np.random.Generator, articles: int) -> CodeTable:
    """Yes or no of two annotators for the quotations of so many articles."""
    sizes = rng.poisson(15, articles) + 1
    article = np.repeat(np.arange(articles), sizes)
    prevalence = rng.beta(0.5, 0.8, articles)[article]  # some articles have hardly any, some hardly anything else
    error = rng.beta(1.2, 8.0, articles)[article]
    truth = rng.random(len(article)) < prevalence
    codes: Ints = np.stack([truth ^ (rng.random(len(article)) < error) for _ in range(2)]).astype(np.int64)
    return CodeTable(codes, article, articles)


def alpha(table: CodeTable) -> DistanceAlpha:
    """The sums of the table's alpha."""
    return table.alpha(DELTA)


def by_unit(table: CodeTable) -> CodeTable:
    """The same units, each an article of its own."""
    units = table.codes.shape[1]
    return CodeTable(table.codes, np.arange(units), units)


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description="Coverage of the agreement intervals.")
    parser.add_argument("--repeats", type=int, default=400)
    parser.add_argument("--draws", type=int, default=400)
    args = parser.parse_args()
    rng = np.random.default_rng(1)
    truth = alpha(drawn(rng, 200_000)).value()
    assert truth is not None
    print(f"true alpha {truth:.3f}; of {args.repeats} intervals of 95 % hold it:")
    for articles in (6, 12, 20, 50, 100):
        held = {"articles": 0, "quotations": 0}
        for repeat in range(args.repeats):
            table = drawn(rng, articles)
            for kind, sample in (("articles", table), ("quotations", by_unit(table))):
                (figure,) = Resampling(sample.articles, args.draws, seed=repeat).estimate(alpha(sample))
                held[kind] += figure.low is not None and figure.high is not None and figure.low <= truth <= figure.high
        method = "bootstrap" if articles >= 20 else "jackknife"
        print(
            f"  {articles:>4} articles: {held['articles'] / args.repeats:.1%} ({method} of articles), "
            f"{held['quotations'] / args.repeats:.1%} (bootstrap of quotations)"
        )


if __name__ == "__main__":
    main()
