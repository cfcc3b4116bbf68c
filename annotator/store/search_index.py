"""The full-text index (FTS5) over articles and decisions: filled when somebody searches, not when somebody writes.

Articles and decisions are only ever appended, so a mark of how far each is indexed is enough, and neither an import nor a
decision pays for it. Words are compared without case and accents (``unicode61 remove_diacritics 2``). The index holds no
texts of its own (``content=``), can be dropped at any time, and is made in the file at the first search.
"""

from __future__ import annotations

import re

from annotator.errors import BadInputError
from annotator.store.connection import Store
from annotator.store.schema import SEARCH

_FILL = {
    "article": "INSERT INTO article_words (rowid, text) SELECT n, text FROM article WHERE n > ? AND n <= ?",
    "decision": """INSERT INTO decision_words (rowid, words, source_words, comment)
        SELECT n, words, source_words, comment FROM decision WHERE n > ? AND n <= ?""",
}
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


def expression(words: str) -> str:
    """The FTS5 expression for what a person typed: all words, "a phrase", begin*, -without, one OR other.

    BadInputError where nothing in it can be searched for. Nothing typed is ever read as FTS5 syntax.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    either = False
    for minus, phrase, word in _TERM.findall(words.replace("\0", " ")):
        if word == "OR" and not minus:
            either = bool(wanted)
            continue
        term = phrase or word
        if not any(c.isalnum() for c in term):
            continue
        quoted = '"' + term.rstrip("*").replace('"', '""') + '"' + ("*" if word.endswith("*") else "")
        if minus:
            unwanted.append(quoted)
        elif either:
            wanted[-1] = f"({wanted[-1]} OR {quoted})"
        else:
            wanted.append(quoted)
        either = False
    if not wanted:
        raise BadInputError("There is no word to search for; type at least one.")
    all_of = " AND ".join(wanted)
    return f"({all_of}) NOT ({' OR '.join(unwanted)})" if unwanted else all_of


def _exists(store: Store) -> bool:
    return store.one("SELECT 1 FROM sqlite_master WHERE name = 'indexed'") is not None


def unindexed(store: Store) -> int:
    """How many articles and decisions the index lacks: 0 means that a search finds everything."""
    here = _exists(store)
    left = 0
    for name in _FILL:
        upto = f"ifnull((SELECT upto FROM indexed WHERE name = '{name}'), 0)" if here else "0"
        row = store.one(f"SELECT count(*) FROM {name} WHERE n > {upto}")
        left += row[0] if row else 0
    return left


def index_more(store: Store, most: int = 50) -> int:
    """Index at most ``most`` more articles and twenty times as many decisions, in one transaction; how many are left.

    50 articles hold the write lock for about as long as a few decisions would, so that a worker can index beside the desk.
    """
    with store.writing():
        if not _exists(store):
            for statement in SEARCH.values():
                store.db.execute(statement)
        for (name, fill), limit in zip(_FILL.items(), (most, 20 * most), strict=True):
            row = store.one("SELECT upto FROM indexed WHERE name = ?", (name,))
            done = row[0] if row else 0
            last = store.one(f"SELECT max(n) FROM (SELECT n FROM {name} WHERE n > ? ORDER BY n LIMIT ?)", (done, limit))
            if last is None or last[0] is None:
                continue
            store.db.execute(fill, (done, last[0]))
            store.db.execute("INSERT OR REPLACE INTO indexed (name, upto) VALUES (?, ?)", (name, last[0]))
    return unindexed(store)


def drop_index(store: Store) -> None:
    """Take the index out of the file; the next search makes it anew."""
    with store.writing():
        for name in SEARCH:
            store.db.execute(f"DROP TABLE IF EXISTS {name}")
