"""Versions of the codebook that a merge brings: those that the other file made after the newest one that the project has.

They come with their fates and their keys, so that decisions of both files are recoded to the same ids as in any other copy. Where
both files changed the codebook after the last version that they share, nobody can say which of them counts: none comes, and the
merge says so.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from annotator.records import Stance
from annotator.store.codebooks import insert_codebook
from annotator.store.connection import Store
from annotator.store.recoding import FateRow, insert_change
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
    key: str  # of its codebook change, "" where a file was used as it is: such versions do not come
    why: str
    fates: tuple[FateRow, ...]


class Coming(NamedTuple):
    """The versions that come, oldest first; or, where both files changed the codebook, what the other one calls its newest."""

    versions: tuple[ComingVersion, ...] = ()
    apart: str = ""


class Labels(Protocol):
    """What a merge asks about codebooks, which the store cannot read."""

    def has(self, stance: Stance) -> bool:
        """Whether the project's codebook, or what becomes of its old labels, knows a label."""

    @property
    def hash(self) -> str:
        """The hash of the project's codebook."""

    @property
    def takes(self) -> bool:
        """Whether newer versions are to come."""

    def fault(self, version: ComingVersion) -> str:
        """Why a version that comes is not sound, as a clause; "" where it is."""

    def reread(self) -> None:
        """The project has another codebook now."""


def coming(store: Store, other: Store) -> Coming:
    """What the other file has beyond the project's newest version of the codebook."""
    here, there = _standing(store), _standing(other)
    if not here or not there or there[-1][0] in {each[0] for each in here}:
        return Coming()
    shared = [at for at, each in enumerate(there) if each[0] == here[-1][0]]
    if shared:
        newer = tuple(_version(other, n, number) for _, n, number, _ in there[shared[-1] + 1 :])
        return Coming(
            newer if all(version.key for version in newer) else ()
        )  # of a file that was used, nobody said why
    known = {each[0] for each in here}
    return Coming(apart=there[-1][3] if any(each[0] in known for each in there) else "")


def bring(store: Store, version: ComingVersion, change: int, merge: int) -> None:
    """Make a version the project's codebook under a change that a merge brought, or brings again."""
    store.execute("UPDATE change SET live = 1 WHERE n = ? AND merge = ?", (change, merge))
    if store.one("SELECT 1 FROM codebook WHERE change = ?", (change,)) is None:
        insert_codebook(store, version[:6], change)
        insert_change(store, version.key, version.hash, version.why, change, version.fates)
    store.cache.clear()


def _standing(store: Store) -> list[tuple[str, int, int, str]]:
    """(hash, row number, number of its change, version) of the codebooks that stand, oldest first."""
    return store.rows(
        "SELECT b.hash, b.n, b.change, b.version FROM codebook b JOIN change c ON c.n = b.change WHERE c.live = 1 ORDER BY b.n"
    )


def _version(other: Store, number: int, change: int) -> ComingVersion:
    book = other.one("SELECT hash, id, name, version, source, guideline FROM codebook WHERE n = ?", (number,))
    made = other.one("SELECT n, key, why FROM codebook_change WHERE change = ?", (change,))
    assert book is not None
    rows = other.rows(
        """SELECT target, label, to_target, to_label, retired, look, options FROM codebook_fate WHERE codebook_change = ?
        ORDER BY target, label""",
        (made[0] if made else 0,),
    )
    _, key, why = made or (0, "", "")
    return ComingVersion._make((*book, change, key, why, tuple(map(_fate, rows))))


def _fate(row: tuple[str, str, str | None, str | None, int, int | None, str]) -> FateRow:
    target, label, to_target, to_label, retired, look, offered = row
    options = strings(offered, list) or []
    to = Stance(to_target, to_label) if to_target is not None and to_label is not None else None
    pairs = tuple(Stance(*pair) for pair in zip(options[::2], options[1::2], strict=False))
    return FateRow(Stance(target, label), to, bool(retired), look, pairs)
