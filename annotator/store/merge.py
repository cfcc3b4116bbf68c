"""Merge another project file. Rows are identified by unique ids, so that merging twice or in any order gives the same project.

The other file is not trusted: see :mod:`annotator.store.foreign`; what breaks a rule is left out (:mod:`annotator.store.incoming`).

Each change of the other file comes as a change here with its own id, time and annotator, and points at the merge that brought
it: undoing the merge takes all of them back. Undo and redo come too, so that what was undone there does not stand here.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import BadInputError, many
from annotator.records import MisfitError, Stance, hash_of
from annotator.serial import spans_to_lists
from annotator.store import (
    adjudications,
    article_facts,
    articles,
    codebooks,
    coming_codebooks,
    decisions,
    recoding,
    register,
    rules,
    speaker_facts,
    training,
    versions,
)
from annotator.store.brought_changes import BroughtChanges
from annotator.store.codebook_graph import IS_JOIN
from annotator.store.coming_codebooks import Labels
from annotator.store.connection import Store, now
from annotator.store.decision_rows import AT, append_rows
from annotator.store.foreign import open_foreign
from annotator.store.gc_pause import gc_paused
from annotator.store.history import begin_change, refresh_derived
from annotator.store.incoming import Came, Incoming, made_for
from annotator.store.meetings import Meetings
from annotator.store.merge_report import MergeReport as MergeReport
from annotator.store.rules import FAR, short
from annotator.store.values import content as content_of

_HERE = """SELECT sha256 FROM held_article UNION SELECT a.sha256 FROM article a JOIN change c ON c.n = a.change AND c.live
    JOIN current_article m ON m.article = a.n AND m.deleted"""
_CHANGE, _ANNOTATOR, _ARTICLE, _QUOTATION, _SPEAKER, _CODEBOOK, _SEQUENCE, _CONTENT, _DECIDED_AT = (
    AT[name]
    for name in (
        "change", "annotator", "article", "quotation", "speaker", "codebook", "sequence", "content", "decided_at",
    )
)  # fmt: skip
_CHECKED = "checked_articles"
"""In the store's cache: sha256 -> the row number of articles whose text was checked in this merge."""
Progress = Callable[[int, str], bool]
"""Told the decisions read and the file's name, then 0 and what is done with the file, in words; False to cancel."""


def merge(
    store: Store,
    paths: Sequence[Path],
    labels: Labels,
    *,
    annotator: str | None,
    names: Mapping[str, str] | None = None,
    as_made_for: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    follow: Callable[[Store, int], str] | None = None,
) -> list[MergeReport]:
    """Bring project files in as one change of ``annotator``, all or none of them; a report for each.

    A dry run writes nothing, and reports a file that is not sound with its ``problem`` where a merge raises BadInputError.
    ``names``: people of the files whose work comes as somebody else's ("Lead" as "Ann"). ``as_made_for``: people for whom a package
    was not made come as the person for whom it was.
    ``labels`` answers what is asked of codebooks; a newer one that a file brings becomes the project's.
    ``progress`` answers False to cancel: MergeCanceledError, and nothing was brought in. ``follow`` (the store, the change) moves
    decisions on to edited texts at the end of the transaction and answers a note, or "".
    """
    reports: list[MergeReport] = []
    who = _Who(names or {}, as_made_for)
    try:
        # What SQLite copies of the file so that a statement can be taken back stays in memory, too.
        with gc_paused(), store.long_write(), store.with_pragma("temp_store", "MEMORY"), store.writing():
            store.cache.pop(_CHECKED, None)
            what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
            change = begin_change(store, annotator, f"Merge {what}")
            for path in paths:
                try:
                    with store.savepoint() if dry_run else nullcontext():
                        reports.append(_bring(store, path, change, labels, who, progress or _go_on))
                except MergeCanceledError:
                    raise
                except BadInputError as err:
                    if not dry_run:
                        raise
                    store.cache.clear()  # it may hold a codebook of the file
                    labels.reread()
                    reports.append(MergeReport(path, problem=str(err)))
            if unknown := set(names or {}) - {name for report in reports for name in report.people}:
                raise BadInputError(f"Nobody is called “{min(unknown)}” in the files; check the name.")
            if follow is not None and reports and (note := follow(store, change)):
                reports[-1].notes.append(note)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return reports


