"""Given names and surnames with their shares, into ``resources/lang/en/names.json``: ``python -m training.census``.

The lists are those of the United States census of 1990, in the public domain; the package ``names`` brings them (MIT). Given names that the
census lacks come from the lists by country of the package ``faker`` (MIT).
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Container
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

SURNAMES = 10_000  # the most frequent ones, which cover two thirds of the people
LEAST = 0.002  # percent, added to each share: smoothing
OTHERS = ("titles", "bodies", "calendar", "particles")  # lists whose words are no given names
MOST = 30  # tenths of log odds that the lists by country tell at most
COUNTRIES = """en_GB en_IE en_IN en_NZ en_NG de_DE de_AT de_CH fr_FR fr_CA es_ES es_MX es_CO it_IT pt_PT pt_BR nl_NL nl_BE sv_SE da_DK fi_FI
no_NO is_IS pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI tr_TR et_EE lv_LV id_ID ga_IE sw zu_ZA yo_NG ha_NG ig_NG tw_GH ar_AA"""


def shares(folder: Path, file: str) -> dict[str, float]:
    """Percent of people by name, in small letters, most frequent first."""
    lines = (folder / file).read_text(encoding="ascii").splitlines()
    return {name.lower(): float(share) for name, share, *_ in map(str.split, lines)}


def by_country() -> dict[str, int]:
    """Tenths of log odds of a man by name, from in how many countries' lists of men and women it stands."""
    men: Counter[str] = Counter()
    women: Counter[str] = Counter()
    for country in COUNTRIES.split():
        provider = import_module(f"faker.providers.person.{country}").Provider
        men.update({name.lower() for name in provider.first_names_male})
        women.update({name.lower() for name in provider.first_names_female})
    odds = {name: round(10 * math.log((men[name] + 0.3) / (women[name] + 0.3))) for name in men | women}
    return {n: max(-MOST, min(MOST, o)) for n, o in odds.items() if n.isalpha() and len(n) > 2}


def table(folder: Path, others: Container[str]) -> dict[str, object]:
    """The record that is shipped; ``others``: words that tell something else than a given name."""
    male, female = shares(folder, "dist.male.first"), shares(folder, "dist.female.first")
    given = by_country()
    for name in male.keys() | female.keys():
        given[name] = round(10 * math.log((male.get(name, 0) + LEAST) / (female.get(name, 0) + LEAST)))
    by_odds: dict[str, list[str]] = {}
    for name, odds in sorted((name, odds) for name, odds in given.items() if name not in others):
        by_odds.setdefault(str(odds), []).append(name)
    return {
        "provenance": "United States census of 1990 (public domain), through the package names 0.3.0 (MIT); given names that it lacks "
        "from the lists by country of the package faker (MIT). "
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
    listed = json.loads((args.resources / "lang" / "en" / "titles.json").read_text(encoding="utf-8"))
    others = {word.rstrip(".") for kind in OTHERS for word in listed[kind]}
    written = json.dumps(table(folder, others), ensure_ascii=False, indent=0)
    (args.resources / "lang" / "en" / "names.json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
