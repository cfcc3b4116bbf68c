"""The full-text index (FTS5) over articles and decisions: filled when somebody searches, not when somebody writes.

Articles and decisions are only ever appended, so a mark of how far each is indexed is enough, and neither an import nor a
decision pays for it. Words are compared without case and accents (``unicode61 remove_diacritics 2``). The index holds no
texts of its own (``content=``), can be dropped at any time, and is made in the file at the first search.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.errors import BadInputError
from annotator.records import Span
from annotator.store.connection import Store
from annotator.store.layout import SEARCH

_FILL = {
    "article": "INSERT INTO article_words (rowid, text) SELECT n, text FROM article WHERE n > ? AND n <= ?",
    "decision": """INSERT INTO decision_words (rowid, words, source_words, comment)
        SELECT n, words, source_words, comment FROM decision WHERE n > ? AND n <= ?""",
}
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")  # as unicode61 parts words: letters, digits, accents on them
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A word or phrase as typed: its words folded as the index folds them; ``begins``: the last one need only begin so."""

    typed: str
    words: tuple[str, ...]
    begins: bool = False
    unwanted: bool = False
    either: bool = False  # an alternative to the term before it


def terms(typed: str) -> list[SearchTerm]:
    """What a person typed: all words, "a phrase", begin*, -without, one OR other. Nothing of it is ever read as FTS5 syntax."""
    found: list[SearchTerm] = []
    either = False
    for minus, phrase, word in _TERM.findall(typed.replace("\0", " ")):
        if word == "OR" and not minus:
            either = bool(found)
            continue
        term = phrase or word
        words = tuple(_folded(m.group()) for m in _WORD.finditer(term))
        if any(words):
            found.append(SearchTerm(term.rstrip("*"), words, word.endswith("*"), bool(minus), either and not minus))
        either = False
    return found


def expression(typed: str) -> str:
    """The FTS5 expression for what a person typed; BadInputError where nothing in it can be searched for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for term in terms(typed):
        quoted = '"' + term.typed.replace('"', '""') + '"' + "*" * term.begins
        if term.unwanted:
            unwanted.append(quoted)
        elif term.either and wanted:
            wanted[-1] = f"({wanted[-1]} OR {quoted})"
        else:
            wanted.append(quoted)
    if not wanted:
        raise BadInputError("There is no word to search for; type at least one.")
    all_of = " AND ".join(wanted)
    return f"({all_of}) NOT ({' OR '.join(unwanted)})" if unwanted else all_of


def occurrences(text: str, typed: str) -> Iterator[Span]:
    """Where the wanted words stand in a text that matches, in order, one after the other.

    FTS5's own highlight() copies the text at every hit, which takes minutes in a long article.
    """
    wanted = [term for term in terms(typed) if not term.unwanted]
    longest = max((len(term.words) for term in wanted), default=0)
    recent: deque[tuple[str, int]] = deque(maxlen=longest)
    free = 0  # hits do not overlap
    for match in _WORD.finditer(text):
        recent.append((_folded(match.group()), match.start()))
        for term in wanted:
            n = len(term.words)
            last = [word for word, _ in recent][-n:]
            same = last == [*term.words] or (
                term.begins and last[:-1] == [*term.words[:-1]] and last[-1].startswith(term.words[-1])
            )
            if same and len(last) == n and recent[-n][1] >= free:
                free = match.end()
                yield Span(recent[-n][1], free)
                break


def _folded(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


def exists(store: Store) -> bool:
    """Whether the file has an index, be it of a part."""
    return store.one("SELECT 1 FROM sqlite_master WHERE name = 'indexed'") is not None


def unindexed(store: Store) -> int:
    """How many articles and decisions the index lacks: 0 means that a search finds everything."""
    here = exists(store)
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
        if not exists(store):
            for statement in SEARCH.values():
                store.execute(statement)
        for (name, fill), limit in zip(_FILL.items(), (most, 20 * most), strict=True):
            row = store.one("SELECT upto FROM indexed WHERE name = ?", (name,))
            done = row[0] if row else 0
            last = store.one(f"SELECT max(n) FROM (SELECT n FROM {name} WHERE n > ? ORDER BY n LIMIT ?)", (done, limit))
            if last is None or last[0] is None:
                continue
            store.execute(fill, (done, last[0]))
            store.execute("INSERT OR REPLACE INTO indexed (name, upto) VALUES (?, ?)", (name, last[0]))
    return unindexed(store)


def drop_index(store: Store) -> None:
    """Take the index out of the file; the next search makes it again."""
    with store.writing():
        for name in SEARCH:
            store.execute(f"DROP TABLE IF EXISTS {name}")
