"""The value of a command, and which keys run it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from annotator.jsontext import NotJsonError, read_json
from annotator.language import sentence, tr
from annotator.records import Codebook

Target = TypeVar("Target")

MENUS = ("File", "Edit", "Article", "Quotation", "Speaker", "View", "Team", "Help")
DECIDE, SPEAKER, MOVE, SELECT, DESK, TEAM = "Decide", "Speaker", "Move", "With text selected", "Desk", "Team"
GROUPS = (DECIDE, SPEAKER, MOVE, SELECT, DESK, TEAM)
PALETTE = "palette"  # the id of the command that opens the command palette


class Place(NamedTuple):
    """Where a command is listed: its menu, and its group in the help."""

    menu: str
    group: str


class Words(NamedTuple):
    """What a command is called in a view that uses it for something of its own."""

    text: str
    tip: str


class Command(NamedTuple, Generic[Target]):
    """One thing a user can do.

    ``run`` does it on the window (``Target``), where ``available`` says that it can be done. ``keys`` are portable key names.
    ``settling`` is what it is called while adjudicating, where that differs. ``repeats``: a held key runs it again and again.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[Target], object]
    available: Callable[[Target], bool]
    place: Place
    tip: str
    settling: Words | None = None
    repeats: bool = False
    number: int = 0  # of the nine commands that differ in a digit alone; 0 for all others

    def translated(self) -> Command[Target]:
        """The command in the language of the window."""
        other = self.settling
        if other is not None:
            other = other._replace(text=sentence(other.text), tip=sentence(other.tip))
        return self._replace(text=sentence(self.text), tip=sentence(self.tip), settling=other)

    def worded(self, *, settling: bool) -> Command[Target]:
        """The command with the text and tip that it has on the desk, or while adjudicating."""
        if not settling or self.settling is None:
            return self
        return self._replace(text=self.settling.text, tip=self.settling.tip)


class Keymap:
    """Which keys run which command: those of the table, with the user's changes, without the letters that the codebook uses."""

    def __init__(self, changes: Mapping[str, Iterable[str]] | None = None) -> None:
        self.changes = {command: tuple(keys) for command, keys in (changes or {}).items()}
        self.taken: frozenset[str] = frozenset()

    @classmethod
    def from_json(cls, text: str) -> Keymap:
        """The user's changes as they were saved; anything unreadable counts as no change."""
        try:
            read = read_json(text or "{}")
        except NotJsonError:
            return cls()
        if not isinstance(read, dict):
            return cls()
        return cls({str(a): [str(k) for k in keys] for a, keys in read.items() if isinstance(keys, list)})

    def to_json(self) -> str:
        """The user's changes, to be saved."""
        return json.dumps({command: list(keys) for command, keys in sorted(self.changes.items())})

    def use(self, codebook: Codebook) -> None:
        """Give the codebook its keys: small letters for labels, capitals (with Shift) for targets."""
        letters = {label.key.upper() for target in codebook.targets for label in target.labels if label.key}
        self.taken = frozenset(letters | {"Shift+" + target.key.upper() for target in codebook.targets if target.key})

    def keys(self, command: Command[Any]) -> tuple[str, ...]:
        """The keys of a command now."""
        keys = self.changes.get(command.id, command.keys)
        return tuple(key for key in keys if key not in self.taken)

    def hint(self, command: Command[Any]) -> str:
        """The first key of a command as people read it, or nothing."""
        keys = self.keys(command)
        return shown_key(keys[0]) if keys else ""


def shown_key(key: str) -> str:
    """A key as people read it: ``⏎`` for Return, a single letter small, the names of keys in the language of the window."""
    names = {"Return": "⏎", "Down": "↓", "Up": "↑", "Enter": "⏎"}
    if len(key) == 1:
        return key.lower()
    if key in names:
        return names[key]
    *held, last = [*key[:-2].split("+"), "+"] if key.endswith("++") else key.split("+")
    last = last.lower() if held == ["Shift"] and last.isalpha() and len(last) == 1 else last
    return "+".join([*map(tr, held), tr(last) if len(last) > 1 else last])
