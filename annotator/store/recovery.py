"""Recover a project into a new file from all that is left of it: a snapshot, the journal, the damaged file itself.

A row counts once, from the first source that has it sound: the newest snapshot that is whole, then the journal line by line, then
what the file still gives. Every row is checked before it is written; a decision of the file whose words stand elsewhere in its
article, in one place only, is moved there. What no source gives sound goes to a JSONL file beside the new project, so that a
person can look at it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from annotator.errors import StoreError
from annotator.store import journal, sources
from annotator.store.connection import Store, connect
from annotator.store.journal import journal_folder
from annotator.store.opening import create
from annotator.store.portable import Row
from annotator.store.replay import Replay
from annotator.store.sources import Sources
from annotator.store.tables import TABLES
from annotator.store.taking import Taker, take_out_orphans


@dataclass(slots=True)
class Recovered:
    """How many rows of each table came, were repaired on the way, and were left out (they stand in ``lost``).

    ``notes``: a sentence for each source. ``unread``: lines of the journal that could not be read.
    """

    kept: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    lost: Path | None = None
    notes: list[str] = field(default_factory=list)
    unread: int = 0


def recover(source: Path, target: Path, *, project: str = "") -> Recovered:
    """Make ``target`` (which must not be there) from all that is left of the project at ``source``: whole, or not at all.

    ``project``: the id of the project that is meant, where another file may be in its place. StoreError where no article is left; what
    is left stands beside ``target`` then. The process must have no connection to a file whose list of tables is destroyed.
    """
    report = Recovered()
    with TemporaryDirectory() as name, closing(sources.find(source, Path(name), project)) as found:
        report.notes += found.notes

        def fill(new: Store) -> None:
            try:
                _fill(new, found, report, Path(name))
            finally:
                _keep(Path(name) / "lost", target, report)

        try:
            create(target, fill).close()
        except _NothingError as err:
            raise StoreError(_nothing(source, report)) from err
        except BaseException:
            lost_rows(target).unlink(missing_ok=True)  # the project is there as a whole or not at all
            raise
    return report


class _NothingError(Exception):
    """No article was left."""


def lost_rows(target: Path) -> Path:
    """Where the rows stand that could not be kept."""
    return target.with_name(target.name + ".lost.jsonl")


def _keep(lost: Path, target: Path, report: Recovered) -> None:
    """Put what could not be kept beside the new project."""
    if report.left_out:
        report.lost = lost_rows(target)
        report.lost.write_bytes(lost.read_bytes())


def _nothing(source: Path, report: Recovered) -> str:
    """Why no project could be made, and what can be done."""
    decided = f" (with {report.left_out['decision']} decisions)" if report.left_out["decision"] else ""
    held = f"; what can still be read{decided} is in {report.lost}" if report.lost else ""
    return (
        f"{source}: no article can be read from it, its snapshots or its journal, so no project can be made{held}; "
        "look for a copy elsewhere (a backup, a package, a file that was sent to somebody)."
    )


def _fill(new: Store, found: Sources, report: Recovered, folder: Path) -> None:
    """Bring all rows into the new project, in one transaction; those that cannot be kept into the file ``lost`` of a folder."""
    new.execute("PRAGMA foreign_keys = OFF")  # an article comes before its change
    doubtful, lost = folder / "doubtful", folder / "lost"
    with new.writing():
        own = journal.project_id(new)
        new.execute("DELETE FROM setting")
        journal.give_id(new, found.project or own)
        with doubtful.open("w", encoding="utf-8") as out:
            doubts = _Doubts(out)
            replay = Replay(new, doubts.add)
            _bring(replay, found, report, doubts)
        with lost.open("w", encoding="utf-8") as out:
            _bring_again(replay, doubtful, _Lost(out, report.left_out))
            take_out_orphans(replay)
        if new.one("SELECT 1 FROM article") is None:
            raise _NothingError
        replay.finish(everything=True)
    report.kept += replay.kept
    report.repaired += replay.repaired


def _bring(replay: Replay, found: Sources, report: Recovered, doubts: _Doubts) -> None:
    """All rows of all sources, the most trustworthy one first."""
    if found.copy is not None:
        with closing(connect(found.copy, read_only=True)) as copy:
            _note(replay, report, found.copy, Taker(copy, replay).run)
    if found.journals:
        doubts.portable = True
        _note(replay, report, journal_folder(found.path), lambda: _replay(replay, found))
        doubts.portable = False
        report.unread = found.unread
        if found.unread:
            report.notes.append(
                f"{journal_folder(found.path)}: {found.unread:,} lines could not be read and were skipped."
            )
        if found.gap and found.copy is None:
            report.notes.append(f"{journal_folder(found.path)}: it lacks what was done before its first line.")
    if found.file is not None:
        _note(replay, report, found.path, Taker(found.file, replay).run)


def _note(replay: Replay, report: Recovered, path: Path, work: Callable[[], None]) -> None:
    """Run the work on a source and note what came of it."""
    before = Counter(replay.kept)
    work()
    came = replay.kept - before
    report.notes.append(f"{path}: {came['article']:,} articles and {came['decision']:,} decisions recovered.")


def _replay(replay: Replay, found: Sources) -> None:
    for entry in found.entries():
        for table, row in entry.rows:
            replay.bring(table, row)


class _Doubts:
    """Keeps the rows that a source did not give sound: another one may have them, or what they point at."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.portable = False  # whether what they point at is told by stable ids

    def add(self, table: str, row: Row, why: str) -> None:
        """Keep a row."""
        self.out.write(json.dumps([self.portable, table, row, why], default=repr) + "\n")


class _Lost:
    """Writes the rows that no source gave sound, each once, and counts them by table."""

    def __init__(self, out: TextIO, counts: Counter[str]) -> None:
        self.out, self.counts = out, counts
        self._seen: set[tuple[str, str]] = set()

    def add(self, table: str, row: Row, why: str) -> None:
        """Write a row, unless it came from another source already."""
        stable = TABLES[table].stable if table in TABLES else ""
        name = str(row.get(stable, "")) or json.dumps(row, sort_keys=True, default=repr)
        if (table, name) not in self._seen:
            self._seen.add((table, name))
            self.counts[table] += 1
            self.out.write(json.dumps({"table": table, "why": why, "row": row}, default=repr) + "\n")


def _bring_again(replay: Replay, doubtful: Path, lost: _Lost) -> None:
    """What one source did not give sound: known from another by now, or it can come, or it is lost."""
    replay.lose = lost.add
    with doubtful.open(encoding="utf-8") as lines:
        for portable, table, row, why in map(json.loads, lines):
            if portable:
                replay.bring(table, row)
            elif not replay.knows(table, row):
                lost.add(table, row, why)
