"""What learning costs: a fit beside one dense inverse of its size, and the memory of a fit with many texts scored.

    python -m benchmarks.learning_cost [--texts 100000]

The texts are made of the seed article's words; their encoder vectors and outside answers are made up, as if they were stored.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from annotator.learning.described import Described
from annotator.learning.items import Item
from annotator.learning.mentions import Mentions
from annotator.learning.model import StanceModel
from annotator.learning.tone import WIDTH as TONES
from annotator.records import Label, Stance, Target
from annotator.resources import seed
from benchmarks.export import peak_memory
from benchmarks.table import Row, Times, show, times

LABELS = (Label("favor", "favor", "", "", 1), Label("against", "against", "", "", -1))
TARGETS = tuple(
    Target(f"t{n}", name, "", LABELS) for n, name in enumerate(("mexico", "migrants", "border", "buoys", "texas"))
)
WIDTH = 384
FEW, MANY = 500, 5_000  # decisions
MOST_FEW, MOST_MANY, MOST_MEMORY = 20.0, 2.0, 500  # inverses, inverses, megabytes


class Made:
    """Describes texts by made-up vectors."""

    targets = TARGETS

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Described] = {}

    def describe(self, items: Sequence[Item]) -> Described:
        """The same for the same items; of others nothing is kept."""
        key = tuple(item.id for item in items)
        if key not in self._known:
            self._known = {key: self._describe(items)}
        return self._known[key]

    def _describe(self, items: Sequence[Item]) -> Described:
        """Vectors and answers of chance; mentions as they are."""
        chance = np.random.default_rng(len(items))
        answers = chance.normal(size=(len(items), len(TARGETS), 4)).astype(np.float32)
        answers -= np.log(np.exp(answers).sum(axis=-1, keepdims=True))
        found = [Mentions.of(item.text, TARGETS) for item in items]
        named, often, others, begin = (
            np.array([getattr(one, name) for one in found]) for name in ("named", "often", "others", "begin")
        )
        means = chance.normal(size=(len(items), WIDTH)).astype(np.float32)
        tones = chance.uniform(-1, 1, size=(len(items), len(TARGETS), TONES)).astype(np.float32)
        return Described(tuple(items), means, answers, tones, named, often, others, begin, np.zeros(named.shape))


def make_items(count: int, start: int = 0) -> list[Item]:
    """Texts of about 25 words; a half has a stance."""
    words = re.findall(r"\w+", seed("000_915434029b41a593.txt").read_text(encoding="utf-8"))
    out = []
    for number in range(start, start + count):
        chance = random.Random(number)
        text = " ".join(chance.choice(words) for _ in range(25))
        borne = (
            frozenset({Stance(chance.choice(TARGETS).id, chance.choice(LABELS).id)})
            if chance.random() < 0.5
            else frozenset()
        )
        out.append(Item(str(number), text, f"a{number // 4}", f"s{number % 40}", stances=borne))
    return out


def fit(count: int, most: float, runs: int) -> Row:
    """A fit beside one dense inverse."""
    items, made = make_items(count), Made()
    made.describe(items)
    square = np.random.default_rng(1).normal(size=(count, count))
    bare: list[float] = []
    taken: list[float] = []
    for _ in range(runs):  # in turn, since the machine may be busier at one time than at another
        bare += times(lambda: np.linalg.inv(square), 1).seconds
        taken += times(lambda: StanceModel.learn(items, made), 1).seconds
    what = f"learn from {count:,} decisions, beside one dense inverse"
    return Row(what, Times(tuple(taken)), Times(tuple(bare)), ratio_at_most=most)


def memory(texts: int) -> float:
    """Megabytes that learning from :data:`MANY` decisions and scoring ``texts`` texts take above the idle process."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.learning_cost", "--peak", str(texts)],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(found.stdout)


def peak(texts: int) -> float:
    """The same, in this process."""
    before = peak_memory()
    model = StanceModel.learn(make_items(MANY), Made())
    for start in range(0, texts, 1000):
        model.predict(make_items(1000, MANY + start), Made())
    return peak_memory() - before


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peak:
        print(peak(given.peak))
        return
    good = show("Learning from decisions", [fit(FEW, MOST_FEW, 5), fit(MANY, MOST_MANY, 1)])
    taken = memory(given.texts)
    print(
        f"\n{MANY:,} decisions learned, {given.texts:,} texts scored: {taken:.0f} MB above the idle process (at most {MOST_MEMORY})"
    )
    sys.exit(0 if good and taken <= MOST_MEMORY else 1)


if __name__ == "__main__":
    main()
