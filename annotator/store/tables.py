"""The tables of a project file, column by column, as the newest migration leaves them.

All that reads or writes rows takes names, references and keys from here: decisions, the journal, recovery, what only a lost log
held, merges, and the check of files from elsewhere. A column is added by a line here, a migration in ``schema.py``, and a test;
``tests/store/test_tables.py`` holds this page against the migrations, and names the hashes to write below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

VERSION = 17
"""The version of the schema, kept in ``PRAGMA user_version``: the number of migrations."""

SHAPES = frozenset(
    {
        "54ecca03e84bb487b23afc10200df463da84db9add8d0c35f4c49e59e9c670e2",
        "de1fa3e26498b16d590fe83769e7b5532b0425e18cc9d4d4c881ae1c929893be",
    }
)
"""The fingerprints (``layout.fingerprint``) of a file as this version makes it: without the search index, and with it."""


class Holds(Enum):
    """What a table's rows are."""

    WORK = "what people did"  # the journal carries it
    MACHINE = "what the detector found"
    LOCAL = "settings, and where each annotator is"
    DERIVED = "what follows from the others"  # rebuilt, never carried


class Column(NamedTuple):
    """A column as it is declared: ``NAME TYPE``, then ``KEY``, ``NULL`` and ``-> TABLE`` where they apply.

    ``refers`` is the table whose key the column holds.
    """

    name: str
    type: str
    key: bool = False
    optional: bool = False
    refers: str = ""


class Table:
    """A table: its columns, what they refer to, and by what its rows are known.

    ``stable`` names the column that is the same in every copy of a project, "" where there is none. ``follows`` are columns that follow
    from undo and redo, and are not carried. ``moved`` is a column that a later change may changed. ``merged``: whether merges read it.
    """

    def __init__(
        self,
        name: str,
        holds: Holds,
        *declared: str,
        stable: str = "",
        follows: frozenset[str] = frozenset(),
        moved: str = "",
        merged: bool = True,
    ) -> None:
        self.name, self.holds, self.stable = name, holds, stable
        self.follows, self.moved, self.merged = follows, moved, merged
        self.declared = tuple(map(_column, declared))
        self.columns = tuple(column.name for column in self.declared)
        self.keys = tuple(column.name for column in self.declared if column.key)
        self.optional = frozenset(column.name for column in self.declared if column.optional)
        first = self.declared[0]
        numbered = first.key and len(self.keys) == 1 and first.type == "INTEGER" and not first.refers
        self.number = first.name if numbered else ""  # the column of its own row numbers; "" where it has none

    @cached_property
    def refers(self) -> Mapping[str, str]:
        """Column -> the table whose key it holds."""
        return {column.name: column.refers for column in self.declared if column.refers}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """Column -> the table whose row numbers it holds, along all references."""
        return {column: _numbering(parent) for column, parent in self.refers.items()}

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """The columns that the journal carries."""
        return tuple(name for name in self.columns if name not in self.follows)

    @cached_property
    def insert(self) -> str:
        """SQL that appends a row with all columns but its number, from values by their names."""
        names = [name for name in self.columns if name != self.number]
        return insert(self.name, names)


