"""Made-up texts for the parse model: the corpus with other people's names, and quotations that lines sign.

A corpus of one campaign has the same names over and over, and few that end like other words. Here each person of a text gets a name that
is drawn from the lists of ``resources/lang/en/names.json`` or made of their parts, with the endings that common words have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from annotator.detection.names.lists import lists

ENDINGS = (
    "ly",
    "ily",
    "ing",
    "ed",
    "er",
    "est",
    "ish",
    "ful",
    "less",
    "ward",
    "able",
    "ent",
    "ous",
    "ite",
    "all",
    "ick",
    "ay",
    "ory",
    "ust",
)
INVENTED = 0.4  # the share of surnames that are made of a part of one and an ending
DASHES = ("― ", "— ", "-- ", "—", "– ")
PAIRS = 4  # quotations, at most, that are signed one after another
_FULL = re.compile(r"\b([A-Z][a-zà-ÿ]+)((?: [A-Z]\.)?) ([A-Z][a-zà-ÿ]{2,})\b")


def renamed(text: str, order: np.random.Generator) -> str:
    """The text with another name for each person that it gives in full, the same all over; the text itself where there is none."""
    known = lists()
    new: dict[str, str] = {}
    for given, _, last in _FULL.findall(text):
        named = given.lower() in known.given and not known.title(given) and not known.title(last)
        if named and last.lower() not in known.bodies | known.groups | known.calendar:
            new.setdefault(given, first_name(order, known.given[given.lower()]))
            new.setdefault(last, surname(order))
    if not new:
        return text
    return re.sub(r"\b(?:" + "|".join(map(re.escape, new)) + r")\b", lambda found: new[found[0]], text)


def first_name(order: np.random.Generator, gender: float) -> str:
    """A given name for somebody of that gender (log odds of a man)."""
    among = _given(gender > 0)
    return among[int(order.integers(len(among)))].capitalize()


@cache
def _given(male: bool) -> list[str]:
    """The given names of men, or of women, in Latin letters."""
    return [
        n
        for n, odds in lists().given.items()
        if len(n) > 2 and (odds > 0) == male and n.isalpha() and max(n) < "\u0250"
    ]


@cache
def _surnames() -> list[str]:
    return sorted(lists().surnames)


def surname(order: np.random.Generator) -> str:
    """A surname of the lists or one made up of a part of such a name."""
    among = _surnames()
    found = among[int(order.integers(len(among)))]
    if order.random() < INVENTED:
        found = found[: max(3, len(found) - 2)] + ENDINGS[int(order.integers(len(ENDINGS)))]
    return found.capitalize()


def signed(record: Mapping[str, Any], order: np.random.Generator) -> str:
    """Direct quotations of a gold article, each signed by a line with a dash; "" where there are none."""
    said = [record["text"][q["start"] : q["end"]] for q in record.get("quotes", ()) if q.get("kind") == "direct"]
    among = [words for words in said if "\n" not in words]
    if not among:
        return ""
    dash, roles = (
        DASHES[int(order.integers(len(DASHES)))],
        sorted(w for w in lists().titles if w.isalpha() and len(w) > 4),
    )
    lines = []
    for words in order.permutation(np.array(among, dtype=object))[: int(order.integers(1, PAIRS + 1))]:
        name = f"{first_name(order, float(order.random() - 0.5))} {surname(order)}"
        role = f", {roles[int(order.integers(len(roles)))]}" if order.random() < 0.5 else ""
        lines.append(f"{words}\n{dash}{name}{role}")
    return "\n\n".join(lines)
