"""Estimates as text, CSV and a picture (SVG)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from annotator.estimation.shares import Estimate

NAMES = {"human": "human labels alone", "ppi": "PPI++", "dsl": "DSL"}
COLUMNS = (
    "question",
    "method",
    "share",
    "low",
    "high",
    "standard_error",
    "level",
    "articles_read",
    "articles_in_corpus",
    "weight",
)
WIDTH, LEFT, RIGHT, LINE, TOP = 640, 150, 40, 34, 56


def as_text(question: str, proposals: float, found: Sequence[Estimate], about: Sequence[str], level: float) -> str:
    """Lines for people."""
    human = found[0].width
    lines = [f"Share of {question}.", *about, "", f"{'method':20} {'share':>7}  {f'{level:.0%} interval':>16}  width"]
    lines.append(f"{'proposals alone':20} {proposals:7.2%}  {'none: no error known':>16}")
    for each in found:
        beside = f"{each.width / human:.2f} of the human labels alone" if human and each.method != "human" else ""
        interval = f"{each.low:.2%} to {each.high:.2%}"
        lines.append(f"{NAMES[each.method]:20} {each.share:7.2%}  {interval:>16}  {beside}".rstrip())
    return "\n".join(lines) + "\n"


def as_csv(question: str, proposals: float, found: Sequence[Estimate], corpus: int, level: float) -> str:
    """A row a method."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerow([question, "proposals", f"{proposals:.6g}", "", "", "", "", 0, corpus, ""])
    for each in found:
        numbers = [f"{x:.6g}" for x in (each.share, each.low, each.high, each.error, level)]
        weight = "" if each.weight is None else f"{each.weight:.6g}"
        rows.writerow([question, each.method, *numbers, each.n, corpus, weight])
    return out.getvalue()


def as_svg(question: str, proposals: float, found: Sequence[Estimate], about: str, level: float) -> str:
    """Each method as a point with its interval on one scale; the detector alone as a hollow point."""
    low, high = _scale([proposals, *(x for each in found for x in (each.low, each.high))])
    bottom = TOP + LINE * (len(found) + 1)

    def at(share: float) -> float:
        return LEFT + (share - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{bottom + 44}" font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="12" y="20" font-weight="bold">{escape(_cut(f"Share of {question}"))}</text>',
        f'<text x="12" y="38" fill="#555">{escape(_cut(f"{about}; {level:.0%} intervals"))}</text>',
    ]
    for step in range(6):
        share = low + (high - low) * step / 5
        parts.append(f'<line x1="{at(share):.1f}" x2="{at(share):.1f}" y1="{TOP}" y2="{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{at(share):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#555">{share:.1%}</text>')
    y = TOP + LINE / 2
    parts.append(f'<text x="12" y="{y + 4:.0f}">proposals alone</text>')
    parts.append(f'<circle cx="{at(proposals):.1f}" cy="{y:.0f}" r="5" fill="#ffffff" stroke="#555" stroke-width="2"/>')
    for each in found:
        y += LINE
        parts.append(f'<text x="12" y="{y + 4:.0f}">{NAMES[each.method]}</text>')
        parts.append(
            f'<line x1="{at(each.low):.1f}" x2="{at(each.high):.1f}" y1="{y:.0f}" y2="{y:.0f}" stroke="#0072b2" stroke-width="2"/>'
        )
        for end in (each.low, each.high):
            parts.append(
                f'<line x1="{at(end):.1f}" x2="{at(end):.1f}" y1="{y - 6:.0f}" y2="{y + 6:.0f}" stroke="#0072b2" stroke-width="2"/>'
            )
        if math.isfinite(each.share):
            parts.append(f'<circle cx="{at(each.share):.1f}" cy="{y:.0f}" r="5" fill="#0072b2"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"


def _scale(shares: Sequence[float]) -> tuple[float, float]:
    """The ends of the axis: all points inside, within 0 and 1."""
    low, high = min(shares), max(shares)
    room = max(0.1 * (high - low), 0.005)
    return max(low - room, 0.0), min(high + room, 1.0)
