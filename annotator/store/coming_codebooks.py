"""Versions of the codebook that a merge brings: those changes that the other file knows and the project does not.

They come with their fates, their keys and what they were made from, so that decisions of both files are recoded to the same ids as in any
other copy. Where both files changed the codebook, :func:`settle` gives the project a version that joins the changes.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from annotator.records import Stance
from annotator.store.codebook_graph import CodebookGraph, VersionNode, key_of, parents_of
from annotator.store.codebooks import insert_codebook
from annotator.store.connection import Store
from annotator.store.history import turn
from annotator.store.recoding import FateRow, insert_change, insert_sample
from annotator.store.values import strings


class ComingVersion(NamedTuple):
    """A version of the other file: the codebook, the number of its change there, and what becomes of labels."""

    hash: str
    id: str
    name: str
    version: str
    source: str
    guideline: str
    change: int
    key: str  # of its codebook change
    parents: str  # the hash of the version that it was made from, or the keys that it joins
    why: str
    fates: tuple[FateRow, ...]
    sample: tuple[str, ...]  # the ids of the decisions that it drew to be looked at again


class Coming(NamedTuple):
    """The versions that come, oldest first; what the other file calls one that was made from a version which the project never had."""

    versions: tuple[ComingVersion, ...] = ()
    foreign: str = ""


class ChangeToJoin(NamedTuple):
    """A change that a join takes in: its key, the keys of those it was made on, who made it, what it was made from, and itself."""

    key: str
    known: frozenset[str]
    who: str
    before: ComingVersion
    after: ComingVersion


class JoinedVersion(NamedTuple):
    """The codebook that changes made apart give: as in :class:`ComingVersion`, and where they differ, in sentences."""

    codebook: tuple[str, str, str, str, str, str]  # hash, id, name, version, source, guideline
    fates: tuple[FateRow, ...]
    told: tuple[str, ...]


class Labels(Protocol):
    """What a merge asks about codebooks, which the store cannot read."""

    def has(self, stance: Stance) -> bool:
        """Whether the project's codebook, or what becomes of its old labels, knows a label."""

    @property
    def takes(self) -> bool:
        """Whether newer versions are to come."""

    def fault(self, version: ComingVersion) -> str:
        """Why a version that comes is not sound, as a clause; "" where it is."""

    def join(self, base: ComingVersion, changes: tuple[ChangeToJoin, ...], apart: int) -> JoinedVersion:
        """The codebook that changes give together which were made apart, ``apart`` of them the last of their kind."""

    def reread(self) -> None:
        """The project has another codebook now."""


def coming(store: Store, other: Store) -> Coming:
    """What the other file has beyond the changes of the codebook that stand in the project."""
    here, there = CodebookGraph(store), CodebookGraph(other)
    held, known = {node.key for node in here.standing()}, set(here.hashes)
    rest = [node for node in there.nodes if node.live and node.key and node.key not in held]
    found: list[VersionNode] = []
    under = {node.parent for node in rest}
    for node in rest:
        if node.joins:
            if node.hash in known or node.hash not in under or not node.joins <= held | {each.key for each in found}:
                continue
        elif node.parent not in known:
            return Coming(tuple(_version(other, each) for each in found), node.version)
        found.append(node)
        known.add(node.hash)
    return Coming(tuple(_version(other, each) for each in found))


def bring(store: Store, version: ComingVersion, change: int, merge: int) -> None:
    """Make a version the project's codebook under a change that a merge brought, or brings again."""
    store.execute("UPDATE change SET live = 1 WHERE n = ? AND merge = ?", (change, merge))
    known = store.one("SELECT 1 FROM codebook WHERE change = ?", (change,)) is not None
    if not known and store.one("SELECT 1 FROM codebook_change WHERE key = ?", (version.key,)) is None:
        insert_codebook(store, version[:6], change)
        number = insert_change(
            store, version.key, version.hash, version.why, change, version.fates, parents=version.parents
        )
        insert_sample(store, number, version.sample)
    store.cache.clear()


