"""Gold of stances in JSON lines, as the learner takes it.

One object a line: ``id``, ``text``, ``speaker`` (or null), ``target`` (what was asked about; several with commas; null: all),
``labels`` (list of "target/label"), ``article`` (or null: the line is an article of its own), and where known ``organization``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.learning.items import Item
from annotator.records import Label, Stance, Target

POLARITY = {
    "favor": 1,
    "positive": 1,
    "support": 1,
    "pro": 1,
    "for": 1,
    "against": -1,
    "negative": -1,
    "oppose": -1,
    "contra": -1,
}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def stance(label: str) -> Stance:
    """The stance of a "target/label"."""
    target, _, name = label.partition("/")
    return Stance(target, name)


def item_of(row: dict[str, Any]) -> Item:
    """A line as the learner sees it."""
    return Item(
        row["id"], row["text"], row["article"] or row["id"], row.get("speaker") or "", row.get("organization") or "",
        frozenset(map(stance, row["labels"])),
    )  # fmt: skip


def targets_of(pairs: Iterable[str]) -> tuple[Target, ...]:
    """The targets of "target/label" pairs, with their labels; a word that is not known as for or against has polarity 0."""
    labels: dict[str, list[Label]] = {}
    for pair in pairs:
        found = stance(pair)
        labels.setdefault(found.target, []).append(
            Label(found.label, found.label, "", "", POLARITY.get(found.label, 0))
        )
    return tuple(Target(name, name.replace("-", " "), "", tuple(own)) for name, own in labels.items())