class TableRows(NamedTuple):
    """Rows of a table: the values of some columns, among them all that the journal carries and that are not NULL."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def _numbering(name: str) -> str:
    """A table, or the one whose numbers its key holds."""
    table = TABLES[name]
    return name if table.number else _numbering(table.refers[table.keys[0]])


def insert(table: str, names: Mapping[str, object] | list[str]) -> str:
    """SQL that appends a row to a table, from values by their names."""
    return f"""INSERT INTO {table} ({", ".join(f'"{name}"' for name in names)}) VALUES ({", ".join(f":{name}" for name in names)})"""


def _column(declared: str) -> Column:
    words, _, parent = declared.partition(" -> ")
    name, kind, *more = words.split()
    return Column(name, kind, "KEY" in more, "NULL" in more, parent)


_ALL = (
    Table("annotator", Holds.WORK, "n INTEGER KEY", "name TEXT", "created_at TEXT", stable="name"),
    Table(
        "change", Holds.WORK,
        "n INTEGER KEY", "id TEXT", "annotator INTEGER NULL -> annotator", "kind TEXT", "action TEXT",
        "target INTEGER NULL -> change", "article INTEGER NULL -> article", "live INTEGER", "redoable INTEGER", "at TEXT",
        "merge INTEGER NULL -> change", "sequence INTEGER",
        stable="id", follows=frozenset({"live", "redoable"}), moved="merge",
    ),
    Table(
        "article", Holds.WORK,
        "n INTEGER KEY", "sha256 TEXT", "id TEXT", "title TEXT", "text TEXT", "metadata TEXT", "change INTEGER -> change",
        stable="sha256", moved="change",
    ),
    Table(
        "codebook", Holds.WORK,
        "n INTEGER KEY", "hash TEXT", "id TEXT", "name TEXT", "version TEXT", "source TEXT", "guideline TEXT",
        "change INTEGER -> change",
        merged=False,
    ),
    Table(
        "codebook_change", Holds.WORK,
        "n INTEGER KEY", "key TEXT", "codebook TEXT", "why TEXT", "change INTEGER -> change", "parents TEXT",
        stable="key", merged=False,
    ),
    Table(
        "codebook_fate", Holds.WORK,
        "codebook_change INTEGER KEY -> codebook_change", "target TEXT KEY", "label TEXT KEY", "to_target TEXT NULL",
        "to_label TEXT NULL", "retired INTEGER", "look INTEGER NULL", "options TEXT",
        merged=False,
    ),
    Table(
        "codebook_sample", Holds.WORK, "codebook_change INTEGER KEY -> codebook_change", "decision TEXT KEY",
        merged=False,
    ),
    Table("speaker", Holds.WORK, "n INTEGER KEY", "id TEXT", stable="id"),
    Table(
        "speaker_revision", Holds.WORK,
        "n INTEGER KEY", "speaker INTEGER -> speaker", "name TEXT", "aliases TEXT", "merged_into INTEGER NULL -> speaker",
        "change INTEGER -> change",
    ),
    Table(
        "speaker_fact", Holds.WORK,
        "n INTEGER KEY", "id TEXT", "speaker INTEGER -> speaker", "field TEXT", "value TEXT", "sequence INTEGER",
        "change INTEGER -> change",
        stable="id",
    ),
    Table(
        "article_fact", Holds.WORK,
        "n INTEGER KEY", "id TEXT", "article INTEGER -> article", "field TEXT", "about TEXT", "value TEXT", "sequence INTEGER",
        "change INTEGER -> change",
        stable="id",
    ),
    Table(
        "decision", Holds.WORK,
        "n INTEGER KEY", "id TEXT", "change INTEGER -> change", "annotator INTEGER -> annotator",
        "article INTEGER -> article", "quotation TEXT", "status TEXT", "start INTEGER", "end INTEGER", "words TEXT",
        "kind TEXT", "origin TEXT", "source_start INTEGER NULL", "source_end INTEGER NULL", "source_words TEXT NULL",
        "speaker INTEGER NULL -> speaker", "cue_start INTEGER NULL", "cue_end INTEGER NULL", "cue_words TEXT NULL",
        "utterance TEXT NULL", "content TEXT", "comment TEXT", "flagged INTEGER", "seconds REAL", "codebook TEXT",
        "proposals_shown INTEGER", "decided_at TEXT", "sequence INTEGER", "replaces TEXT",
        "shown TEXT",
        stable="id",
    ),
    Table("stance", Holds.WORK, "decision INTEGER KEY -> decision", "target TEXT KEY", "label TEXT KEY"),
    Table(
        "recoded", Holds.WORK,
        "n INTEGER KEY", "decision INTEGER -> decision", "was INTEGER -> decision", "root INTEGER -> decision",
        "codebook_change INTEGER -> codebook_change", "reason TEXT",
    ),
    Table("adjudication", Holds.WORK, "decision INTEGER KEY -> decision", "reason TEXT"),
    Table("settled", Holds.WORK, "decision INTEGER KEY -> adjudication", "settles INTEGER KEY -> decision"),
    Table(
        "finish", Holds.WORK,
        "n INTEGER KEY", "change INTEGER -> change", "annotator INTEGER -> annotator", "article INTEGER -> article",
        "finished INTEGER", "at TEXT", "sequence INTEGER",
    ),
    Table(
        "article_version", Holds.WORK,
        "n INTEGER KEY", "article INTEGER -> article", "replaces INTEGER -> article", "change INTEGER -> change",
    ),
    Table(
        "review", Holds.WORK,
        "n INTEGER KEY", "article INTEGER -> article", "decision INTEGER -> decision", "reason TEXT",
        "change INTEGER -> change",
    ),
    Table("reviewed", Holds.WORK, "review INTEGER KEY -> review", "change INTEGER KEY -> change", merged=False),
    Table(
        "training_answer", Holds.WORK,
        "n INTEGER KEY", "id TEXT", "annotator INTEGER -> annotator", "question TEXT", "target TEXT", "label TEXT", "given TEXT",
        "agrees INTEGER", "at TEXT", "merge INTEGER NULL -> change",
        stable="id", moved="merge",
    ),
    Table(
        "releases", Holds.WORK,
        "number INTEGER KEY", "name TEXT", "as_of INTEGER -> change", "settings TEXT", "checksums TEXT", "at TEXT",
        merged=False,
    ),
    Table(
        "proposal_run", Holds.MACHINE,
        "n INTEGER KEY", "article INTEGER -> article", "detector TEXT", "in_marks INTEGER", "indirect INTEGER", "at TEXT",
    ),
    Table(
        "proposal", Holds.MACHINE,
        "run INTEGER KEY -> proposal_run", "quotation TEXT KEY", "start INTEGER", "end INTEGER", "words TEXT", "kind TEXT",
        "confidence REAL", "rest TEXT",
    ),
    Table("setting", Holds.LOCAL, "name TEXT KEY", "value TEXT"),
    Table(
        "place", Holds.LOCAL,
        "annotator INTEGER KEY -> annotator", "article INTEGER NULL -> article", "quotation TEXT NULL",
    ),
    Table(
        "current_decision", Holds.DERIVED,
        "annotator INTEGER KEY", "article INTEGER KEY", "quotation TEXT KEY", "decision INTEGER -> decision", "status TEXT",
        "origin TEXT", "flagged INTEGER",
    ),
    Table("current_finish", Holds.DERIVED, "annotator INTEGER KEY", "article INTEGER KEY", "finished INTEGER"),
    Table(
        "current_progress", Holds.DERIVED,
        "annotator INTEGER KEY", "article INTEGER KEY", "decisions INTEGER", "withdrawn INTEGER", "decided INTEGER",
        "flagged INTEGER", "in_marks INTEGER", "indirect INTEGER",
    ),
    Table(
        "current_speaker", Holds.DERIVED,
        "speaker INTEGER KEY -> speaker", "name TEXT", "aliases TEXT", "merged_into INTEGER NULL -> speaker",
        "note TEXT", "uri TEXT",
    ),
    Table(
        "current_article", Holds.DERIVED,
        "article INTEGER KEY -> article", "title TEXT NULL", "tags TEXT NULL", "excluded INTEGER", "deleted INTEGER",
    ),
    Table("speaker_name", Holds.DERIVED, "speaker INTEGER KEY -> speaker", "folded TEXT KEY", "alias INTEGER"),
)  # fmt: skip

TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
"""All tables, parents before children but for an article's change."""


def that_hold(*kinds: Holds) -> tuple[Table, ...]:
    """The tables whose rows are of some kinds, parents before children."""
    return tuple(table for table in _ALL if table.holds in kinds)
