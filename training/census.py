"""Given names and surnames with their shares, into ``resources/names.json``: ``python -m training.census``.

The lists are those of the United States census of 1990, in the public domain; the package ``names`` brings them (MIT). What they
lack of our own list of names in Europe and Mexico is added by hand.
"""

from __future__ import annotations

import argparse
import json
import math
from importlib.util import find_spec
from pathlib import Path

SURNAMES = 10_000  # the most frequent ones, which cover two thirds of the people
LEAST = 0.002  # percent, added to each share: smoothing
OWN = 25  # tenths of log odds of a name of the list made by hand

#: Given names that the census of 1990 lacks, from the English-speaking world, Germany and Mexico.
FEMALE = """angelika birgit condoleezza dagmar elsa frieda gertrud hanna hedda huma ines isla ivanka kayla kellyanne kirsten leonie liv
lotte maeve magda margot maud monika orla philippa sabine sigrid sofie tamsin tulsi walburga yasmin zara"""
MALE = """barack conor dmitri emil fenwick fergus finn fritz gustav halvard harald heinrich jakob kaspar klaus lars lukas marek milo mitt
mohammed muhammad newt niall nils olaf ove philipp ralf reince rhys rolf sergei severin stefan sven tobias uwe vladimir wolfgang yusuf"""


def shares(folder: Path, file: str) -> dict[str, float]:
    """Percent of people by name, in small letters, most frequent first."""
    lines = (folder / file).read_text(encoding="ascii").splitlines()
    return {name.lower(): float(share) for name, share, *_ in map(str.split, lines)}


def table(folder: Path) -> dict[str, object]:
    """The record that is shipped."""
    male, female = shares(folder, "dist.male.first"), shares(folder, "dist.female.first")
    given = dict.fromkeys(FEMALE.split(), -OWN) | dict.fromkeys(MALE.split(), OWN)
    for name in male.keys() | female.keys():
        given[name] = round(10 * math.log((male.get(name, 0) + LEAST) / (female.get(name, 0) + LEAST)))
    by_odds: dict[str, list[str]] = {}
    for name, odds in sorted(given.items()):
        by_odds.setdefault(str(odds), []).append(name)
    return {
        "provenance": "United States census of 1990 (public domain), through the package names 0.3.0 (MIT), and names added by hand. "
        "given: names by ten times the log odds of a man; surnames: the most frequent ones. Written by python -m training.census.",
        "given": {odds: " ".join(by_odds[odds]) for odds in sorted(by_odds, key=int)},
        "surnames": " ".join(list(shares(folder, "dist.all.last"))[:SURNAMES]),
    }  # fmt: skip


def main() -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=Path, default=Path("resources"))
    parser.add_argument("--lists", type=Path, help="folder of the census lists; by default that of the package names")
    args = parser.parse_args()
    folder = args.lists
    if folder is None:
        spec = find_spec("names")
        if spec is None or spec.origin is None:
            raise SystemExit("error: the package “names” is not installed; install it with “pip install names==0.3.0”.")
        folder = Path(spec.origin).parent
    written = json.dumps(table(folder), ensure_ascii=False, indent=0)
    (args.resources / "names.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
