"""What a project file is known by beside its tables (``tables.py``): its mark, its search index, the fingerprint of its shape.

All that opening a file of today asks for. The migrations (``schema.py``) are needed only where a file is made, older, or odd.
"""

from __future__ import annotations

import hashlib
import sqlite3
from functools import lru_cache

APPLICATION_ID = 0x414E4E54  # "ANNT": what `file` and SQLite see in the header
SUFFIX = ".annot"  # of a project file

_TOKENS = 'tokenize = "unicode61 remove_diacritics 2"'
SEARCH = {
    "article_words": f"CREATE VIRTUAL TABLE article_words USING fts5 (text, content = 'article', content_rowid = 'n', {_TOKENS})",
    "decision_words": "CREATE VIRTUAL TABLE decision_words USING fts5 "
    f"(words, source_words, comment, content = 'decision', content_rowid = 'n', {_TOKENS})",
    "indexed": "CREATE TABLE indexed (name TEXT PRIMARY KEY, upto INTEGER NOT NULL) STRICT, WITHOUT ROWID",
}
"""The search index, made in the file at the first search; it can be dropped at any time, so no migration concerns it."""

_SHADOWS = tuple(f"{table}_{part}" for table in SEARCH for part in ("config", "data", "docsize", "idx"))


def fingerprint(db: sqlite3.Connection) -> str:
    """One value for all that a file's schema says, but for what SQLite itself keeps (SHA-256, hex)."""
    rows = db.execute(
        f"""SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_master
        WHERE NOT (type IN ('table', 'index') AND name LIKE 'sqlite!_%' ESCAPE '!')
        AND NOT (type = 'table' AND name IN ({", ".join("?" * len(_SHADOWS))})) ORDER BY type, name""",
        _SHADOWS,
    ).fetchall()
    return _hash(tuple(rows))


@lru_cache(4)  # the packages of a team say the same
def _hash(rows: tuple[tuple[str, ...], ...]) -> str:
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()
