"""Bringing another project file in: rows are known by their unique ids, so that merging twice or in any order is the same.

The other file is not trusted: see :mod:`annotator.store.foreign`; every row is checked before it is written here.

Each change of the other file comes as a change here with its own id, time and annotator, and points at the merge that brought
it: undoing the merge takes all of them back. Undo and redo come too, so that what was undone there does not stand here.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import BadInputError
from annotator.records import Decision, Stance
from annotator.store import adjudications, annotators, articles, decisions, register, versions
from annotator.store.connection import Store
from annotator.store.foreign import open_foreign
from annotator.store.history import begin_change, settle
from annotator.store.meetings import Meetings

Progress = Callable[[int, str], bool]  # decisions read, the file's name; False to cancel


@dataclass(slots=True)
class MergeReport:
    """What a file brought, or would bring: counts, and a sentence for everything that was mapped or set aside."""

    file: Path
    change: int = 0  # the merge's own
    articles: int = 0
    decisions: Counter[str] = field(default_factory=Counter)  # by annotator
    undone: int = 0  # changes that were undone or redone there
    finished: int = 0
    known: int = 0  # decisions that are here already
    notes: list[str] = field(default_factory=list)
    problem: str = ""  # why a dry run leaves the whole file out

    @property
    def brings(self) -> bool:
        """Whether anything comes that is not here yet."""
        return bool(self.articles or self.decisions or self.undone or self.finished)

    @property
    def message(self) -> str:
        """The outcome in one sentence."""
        if self.problem:
            return self.problem
        who = ", ".join(f"{count} of {name}" for name, count in sorted(self.decisions.items()))
        return (
            f"{self.file.name}: new decisions: {who or 'none'}; already here: {self.known}; new articles: {self.articles}; "
            f"articles finished: {self.finished}; undone or redone since: {self.undone}."
        )


def merge(
    store: Store,
    paths: Sequence[Path],
    has: Callable[[Stance], bool],
    codebook: str,
    *,
    annotator: str | None,
    dry_run: bool = False,
    progress: Progress | None = None,
    follow: Callable[[Store, int], str] | None = None,
) -> list[MergeReport]:
    """Bring project files in as one change of ``annotator``, all or none of them; a report for each.

    A dry run writes nothing, and reports a file that is not sound with its ``problem`` where a merge raises BadInputError.
    ``has`` says whether the project's codebook, whose hash is ``codebook``, has a label. ``progress(decisions, file)`` answers False
    to cancel: MergeCancelledError, and nothing was brought in. ``follow`` (the store, the change) moves decisions on to edited
    texts at the end of the transaction and answers a note, or "".
    """
    reports: list[MergeReport] = []
    try:
        with store.writing():
            what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
            change = begin_change(store, annotator, f"Merge {what}")
            for path in paths:
                try:
                    reports.append(_bring(store, path, change, has, codebook, progress or (lambda *_: True)))
                except MergeCancelledError:
                    raise
                except BadInputError as err:
                    if not dry_run:
                        raise
                    reports.append(MergeReport(path, problem=str(err)))
            if follow is not None and reports and (note := follow(store, change)):
                reports[-1].notes.append(note)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return reports


def _bring(
    store: Store, path: Path, change: int, has: Callable[[Stance], bool], codebook: str, progress: Progress
) -> MergeReport:
    """One file, whole or not at all."""
    with open_foreign(path, store) as other:
        try:
            with store.part(), other.reading():
                return _Merge(store, other, change, has, codebook, progress).run()
        except (
            ValueError,
            TypeError,
            KeyError,
            OverflowError,
            sqlite3.IntegrityError,
        ) as err:  # rows that we never write
            raise BadInputError(f"{path}: the file holds rows that are not sound ({err}); ask for it again.") from err


class MergeCancelledError(BadInputError):
    """The user stopped a merge; nothing of it stays."""


class _DryRun(Exception):  # noqa: N818  # no error: it rolls the transaction back
    """Nothing is to be kept."""


class _Merge:
    """One file on its way into the project, inside the open transaction."""

    def __init__(
        self,
        store: Store,
        other: Store,
        change: int,
        has: Callable[[Stance], bool],
        codebook: str,
        progress: Progress,
    ) -> None:
        self.store, self.other, self.change, self.has, self.codebook = store, other, change, has, codebook
        self.progress = progress
        self.report = MergeReport(other.path, change)
        self.changes: dict[int, int] = {}  # number there -> number here
        self.speakers: set[str] = set()  # ids that are known here
        self.partial: set[tuple[str, str]] = set()  # annotator and article of decisions that were set aside
        self.came: set[int] = set()  # changes here that belong to this merge
        self.late: set[int] = set()  # changes that came earlier, without what comes now
        self.meetings = Meetings(store)

    def run(self) -> MergeReport:
        """Articles, decisions, finishes, then undo and redo; the derived tables anew."""
        here = set(self._articles())
        versions.bring_edits(self.store, self.other, here, self.change)
        self._decisions(here)
        adjudications.bring(self.store, self.other)
        versions.bring(self.store, self.other, self.change)
        self._finishes(here)
        self._turns()
        for change in (self.change, *sorted(self.late - self.came)):
            settle(self.store, change)
        self.report.notes += self.meetings.notes(self.other.path.name)
        return self.report

    def _articles(self) -> Iterator[str]:
        """The articles whose annotations can come: those that are here, new ones of a new name, and edits of either."""
        names = {name: sha for sha, name in self.store.rows(
            "SELECT a.sha256, a.id FROM article a JOIN change c ON c.n = a.change AND c.live = 1")}  # fmt: skip
        held, new = set(self._here()), set[str]()
        rows = self.other.rows(
            "SELECT a.sha256 FROM article a JOIN change c ON c.n = a.change AND c.live = 1 ORDER BY a.n"
        )
        for (sha,) in rows:
            article = articles.article(self.other, sha)
            if article.sha256 != sha:
                self.report.notes.append(f"{article.id}: its text does not fit its checksum; it was set aside.")
            elif sha in held:
                yield sha
            elif article.id in names and versions.replaced_text(self.other, sha) not in held:
                self.report.notes.append(
                    f"{article.id}: the article has another text here, so that its annotations cannot come; they were set "
                    "aside. Import that text under another name and merge again."
                )
            else:
                articles.add_articles(self.store, [article], self.change)
                self.report.articles += versions.replaced_text(self.other, sha) not in new
                new.add(sha)
                held.add(sha)
                yield sha

    def _here(self) -> Iterator[str]:
        """The checksums of the texts that are here, replaced ones too: annotations of those move on to the edited text."""
        for (sha,) in self.store.rows("SELECT a.sha256 FROM article a JOIN change c ON c.n = a.change AND c.live = 1"):
            yield sha

    def _decisions(self, here: set[str]) -> None:
        """The decisions that are not here yet."""
        lacking: Counter[tuple[str, str]] = Counter()
        foreign: Counter[str] = Counter()
        done = 0
        for batch in decisions.all_decisions(self.other):
            if not self.progress(done, self.other.path.name):
                raise MergeCancelledError("The merge was cancelled; nothing was brought in.")
            done += len(batch)
            ids = [decision.id for _, decision in batch]
            held, known = decisions.held(self.store, ids), decisions.known(self.store, ids)
            for number, decision in batch:
                if decision.article not in here:
                    continue
                if decision.id in held:
                    self.report.known += 1
                    continue
                unknown = [s for s in decision.stances if not self.has(s)]
                if unknown:
                    lacking[decision.annotator, f"{unknown[0].target}: {unknown[0].label}"] += 1
                    self.partial.add((decision.annotator, decision.article))
                    continue
                self._take(number, decision, new=decision.id not in known)
                if decision.stances and decision.codebook not in ("", self.codebook):
                    foreign[decision.annotator] += 1
        for (name, label), count in sorted(lacking.items()):
            self.report.notes.append(
                f"{count} decisions of {name} use {label}, which the project's codebook lacks; they were set aside, "
                "and their articles do not count as finished. Choose a codebook that has it and merge again."
            )
        for name, count in sorted(foreign.items()):
            self.report.notes.append(
                f"{count} decisions of {name} were made with another version of the codebook; its labels are known here by "
                "their ids and were kept."
            )

    def _take(self, number: int, decision: Decision, *, new: bool) -> None:
        """Append one decision under the change it belongs to there; one that came with a merge undone since is here already."""
        self.report.decisions[decision.annotator] += 1
        self._person(decision.annotator)
        datetime.datetime.fromisoformat(decision.decided_at)  # a time that can be shown
        if decision.speaker_id is not None and decision.speaker_id not in self.speakers:
            self.speakers.add(decision.speaker_id)
            names = register.aliases(self.other, decision.speaker_id)
            register.know(self.store, decision.speaker_id, decision.speaker_name, names, self.change)
        change = self._change(number)
        self.meetings.comes(decision)
        if new:
            decisions.append(self.store, [decision], change)
            self.late.add(change)

    def _person(self, name: str) -> None:
        """An annotator by a name as the program writes it."""
        if name != " ".join(str(name).split()):
            raise ValueError(f"“{name}” is no name of an annotator")
        annotators.add_annotator(self.store, name)

    def _change(self, number: int) -> int:
        """The change here for one there, made now if it is not here; one whose merge was undone belongs to this merge now."""
        if (found := self.changes.get(number)) is not None:
            return found
        row = self.other.one(
            """SELECT c.id, c.kind, c.action, c.at, b.name, a.sha256, c.sequence FROM change c LEFT JOIN annotator b ON b.n = c.annotator
            LEFT JOIN article a ON a.n = c.article WHERE c.n = ?""",
            (number,),
        )
        assert row is not None, "foreign keys hold in a file that was checked"
        identity, kind, action, at, name, sha = (None if value is None else str(value) for value in row[:6])
        known = self.store.one("SELECT n, merge FROM change WHERE id = ?", (identity,))
        if known is None:
            if name is not None:
                self._person(name)
            cursor = self.store.db.execute(
                """INSERT INTO change (id, annotator, kind, action, article, at, sequence, merge) VALUES
                (?, (SELECT n FROM annotator WHERE name = ?), ?, ?, (SELECT n FROM article WHERE sha256 = ?), ?, ?, ?)""",
                (identity, name, kind, action, sha, at, row[6], self.change),
            )
            assert cursor.lastrowid is not None
            found = cursor.lastrowid
            self.came.add(found)
        else:
            found = int(known[0])
            if known[1] is not None and self.store.one("SELECT live FROM change WHERE n = ?", (known[1],)) == (0,):
                self.store.db.execute("UPDATE change SET merge = ? WHERE n = ?", (self.change, found))
                self.came.add(found)
        self.changes[number] = found
        return found

    def _finishes(self, here: set[str]) -> None:
        """Who finished what, where it is not known and nothing of it was set aside."""
        rows = self.other.rows(
            """SELECT f.change, b.name, a.sha256, f.finished, f.at, f.sequence FROM finish f JOIN annotator b ON b.n = f.annotator
            JOIN article a ON a.n = f.article JOIN change c ON c.n = f.change LEFT JOIN change m ON m.n = c.merge
            WHERE ifnull(m.live, 1) ORDER BY f.n"""
        )
        done: set[tuple[str, str]] = set()  # an article may have been finished several times
        for number, name, sha, finished, at, sequence in rows:
            if sha in here and (name, sha) not in self.partial:
                self._person(name)
                change = self._change(number)
                keys = (change, annotators.annotator_number(self.store, name), articles.article_number(self.store, sha))
                if (
                    self.store.one("SELECT 1 FROM finish WHERE change = ? AND annotator = ? AND article = ?", keys)
                    is None
                ):
                    self.store.db.execute(
                        """INSERT INTO finish (change, annotator, article, finished, at, sequence)
                        VALUES (?, ?, ?, ?, ?, ?)""",
                        (*keys, int(bool(finished)), str(at), sequence),
                    )
                    done |= {(name, sha)} if finished else set()
                    self.late.add(change)
        self.report.finished = len(done)

    def _turns(self) -> None:
        """Undo and redo of changes that are here."""
        rows = self.other.rows(
            """SELECT t.n, t.id, c.id FROM change t JOIN change c ON c.n = t.target LEFT JOIN change m ON m.n = t.merge
            WHERE t.kind IN ('undo', 'redo') AND ifnull(m.live, 1) ORDER BY t.n"""
        )
        for number, identity, target in rows:
            aim = self.store.one("SELECT n FROM change WHERE id = ? AND kind = 'do'", (str(target),))
            if aim is None:
                continue
            new = self.store.one("SELECT 1 FROM change WHERE id = ?", (str(identity),)) is None
            change = self._change(number)
            self.store.db.execute("UPDATE change SET target = ? WHERE n = ? AND target IS NULL", (aim[0], change))
            self.report.undone += new
