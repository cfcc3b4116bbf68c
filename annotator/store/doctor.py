"""Check a project file: its structure, its references, and its rows against the articles. Nothing is written."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from annotator.errors import StoreError
from annotator.records import text_hash
from annotator.store import derived, proposals, rules, shape, sources
from annotator.store.advice import left_beside
from annotator.store.connection import Store, connect
from annotator.store.decision_rows import COLUMNS
from annotator.store.journal import journal_folder, project_id, segments
from annotator.store.layout import APPLICATION_ID
from annotator.store.rules import short
from annotator.store.schema import migrations
from annotator.store.sqlite_messages import sentence
from annotator.store.tables import VERSION

MOST = 20  # of one sort of fault that are told one by one


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault of a file, in a sentence.

    ``derived``: rebuilding the derived tables fixes it; ``lasting``: no recovery by this version fixes it.
    """

    told: str
    derived: bool = False
    lasting: bool = False


def examine(path: Path) -> Iterator[FileFault]:
    """Find every fault of a project file. StoreError only where the file is missing or cannot be opened."""
    if not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises where a folder may not be entered
        raise StoreError(f"{path}: there is no such project file; {left_beside(path) or 'check the name'}.")
    with closing(connect(path, read_only=True)) as store:
        try:
            with store.reading():  # somebody may be deciding: what is derived must be compared with what it came of
                yield from _examine(store)
            yield from _kept_going(store, _journal(store))
        except StoreError as err:
            yield FileFault(str(err))


def _examine(store: Store) -> Iterator[FileFault]:
    application, version = (store.one(f"PRAGMA {p}") or (0,) for p in ("application_id", "user_version"))
    if application[0] != APPLICATION_ID:
        yield FileFault(f"{store.path}: it is not marked as a project of this program.")
        return
    if version[0] > VERSION:
        told = f"{store.path}: a newer version of the program wrote it; update the program to check it."
        yield FileFault(told, lasting=True)
        return
    yield from _structure(store, of_today=version[0] == VERSION)
    if version[0] < VERSION:
        return  # opening it migrates it, after a backup; its contents can be looked at then
    for part in (_articles, _decisions, _others, _proposals, _speakers, _derived, _index):
        yield from _kept_going(store, part(store))


def _kept_going(store: Store, faults: Iterator[FileFault]) -> Iterator[FileFault]:
    """Limit the faults of one part, and report an error of the file itself as one of them, so that the next part is checked."""
    try:
        for at, fault in enumerate(faults):
            if at == MOST:
                yield FileFault("There are more errors of this kind.", fault.derived)
                return
            yield fault
    except StoreError as err:
        yield FileFault(str(err))
    except sqlite3.DatabaseError as err:
        yield FileFault(sentence(store.path, err))


def _structure(store: Store, *, of_today: bool) -> Iterator[FileFault]:
    def checks() -> Iterator[FileFault]:
        for odd in shape.oddities(store.db, migrations) if of_today else shape.triggers(store.db):
            yield FileFault(f"{store.path}: {odd}.")
        for (told,) in store.rows("PRAGMA integrity_check(20)"):
            if told != "ok":
                yield FileFault(f"{store.path}: SQLite says: {told}.")
        for table, row, parent, _ in store.rows("PRAGMA foreign_key_check"):
            yield FileFault(f"{store.path}: row {row} of {table} points at a row of {parent} that is not there.")

    return _kept_going(store, checks())


def _articles(store: Store) -> Iterator[FileFault]:
    for n, sha, name, title, text, metadata in store.execute(
        "SELECT n, sha256, id, title, text, metadata FROM article ORDER BY n"
    ):
        who = f"Article {n} ({short(name)})"
        if text_hash(text) != sha:
            yield FileFault(f"{who}: its text is not the one that was imported (the checksum differs).")
        for each in rules.broken("article", {"id": name, "title": title, "metadata": metadata}):
            yield FileFault(f"{who}: {each.told}.")


def _decisions(store: Store) -> Iterator[FileFault]:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    cursor = store.execute(f"SELECT article, n, {columns} FROM decision ORDER BY article, n")
    for article, rows in groupby(cursor, itemgetter(0)):
        text = store.one("SELECT text FROM article WHERE n = ?", (article,))
        for _, n, *values in rows:
            row = dict(zip(COLUMNS, values, strict=True))
            told = [each.told for each in rules.broken("decision", row)]
            told += rules.about_text(row, text[0]) if text else ["its article is not there"]
            for each in told:
                yield FileFault(f"Decision {n} on article {article}: {each}.")


