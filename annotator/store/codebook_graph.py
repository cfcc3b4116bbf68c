"""Which version of the codebook was made from which, and what a merge does where two were made apart.

Each codebook change names the version that it was made from (``parents``), so that the changes of all copies of a project are one
graph, whoever merges whom. The project's codebook is the newest version that stands. Where changes were made apart, the project gets a
version that joins them: one that depends on the set of changes alone. Its key and the id of its ``change`` follow from their keys, so that
it is the same in every copy; its ``parents`` are those keys; it belongs to the merge that brought the last of them, and goes with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.store.connection import Store

JOINS = "+"  # begins the parents of a version that joins others
IS_JOIN = f"substr({{}}.parents, 1, 1) = '{JOINS}'"
"""SQL: whether a row of codebook_change is of a version that joins others."""
KEY_LENGTH = 12  # letters of the key of a codebook change: hexadecimal digits


class VersionNode(NamedTuple):
    """A version of the codebook: its row, its change, who made it and when, and the codebook change that leads to it.

    ``key`` is "" for the codebook with which the project began. ``number`` is the codebook change's row number, 0 where a program of before
    used a file as it was. ``parent`` is the hash of the version it was made from; ``joins`` are the keys that it joins, of a join alone.
    """

    row: int
    hash: str
    version: str
    change: int
    at: str
    who: str
    live: bool
    number: int
    key: str
    parent: str
    joins: frozenset[str]


class CodebookGraph:
    """All versions that a project has or had, oldest first: ``nodes``."""

    def __init__(self, store: Store) -> None:
        rows = store.rows(
            """SELECT b.n, b.hash, b.version, b.change, c.at, ifnull(p.name, ''), c.live, ifnull(m.n, 0), ifnull(m.key, ''),
                ifnull(m.parents, ''), c.id
            FROM codebook b JOIN change c ON c.n = b.change LEFT JOIN annotator p ON p.n = c.annotator
            LEFT JOIN codebook_change m ON m.change = b.change AND m.codebook = b.hash ORDER BY b.n"""
        )
        self.nodes: list[VersionNode] = []
        for *shown, live, number, key, parents, identity in rows:
            before = [node for node in self.nodes if node.live or not live]
            joins = joined(str(parents))
            parent = "" if joins or not self.nodes else str(parents) or (before or self.nodes)[-1].hash
            key = key or (str(identity)[:KEY_LENGTH] if self.nodes else "")
            self.nodes.append(VersionNode._make((*shown, bool(live), number, key, parent, joins)))
        self._leading: dict[str, list[VersionNode]] = {}
        for node in self.nodes:
            self._leading.setdefault(node.hash, []).append(node)
        self._known: dict[str, frozenset[str]] = {}

    def known(self, codebook: str) -> frozenset[str]:
        """The keys of the changes that lead to a version, by its hash: what a person who decided with it had before the eyes."""
        if codebook not in self._known:
            self._known[codebook] = frozenset()  # for a version that leads to itself
            found: set[str] = set()
            for node in self._leading.get(codebook, ()):
                found |= node.joins or ({node.key} if node.key else set())
                if node.parent:
                    found |= self.known(node.parent)
            self._known[codebook] = frozenset(found)
        return self._known[codebook]

    @property
    def hashes(self) -> list[str]:
        """The hashes of all versions."""
        return list(self._leading)

    def has(self, codebook: str) -> bool:
        """Whether the project has or had a version of that hash."""
        return codebook in self._leading

    def standing(self) -> list[VersionNode]:
        """The versions that stand and that people made, without the one at the beginning and without joins, oldest first."""
        return [node for node in self.nodes if node.live and node.key and not node.joins]

    def joins(self) -> list[VersionNode]:
        """The joins that stand, oldest first."""
        return [node for node in self.nodes if node.live and node.joins]

    def of_key(self, key: str) -> VersionNode | None:
        """The version of that codebook change."""
        return next((node for node in self.nodes if node.key == key), None)

    def in_order(self) -> list[VersionNode]:
        """The standing changes, each after those that it was made on, else by time and key: the same order in every copy."""
        waits = {node.key: node for node in self.standing()}
        made: list[VersionNode] = []
        while waits:
            free = [node for node in waits.values() if not (self.known(node.parent) - {node.key}) & waits.keys()]
            following = min(free or waits.values(), key=lambda node: (node.at, node.key))
            made.append(waits.pop(following.key))
        return made

    def apart(self) -> int:
        """How many of the standing changes no other was made on."""
        under = [self.known(node.parent) for node in self.standing()]
        return sum(not any(node.key in keys for keys in under) for node in self.standing())

    def head(self) -> VersionNode | None:
        """The version that all standing changes lead to, joins beside it set aside; None where they were made apart."""
        wanted = {node.key for node in self.standing()}
        for node in reversed(self.nodes):
            if not node.live:
                continue
            if node.joins:
                if node.joins == wanted:
                    return node
                continue
            return node if self.known(node.hash) == wanted and self._in_a_row() else None
        return None

    def _in_a_row(self) -> bool:
        """Whether no two standing changes lead to one version: the fates of both count, whatever their order."""
        hashes = [node.hash for node in self.standing()]
        return len(set(hashes)) == len(hashes)


def joined(parents: str) -> frozenset[str]:
    """The keys of the changes that a version joins, from its ``parents``; none for another version."""
    return frozenset(parents[1:].split()) if parents.startswith(JOINS) else frozenset()


def parents_of(keys: Iterable[str]) -> str:
    """What :func:`joined` reads."""
    return JOINS + " ".join(sorted(keys))


def key_of(keys: Sequence[str]) -> tuple[str, str]:
    """The key of the version that joins changes, and the id of its ``change``."""
    digest = hashlib.sha256(" ".join(sorted(keys)).encode()).hexdigest()
    return digest[:KEY_LENGTH], digest[KEY_LENGTH : KEY_LENGTH + 32]


def paths(
    fates: Sequence[tuple[tuple[str, str], tuple[str, str]]],
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield each label with itself and with all that the fates lead it to."""
    leads: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for was, to in fates:
        leads.setdefault(was, []).append(to)
        leads.setdefault(to, [])
    for label in leads:
        seen, waits = {label}, [label]
        while waits:
            now = waits.pop()
            yield label, now
            fresh = [to for to in leads[now] if to not in seen]
            seen.update(fresh)
            waits += fresh