class _Who(NamedTuple):
    """Who comes as whom."""

    names: Mapping[str, str]
    as_made_for: bool

    def of(self, other: Store) -> Mapping[str, str]:
        """Who comes as whom in one file."""
        owner, strangers = made_for(other)
        return {**(dict.fromkeys(strangers, owner) if self.as_made_for else {}), **self.names}


def _go_on(done: int, name: str) -> bool:
    return True


def _bring(
    store: Store,
    path: Path,
    change: int,
    labels: Labels,
    who: _Who,
    progress: Progress,
) -> MergeReport:
    """One file, whole or not at all."""
    with open_foreign(path) as other:
        try:
            with other.reading():
                return _Merge(store, Incoming(other, who.of(other)), change, labels, progress).run()
        except (MisfitError, sqlite3.IntegrityError) as err:  # rows that we never write
            raise BadInputError(f"{path}: the file holds rows that are not valid ({err}); ask for it again.") from err


class MergeCanceledError(BadInputError):
    """The user stopped a merge; nothing of it stays."""


class _DryRun(Exception):  # noqa: N818  # no error: it rolls the transaction back
    """Nothing is to be kept."""


class _Merge:
    """One file on its way into the project, inside the open transaction."""

    def __init__(
        self,
        store: Store,
        incoming: Incoming,
        change: int,
        labels: Labels,
        progress: Progress,
    ) -> None:
        self.store, self.incoming, self.other = store, incoming, incoming.other
        self.change, self.labels = change, labels
        self.progress = progress
        self.report = MergeReport(self.other.path, change)
        self.changes = BroughtChanges(store, incoming, change)
        self.speakers: dict[str, int] = {}  # ids that are known here -> their numbers
        self.partial = incoming.partial  # annotator and article of decisions that were set aside
        self.late: set[int] = set()  # changes that came earlier, without what comes now
        self.meetings = Meetings(store)
        self.turned = False  # whether a change came that undoes or redoes another
        self.checked: dict[str, int] = store.current_cache().setdefault(_CHECKED, {})

    def run(self) -> MergeReport:
        """Articles, decisions, finishes, then undo and redo; the derived tables."""
        last = self.store.one("SELECT ifnull(max(n), 0) FROM decision")
        before = article_facts.states(self.store)
        here = set(self._articles())
        versions.bring_edits(self.store, self.other, here, self.change)
        self._codebooks()
        self._decisions(here)
        adjudications.bring(self.store, self.other)
        versions.bring(self.store, self.other, self.change)
        self._finishes(here)
        brought, differing = speaker_facts.bring(self.store, self.other, self.incoming.left_out, self.changes.number)
        facts = article_facts.bring(self.store, self.other, self.incoming.left_out, self.changes.number)
        self.report.remarks = facts.rows
        self.late |= brought | facts.changes
        training.bring(self.store, self.other, self.incoming.left_out, self.incoming.names, self.change)
        self._turns()
        self._refresh()
        for change in sorted(self.late - self.changes.came):
            refresh_derived(self.store, change)
        self.store.cache.clear()  # the codebook may be one that was taken back there
        if self.labels.takes:
            coming_codebooks.settle(self.store, self.labels, self.change)
        speaker_facts.keep_used(self.store, self.change)
        recoded = recoding.follow(self.store, last[0] + 1 if last else 1, self.change, partial(self._go_on, 0))
        if recoded:
            self.report.notes.append(
                f"{recoded:,} decision{'s were' if recoded != 1 else ' was'} made with an older version of the codebook and recoded "
                "as its changes say."
            )
        self.report.notes += [
            *differing,
            *facts.told,
            *article_facts.changed(before, self.store),
            *self.incoming.left_out.notes(),
            *self.meetings.notes(self.other.path.name),
        ]
        self._name_strangers()
        self._check_sound()
        self.store.cache[_CHECKED] = self.checked  # for the next file
        return self.report

    def _name_strangers(self) -> None:
        """Say whose decisions of a package come under a name that it was not made for."""
        owner, strangers = made_for(self.other)
        names = [name for name in strangers if name not in self.incoming.names and self.report.decisions[name]]
        self.report.made_for, self.report.strangers = owner, tuple(names)
        self.report.people = frozenset(name for (name,) in self.other.rows("SELECT name FROM annotator"))
        for name in names:
            count = self.report.decisions[name]
            made = "1 decision in it was" if count == 1 else f"{count:,} decisions in it were"
            self.report.notes.append(f"The package was made for {short(owner)}, and {made} made under the name {name}.")

    def _check_sound(self) -> None:
        """BadInputError where nothing that the file says about the articles can be kept."""
        seen, refused = self.incoming.seen, self.incoming.refused
        if seen and refused >= seen:
            raise BadInputError(
                f"{self.other.path}: none of its {seen:,} decisions is valid ({self.report.notes[0].rstrip('.')}); ask for "
                "the file again."
            )

    def _articles(self) -> Iterator[str]:
        """The articles whose annotations can come: those that are here, new ones of a new name, and edits of either."""
        names = {name: sha for sha, name in self.store.rows(
            "SELECT sha256, id FROM held_article")}  # fmt: skip
        held, new = set(self._here()), set[str]()
        for came in self.incoming.articles():
            sha = came.sha256
            if hash_of(came.text) != sha:
                self.report.notes.append(f"{came.id}: its text does not fit its checksum; it was set aside.")
            elif sha in held:
                yield sha
            elif came.id in names and versions.replaced_text(self.other, sha) not in held:
                self.report.notes.append(
                    f"{came.id}: the article has another text here, so its annotations cannot be merged; they were set "
                    "aside. Import that text under another name and merge again."
                )
            else:
                articles.add_articles(self.store, [came.article], self.change, tagged=False)
                self.report.articles += versions.replaced_text(self.other, sha) not in new
                new.add(sha)
                held.add(sha)
                yield sha

    def _here(self) -> Iterator[str]:
        """The checksums of the texts that are here, replaced ones too: annotations of those move on to the edited text.

        Deleted ones as well: they stay so where no annotations of them come.
        """
        for (sha,) in self.store.rows(_HERE):
            yield sha

    def _codebooks(self) -> None:
        """The versions of the codebook that the file made after the newest one of the project."""
        found = coming_codebooks.coming(self.store, self.other)
        if found.foreign:
            self.report.notes.append(
                f"Its codebook {short(found.foreign)} was made from a version that this project never had; it was not brought in."
            )
        for version in found.versions:
            named = f"{short(version.name)} {short(version.version)}"
            if not self.labels.takes:
                self.report.notes.append(f"Its codebook {named} is newer; it was not brought in.")
                return
            if told := self.labels.fault(version):
                self.report.notes.append(f"Its codebook {named} is newer, but {told}; it was not brought in.")
                return
            if (change := self.changes.number(version.change)) is None:
                return
            coming_codebooks.bring(self.store, version, change, self.change)
            self.labels.reread()
            self.report.codebook = named
        if not found.versions:
            return
        joined, differing = coming_codebooks.settle(self.store, self.labels, self.change)
        if joined:
            self.report.codebook = short(joined)
            self.report.notes.append(
                f"Its codebook and the project's were changed independently: version {short(joined)} holds the changes of both."
            )
            self.report.notes += differing
        else:
            self.report.notes.append(f"Its codebook is newer: {self.report.codebook} becomes the project's.")

    def _decisions(self, here: set[str]) -> None:
        """The decisions that are not here yet."""
        lacking: Counter[tuple[str, str]] = Counter()
        foreign: Counter[str] = Counter()
        own = {"", *codebooks.codebook_versions(self.store)}
        for batch in self.incoming.decisions(here):
            self._go_on(self.incoming.seen, self.other.path.name)
            ids = [came.id for came in batch]
            known = decisions.known(self.store, ids)
            held = decisions.held(self.store, list(known))
            unlabeled = {s for s in set(chain.from_iterable(came.stances for came in batch)) if not self.labels.has(s)}
            wanted = []
            for came in batch:
                if came.id in held:
                    self.report.known += 1
                elif unlabeled and (unknown := [s for s in came.stances if s in unlabeled]):
                    lacking[came.annotator, f"{short(unknown[0].target)}: {short(unknown[0].label)}"] += 1
                    self.partial.add((came.annotator, came.article))
                else:
                    wanted.append(came)
            taken = self._take(wanted)
            self._know(taken)
            self._append([came for came in taken if came.id not in known])
            foreign.update(came.annotator for came in taken if came.stances and came.row[_CODEBOOK] not in own)
        for (name, label), count in sorted(lacking.items()):
            self.report.notes.append(
                f"{many(count, 'decision')} of {name} with {label}, which the project's codebook lacks: set aside, "
                "and their articles do not count as finished. Choose a codebook that has it and merge again."
            )
        for name, count in sorted(foreign.items()):
            self.report.notes.append(
                f"{many(count, 'decision')} of {name}, made with another version of the codebook: its labels are known here by "
                "their ids and were kept."
            )

    def _go_on(self, done: int, said: str) -> bool:
        if not self.progress(done, said):
            raise MergeCanceledError("The merge was canceled; nothing was merged.")
        return True

    def _take(self, some: Sequence[Came]) -> list[Came]:
        """Have the annotators of some decisions here. Those whose change breaks the rules do not come."""
        self.changes.bring(came.row[_CHANGE] for came in some)
        here = self.changes.here
        taken = [came for came in some if here[came.row[_CHANGE]] is not None]
        if len(taken) < len(some):
            self.partial |= {(came.annotator, came.article) for came in some if here[came.row[_CHANGE]] is None}
        self.report.decisions.update(came.annotator for came in taken)
        for name in dict.fromkeys(came.annotator for came in taken):
            self.changes.person(name)
        self.meetings.come([(came.annotator, came.article, came.row[_QUOTATION], came.id) for came in taken])
        return taken

    def _know(self, some: Sequence[Came]) -> None:
        """Have the speakers of some decisions here, each asked for once a file."""
        fresh = {came.speaker: came for came in some if came.speaker is not None and came.speaker not in self.speakers}
        ids = list(fresh)
        live, names = register.live_numbers(self.store, ids), self.incoming.names_of(ids)
        known = register.known_numbers(self.store, [speaker for speaker in ids if speaker not in live])
        new: dict[str, str] = {}  # to be registered at once: names that come later count them as taken
        for speaker, came in fresh.items():
            if speaker in names or (speaker in known and speaker not in live):
                self.speakers |= register.register(self.store, new, self.change)
                new.clear()
                others = names.get(speaker, ())
                self.speakers[speaker] = register.know(self.store, speaker, came.speaker_name, others, self.change)
            elif speaker in live:
                self.speakers[speaker] = live[speaker]
            else:
                new[speaker] = came.speaker_name
        self.speakers |= register.register(self.store, new, self.change)

    def _append(self, some: Sequence[Came]) -> None:
        """Append decisions under the changes they belong to there; one that came with a merge undone since is here already."""
        rows: list[list[Any]] = []
        stances: list[Sequence[Stance]] = []
        here = self.changes.here
        for came in some:
            change = here[came.row[_CHANGE]]
            assert change is not None, "it was taken"
            if came.row[_SEQUENCE]:
                rows.append(self._row_here(came, change))
                stances.append(came.stances)
            else:  # its place in the order follows from what is here
                append_rows(self.store, rows, stances)
                decisions.append(self.store, [came.decision], change)
                rows, stances = [], []
        append_rows(self.store, rows, stances)
        self.late.update(n for came in some if (n := here[came.row[_CHANGE]]) is not None)

    def _row_here(self, came: Came, change: int) -> list[Any]:
        """A decision's row with the numbers that hold here."""
        row = list(came.row)
        row[_CHANGE] = change
        row[_ANNOTATOR] = self.changes.person(came.annotator)
        row[_ARTICLE] = self._article(came.article)
        if came.speaker is not None:
            row[_SPEAKER] = self.speakers[came.speaker]
        row[_DECIDED_AT] = row[_DECIDED_AT] or now()
        if row[_CONTENT] != "[]":
            row[_CONTENT] = json.dumps(spans_to_lists(content_of(row[_CONTENT])))
        return row

    def _article(self, sha256: str) -> int:
        """The number of an article here; MisfitError where its text is not the one in which the decisions were checked."""
        if sha256 not in self.checked:
            if hash_of(articles.article_text(self.store, sha256)) != sha256:
                raise MisfitError(f"the text of article {sha256[:12]}… does not fit its checksum here")
            self.checked[sha256] = articles.article_number(self.store, sha256)
        return self.checked[sha256]

    def _finishes(self, here: set[str]) -> None:
        """Who finished what, where it is not known and nothing of it was set aside."""
        done: set[tuple[str, str]] = set()  # an article may have been finished several times
        wanted = [
            (number, name, sha, row)
            for number, name, sha, row in self.incoming.finishes()
            if sha in here and (name, sha) not in self.partial
        ]
        self.changes.bring(number for number, *_ in wanted)
        fresh: dict[tuple[int, int, int], rules.Row] = {}
        for number, name, sha, row in wanted:
            if (change := self.changes.number(number)) is None:
                continue
            keys = (change, self.changes.person(name), self._article(sha))
            if keys not in fresh and not self._is_finish(keys):
                fresh[keys] = row
                done |= {(name, sha)} if row["finished"] else set()
                self.late.add(change)
        self.store.insert_many(
            "INSERT INTO finish (change, annotator, article, finished, at, sequence)",
            [(*keys, int(row["finished"]), row["at"], min(row["sequence"], FAR)) for keys, row in fresh.items()],
        )
        self.report.finished = len(done)

    def _is_finish(self, keys: tuple[int, int, int]) -> bool:
        """Whether the project says already, under that change, that an annotator finished or reopened an article."""
        if keys[0] in self.changes.new:
            return False
        return (
            self.store.one("SELECT 1 FROM finish WHERE change = ? AND annotator = ? AND article = ?", keys) is not None
        )

    def _refresh(self) -> None:
        """Update the derived tables for the changes that came: many in a row at once, where none undoes another."""
        first, last = min(self.changes.came, default=self.change + 1), max(self.changes.came, default=0)
        if last - first + 1 == len(self.changes.came) and not self.turned:
            refresh_derived(self.store, self.change, first=first, last=last)
            first = last + 1
        refresh_derived(self.store, self.change, first=first)

    def _turns(self) -> None:
        """Undo and redo of changes that are here."""
        rows = self.other.rows(
            f"""SELECT t.n, t.id, c.id FROM change t JOIN change c ON c.n = t.target LEFT JOIN change m ON m.n = t.merge
            WHERE t.kind IN ('undo', 'redo') AND ifnull(m.live, 1) AND NOT EXISTS (SELECT 1 FROM codebook_change k
                WHERE k.change = c.n AND {IS_JOIN.format("k")}) ORDER BY t.n"""
        )
        for number, identity, target in rows:
            aim = self.store.one("SELECT n FROM change WHERE id = ? AND kind = 'do'", (str(target),))
            if aim is None:
                continue
            new = self.store.one("SELECT 1 FROM change WHERE id = ?", (str(identity),)) is None
            if (change := self.changes.number(number)) is None:
                continue
            self.store.execute("UPDATE change SET target = ? WHERE n = ? AND target IS NULL", (aim[0], change))
            self.turned = True
            self.report.undone += new