_OTHERS = {
    "annotator": "Annotator",
    "speaker_fact": "What is said of a speaker in row",
    "article_fact": "What is said of an article in row",
    "stance": "A stance of decision",
    "finish": "The mark of a finished article in row",
    "change": "Change",
    "adjudication": "The reason of decision",
    "review": "The review entry",
}


def _others(store: Store) -> Iterator[FileFault]:
    """The tables that are small, or have few rules."""
    for table, what in _OTHERS.items():
        columns = list(rules.RULES[table])
        key = "decision" if table in ("stance", "adjudication") else "n"
        for n, *values in store.execute(f"SELECT {key}, {', '.join(columns)} FROM {table}"):
            for each in rules.broken(table, dict(zip(columns, values, strict=True))):
                yield FileFault(f"{what} {n}: {each.told}.")


def _proposals(store: Store) -> Iterator[FileFault]:
    cursor = store.execute(
        """SELECT r.article, p.run, p.start, p."end", p.words, p.kind, p.confidence, p.rest FROM proposal p
        JOIN proposal_run r ON r.n = p.run ORDER BY r.article"""
    )
    for article, rows in groupby(cursor, itemgetter(0)):
        text = store.one("SELECT text FROM article WHERE n = ?", (article,))
        for _, run, *values in rows:
            if text is None or not proposals.fits(values, text[0]):
                yield FileFault(
                    f"A proposal of run {run} on article {article} does not fit the article; run the detector again."
                )


def _speakers(store: Store) -> Iterator[FileFault]:
    into: dict[int, int] = {}
    found = store.rows("SELECT speaker, name, aliases, merged_into, uri FROM current_speaker")
    for speaker, name, aliases, merged, uri in found:
        if told := rules.about_uri(uri):
            yield FileFault(f"Speaker {speaker} ({short(name)}): {told}.")
        for each in rules.broken("speaker_revision", {"name": name, "aliases": aliases}):
            yield FileFault(f"Speaker {speaker} ({short(name)}): {each.told}.")
        if merged is not None:
            into[speaker] = merged
    for speaker in into:
        seen, at = {speaker}, into[speaker]
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        if at == speaker:
            yield FileFault(f"Speaker {speaker} was merged into itself by way of others.")


def _derived(store: Store) -> Iterator[FileFault]:
    for table, truth in derived.TRUTH.items():
        for one, other in ((truth, f"SELECT * FROM {table}"), (f"SELECT * FROM {table}", truth)):
            row = store.one(f"SELECT count(*) FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))")
            if row and row[0]:
                yield FileFault(f"{table}: {row[0]} rows do not match the decisions.", derived=True)
    names = {(n, folded, alias) for n, folded, alias in store.rows("SELECT speaker, folded, alias FROM speaker_name")}
    if names != set(derived.names(store)):
        yield FileFault("speaker_name: it does not match the register.", derived=True)


def _index(store: Store) -> Iterator[FileFault]:
    """Check that the search index can be read (FTS5's own check would write)."""
    for table in ("article_words", "decision_words"):
        if store.one("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)):
            try:
                store.one(f"SELECT count(*) FROM {table} WHERE {table} MATCH 'a*'")
            except (StoreError, sqlite3.DatabaseError):
                yield FileFault(
                    f"{table}: the search index is damaged; rebuilding the derived tables rebuilds it.", derived=True
                )


def _journal(store: Store) -> Iterator[FileFault]:
    """Find decisions that the journal holds and the file lacks, in the file as it is now, since lines follow the commit."""
    if [store.one(f"PRAGMA {p}") for p in ("application_id", "user_version")] != [(APPLICATION_ID,), (VERSION,)]:
        return
    found = sources.Sources(store.path, project_id(store), own=journal_folder(store.path))
    found.journals = segments(journal_folder(store.path), found.project) if found.project else []
    lacking: Counter[str] = Counter()
    for table, ids in found.ids(("change", "decision")):
        marks = ", ".join("?" * len(ids))
        here = {identity for (identity,) in store.rows(f"SELECT id FROM {table} WHERE id IN ({marks})", ids)}
        lacking[table] += len(set(ids) - here)
    if lacking["change"]:
        yield FileFault(
            f"{store.path}: the journal beside it holds {lacking['decision']:,} decisions ({lacking['change']:,} changes) that the "
            f"file lacks; recover them, or delete {journal_folder(store.path)} where an older copy was put back on purpose."
        )
