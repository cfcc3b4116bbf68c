"""How long all agreement figures of a large team take, and how much memory.

    python benchmarks/agreement.py [--annotators 10] [--articles 1000] [--units 100000] [--draws 1000]

Makes up a team's decisions (most on proposals, some with other edges, some made by hand, speakers from a register, stances
towards three targets), measures them, and prints the seconds of each step, the seconds that the ``krippendorff`` library
takes for one alpha of the same stances where it is installed (GPL: never a dependency), and the memory at its highest.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import time
from types import ModuleType

import numpy as np

from annotator.agreement.groups import Group
from annotator.agreement.intervals import Resampling
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.measure import measure
from annotator.records import Decision, Kind, Origin, Span, Stance, Status

LABELS = {target: [f"{target}-{i}" for i in range(4)] for target in ("buoys", "asylum", "troops")}
LENGTH = 60  # characters of a quotation
STEP = 80


def team(annotators: int, articles: int, units: int, seed: int = 7) -> list[TeamArticle]:
    """Made-up decisions: ``units`` quotations in all, each of which nearly every annotator decides."""
    rng = random.Random(seed)
    every: list[tuple[Stance, ...]] = [
        (Stance(target, label),) for target, labels in LABELS.items() for label in labels
    ]
    every += [(), (), ()]
    people = [f"annotator {i}" for i in range(annotators)]
    found = []
    for number in range(articles):
        cast = [f"speaker {rng.randrange(3000)}" for _ in range(20)]
        truth = [(i, rng.choice(cast), rng.choice(every)) for i in range(units // articles)]
        finished = {
            person: [
                decision(rng, f"{number:04d}", person, i, speaker, stances, cast, every)
                for i, speaker, stances in truth
                if rng.random() < 0.95
            ]
            for person in people
        }
        found.append(TeamArticle(f"{number:064d}", f"article {number}", STEP * len(truth) + STEP, finished))
    return found


def decision(
    rng: random.Random,
    article: str,
    person: str,
    number: int,
    speaker: str,
    stances: tuple[Stance, ...],
    cast: list[str],
    every: list[tuple[Stance, ...]],
) -> Decision:
    """One annotator's decision about one quotation: as it should be nine times in ten."""
    by_hand = number % 10 == 0
    start = number * STEP + (rng.randrange(8) if rng.random() < 0.1 else 0)
    return Decision(
        quotation=f"{person} {number}" if by_hand else f"p{article}{number}",
        article=article,
        annotator=person,
        status=Status.CONFIRMED,
        span=Span(start, start + LENGTH),
        words="",
        kind=Kind.DIRECT,
        origin=Origin.MANUAL if by_hand else Origin.PROPOSAL,
        speaker_id=speaker if rng.random() < 0.9 else rng.choice(cast),
        stances=stances if rng.random() < 0.85 else rng.choice(every),
        proposals_shown=number % 20 != 1,
    )


def oracle(material: Material) -> float | None:
    """The seconds of ``krippendorff.alpha`` for one target's label as yes or no, or None where it is not installed."""
    try:
        library: ModuleType = importlib.import_module("krippendorff")
    except ModuleNotFoundError:
        return None
    rows = np.ones(len(material.quotations), dtype=bool)
    table, _ = Group(material, rows, LABELS, {}, Resampling(len(material.articles))).stance_sets("buoys")
    data = np.where(table.codes < 0, np.nan, table.codes)
    begun = time.perf_counter()
    library.alpha(reliability_data=data, level_of_measurement="nominal")
    return time.perf_counter() - begun


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Time the agreement figures.")
    parser.add_argument("--annotators", type=int, default=10)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--draws", type=int, default=1000)
    args = parser.parse_args()
    articles = team(args.annotators, args.articles, args.units)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, clock = time.perf_counter(), time.process_time()
    material = Material.of(articles)
    made, converted = time.perf_counter(), time.process_time()
    report = measure(material, LABELS, draws=args.draws)
    done, measured = time.perf_counter(), time.process_time()
    print(
        f"{args.annotators} annotators, {args.articles} articles, {args.units} units, {len(material.quotations)} decisions"
    )
    print(f"decisions to arrays {made - begun:.2f} s, all figures with {args.draws} draws {done - made:.2f} s")
    print(
        f"together {done - begun:.2f} s; of the processor's time {converted - clock:.2f} s and {measured - converted:.2f} s"
    )
    alone = oracle(material)
    print(f"krippendorff.alpha, once: {alone:.2f} s" if alone is not None else "krippendorff is not installed")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory: {before / 1024:.0f} MB for the decisions themselves, {peak / 1024:.0f} MB at the highest")
    figure = report.figures.quotations.headline
    print(f"|u-alpha {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]")


if __name__ == "__main__":
    main()
