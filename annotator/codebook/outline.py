"""Make a codebook from the labels of another program; ids, and keys and colors that are missing, are made up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from annotator.codebook.check import wrong
from annotator.codebook.keys import LABEL_KEYS, TARGET_KEYS, fits_label, free_key
from annotator.codebook.palette import next_color
from annotator.codebook.writing import with_source
from annotator.records import Codebook, Label, Target


class OutlineNotes(Protocol):
    """Is called for each thing that an import changed or lost."""

    def __call__(self, note: str, /) -> None:
        """Take a note: the kind of thing, and what the import made of it."""


@dataclass(slots=True)
class OutlineLabel:
    """A label as another program has it; :func:`build` fills in a blank color or key."""

    name: str
    definition: str = ""
    color: str = ""
    key: str = ""
    polarity: int = 0
    example: str = ""
    counter_example: str = ""


@dataclass(slots=True)
class OutlineTarget:
    """A group of labels as another program has it."""

    name: str
    definition: str = ""
    labels: list[OutlineLabel] = field(default_factory=list)


def build(name: str, targets: Iterable[OutlineTarget], notes: OutlineNotes) -> Codebook:
    """The codebook with ids made from names; ``notes`` is called for each thing that was changed or added.

    A target without labels gets the label "unclear". A name that stands twice in a target is one label.
    """
    ids: set[str] = set()
    keys: set[str] = set()
    made = []
    for target in targets:
        labels = _labels(target, notes)
        key = free_key(target.name, keys, TARGET_KEYS)
        keys.add(key)
        made.append(Target(slug(target.name, ids), line(target.name), key, tuple(labels), target.definition))
    return with_source(Codebook(slug(name, set()), line(name), "1", tuple(made)))


def _labels(target: OutlineTarget, notes: OutlineNotes) -> list[Label]:
    first: dict[str, OutlineLabel] = {}
    for label in target.labels:
        first.setdefault(label.name, label)
    every = list(first.values())
    if len(every) < len(target.labels):
        notes(f"label that appears twice under “{target.name}”: kept once")
    if not every:
        notes("target without labels: given the label “unclear”")
        every = [OutlineLabel("unclear")]
    ids: set[str] = set()
    keys = {label.key for label in every if label.key and fits_label(label.key)}
    colors: set[str] = set()
    made = []
    own: set[str] = set()
    for label in every:
        key = label.key if label.key and fits_label(label.key) and label.key not in own else ""
        if label.key and not key:
            notes("key that is not one small letter of its own: replaced")
        if not key:
            key = free_key(label.name, keys, LABEL_KEYS)
        keys.add(key)
        own.add(key)
        color = label.color.lower() if not wrong("label", "color", label.color) else ""
        if label.color and not color:
            notes("color that is not written #rrggbb: replaced")
        color = color or next_color(colors)
        colors.add(color)
        name = line(label.name)
        made.append(
            Label(slug(label.name, ids), name, key, color, label.polarity, label.definition, label.example, label.counter_example)
        )  # fmt: skip
    return made


def line(name: str) -> str:
    """A name on one line, of characters that can be printed."""
    return "".join(c if c.isprintable() else " " for c in " ".join(name.split())).strip() or "code"


def slug(name: str, taken: set[str]) -> str:
    """An id of small letters, digits and hyphens from a name, unlike those in ``taken``, to which it is added."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "code"
    found, n = base, 2
    while found in taken:
        found, n = f"{base}-{n}", n + 1
    taken.add(found)
    return found