def settle(store: Store, labels: Labels, merge: int) -> tuple[str, tuple[str, ...]]:
    """See to it that the project's codebook is the one that its standing changes give, inside the transaction of a merge.

    The name of the version that joins them, where one had to be made, or counts again, and where they differ, in sentences.
    """
    graph = CodebookGraph(store)
    if not graph.standing():
        head: VersionNode | None = graph.nodes[0] if graph.nodes else None
    else:
        head = graph.head()
    name = ""
    told: tuple[str, ...] = ()
    if head is None:
        name, told = _join(store, graph, labels, merge)
        graph = CodebookGraph(store)
        head = graph.head()
        assert head is not None, "all changes are joined"
    under = {node.parent for node in graph.standing()}
    for node in graph.joins():
        if node.key != head.key and node.hash not in under:
            turn(store, node.change, merge, live=False)
    store.cache.clear()
    labels.reread()
    return name, told


def _join(store: Store, graph: CodebookGraph, labels: Labels, merge: int) -> tuple[str, tuple[str, ...]]:
    """Make the version that joins the standing changes, or let it stand again."""
    nodes = graph.in_order()
    key, identity = key_of([node.key for node in nodes])
    known = graph.of_key(key)
    if known is not None:
        store.execute("UPDATE change SET merge = ? WHERE n = ?", (merge, known.change))
        turn(store, known.change, merge, live=True)
        return known.version, ()
    changes = tuple(
        ChangeToJoin(
            node.key, graph.known(node.parent), node.who, _named(store, graph, node.parent), _version(store, node)
        )
        for node in nodes
    )
    made = labels.join(_version(store, graph.nodes[0]), changes, graph.apart())
    cursor = store.execute(
        "INSERT INTO change (id, kind, action, at, sequence, merge) VALUES (?, 'do', ?, ?, 0, ?)",
        (identity, f"Join changes of the codebook as {made.codebook[3]}", max(node.at for node in nodes), merge),
    )
    assert cursor.lastrowid is not None
    insert_codebook(store, made.codebook, cursor.lastrowid)
    parents = parents_of(node.key for node in nodes)
    insert_change(store, key, made.codebook[0], "", cursor.lastrowid, made.fates, parents=parents)
    return made.codebook[3], made.told


def _named(store: Store, graph: CodebookGraph, codebook: str) -> ComingVersion:
    """The version of that hash."""
    return _version(store, next(node for node in graph.nodes if node.hash == codebook))


def _version(store: Store, node: VersionNode) -> ComingVersion:
    book = store.one("SELECT hash, id, name, version, source, guideline FROM codebook WHERE n = ?", (node.row,))
    made = store.one("SELECT why FROM codebook_change WHERE n = ?", (node.number,))
    assert book is not None
    rows = store.rows(
        """SELECT target, label, to_target, to_label, retired, look, options FROM codebook_fate WHERE codebook_change = ?
        ORDER BY target, label""",
        (node.number,),
    )
    drawn = store.rows("SELECT decision FROM codebook_sample WHERE codebook_change = ?", (node.number,))
    parents = parents_of(node.joins) if node.joins else node.parent
    fates, sample = tuple(map(_fate, rows)), tuple(identity for (identity,) in drawn)
    return ComingVersion._make((*book, node.change, node.key, parents, made[0] if made else "", fates, sample))


def _fate(row: tuple[str, str, str | None, str | None, int, int | None, str]) -> FateRow:
    target, label, to_target, to_label, retired, look, offered = row
    options = strings(offered, list) or []
    to = Stance(to_target, to_label) if to_target is not None and to_label is not None else None
    pairs = tuple(Stance(*pair) for pair in zip(options[::2], options[1::2], strict=False))
    return FateRow(Stance(target, label), to, bool(retired), look, pairs)
