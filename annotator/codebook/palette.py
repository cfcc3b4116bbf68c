"""Colors for labels that people with any color vision tell apart, and labels whose colors clash."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from annotator.codebook.check import Place
from annotator.records import Codebook

OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442")
"""Okabe and Ito, "Color Universal Design" (2008), without black, which is lost on a dark ground."""
GRAY = "#808080"
NEAR = 60.0
"""Weighted distance in RGB (0 to about 765) below which two colors clash. Chosen so that no two of OKABE_ITO do."""


class Clash(NamedTuple):
    """Two labels of one target whose colors are hard to tell apart: the places of both."""

    first: Place
    second: Place


def next_color(taken: Collection[str]) -> str:
    """The first color of the palette that is not taken; gray where all are."""
    return next((color for color in OKABE_ITO if color not in taken), GRAY)


def distance(a: str, b: str) -> float:
    """How far two colors #rrggbb are apart to the eye, from 0 (source: T. Riemersma, "Color metric", the "redmean" formula)."""
    (r, g, b1), (r2, g2, b2) = (tuple(int(color[at : at + 2], 16) for at in (1, 3, 5)) for color in (a, b))
    mean = (r + r2) / 2
    red, green, blue = r - r2, g - g2, b1 - b2
    return float(((2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2) ** 0.5)


def clashes(book: Codebook) -> list[Clash]:
    """The pairs of labels of one target whose colors clash. The colors must be sound (``check.faults``)."""
    return [
        Clash((t, a), (t, b))
        for t, target in enumerate(book.targets)
        for b in range(len(target.labels))
        for a in range(b)
        if distance(target.labels[a].color, target.labels[b].color) < NEAR
    ]
