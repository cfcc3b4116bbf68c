"""What a row may hold: one list of rules for every import, merge, recovery, check and export.

A merge, an import of annotations, recovery, the doctor and every export ask the same list. A rule is about one column: what is
wrong with a value, in a clause, and what may stand in its place. Where nothing may, the row says nothing without the value and
stays out.
"""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from typing import Any, NamedTuple

from annotator import speaker_uri
from annotator.records import (
    ADJUDICATED,
    Kind,
    Origin,
    Reason,
    Status,
    hash_of,
    is_second_reading,
    person_of,
    text_hash,
)
from annotator.store.values import spans, strings

NAME, TAG, KEY, TITLE, TEXT = 200, 100, 1_000, 10_000, 1_000_000
"""The most characters of an annotator's name, a tag, an id, a title, and of anything else (a comment, a speaker's name, metadata)."""
SECONDS = 1e9  # spent on one decision, at most
FAR = 10**12  # a sequence from elsewhere beyond which nobody counts
_MOST = 2**62  # no count of ours gets there

Row = dict[str, Any]
Check = Callable[[Any], str]


class _Turn(StrEnum):
    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Fact(StrEnum):
    """What is said of a speaker beside its names: a remark, an external id, and whether it was taken off the register ("1")."""

    NOTE = "note"
    URI = "uri"
    REMOVED = "removed"


class ArticleFact(StrEnum):
    """What is said of an article after it came in: its title, one of its tags ("1"), and whether it is excluded or deleted ("1")."""

    TITLE = "title"
    TAG = "tag"
    EXCLUDED = "excluded"
    DELETED = "deleted"


class Rule(NamedTuple):
    """What is wrong with a value ("" where nothing is), and what makes a bad one safe, where something does."""

    check: Check
    safe: Callable[[Any], Any] | None = None


class Broken(NamedTuple):
    """A rule that a row breaks: the column, what is wrong, and whether the row can be kept without the value."""

    column: str
    told: str
    repaired: bool


def no_controls(text: str) -> str:
    """A text without control characters but line breaks and tabs."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))


def folded(name: str) -> str:
    """A name as it is kept: ends trimmed, runs of blanks made one."""
    return " ".join(name.split())


def person(name: str) -> str:
    """An annotator's name as it is kept: folded, without control characters and marks that turn what follows them round."""
    return folded("".join(char for char in no_controls(folded(name)) if unicodedata.bidirectional(char) not in _TURNS))


_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def short(text: str, most: int = 40) -> str:
    """A text of any length as a message may cite it: on one line, cut."""
    line = " ".join(no_controls(text[: 4 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def is_reserved(name: str) -> bool:
    """Whether a name reads like that of the layer of settled decisions, whatever its case, blanks and Unicode form."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum()) == ADJUDICATED


# Checks

_LENGTHS: dict[Check, tuple[int, int]] = {}  # of checks that ask for the length of a text alone: the least and the most


def _text(what: str, most: int, *, least: int = 0) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            return f"its {what} is not text"
        if len(value) < least:
            return f"its {what} is blank"
        if len(value) > most:
            return f"its {what} has {len(value):,} characters, more than {most:,}"
        return ""

    _LENGTHS[check] = least, most
    return check


def _name(what: str, most: int, keep: Callable[[str], str]) -> Check:
    long = _text(what, most, least=1)

    def check(value: Any) -> str:
        return long(value) or (
            "" if keep(value) == value else f"its {what} holds blanks or characters that a name cannot have"
        )

    return check


def _annotator(value: Any) -> str:
    again = isinstance(value, str) and is_second_reading(value)
    name = person_of(value) if again else value
    return _name("name", NAME, person)(name) or (
        "its name looks like the one that is reserved for settled decisions"
        if (again or name != ADJUDICATED) and is_reserved(name)
        else ""
    )


def _tag(value: Any) -> str:
    """A tag, "" where a row is about none."""
    if value == "":
        return ""
    return _name("tag", TAG, folded)(value) or (
        "its tag holds a comma or a semicolon, which separate tags" if set(value) & set(",;") else ""
    )


def _maybe(check: Check) -> Check:
    return lambda value: "" if value is None else check(value)


def _one_of(what: str, values: type[StrEnum]) -> Check:
    known = {str(value) for value in values}
    return lambda value: "" if value in known else f"there is no {what} {_shown(value)}"


def _number(what: str, least: float, most: float) -> Check:
    def check(value: Any) -> str:
        if type(value) not in (int, float) or not math.isfinite(value):
            return f"its {what} is not a number ({_shown(value)})"
        return "" if least <= value <= most else f"its {what} is out of range ({_shown(value)})"

    return check


def _whole(what: str, least: int, most: int) -> Check:
    number = _number(what, least, most)

    def check(value: Any) -> str:
        if type(value) is int and least <= value <= most:
            return ""
        return number(value) or f"its {what} is not a whole number"

    return check


def _time(value: Any) -> str:
    if value == "":  # nobody knows it any more
        return ""
    try:
        datetime.datetime.fromisoformat(value if isinstance(value, str) else "no text")
    except ValueError:
        return f"its time is not a time ({_shown(value)})"
    return ""


def _are_times(values: Set[Any]) -> bool:
    """Whether no value breaks the rule of :func:`_time`."""
    try:
        deque(map(datetime.datetime.fromisoformat, values - {""}), maxlen=0)
    except (ValueError, TypeError):
        return False
    return True


def _json(what: str, shape: type[Any]) -> Check:
    long, empty = _text(what, TEXT), "{}" if shape is dict else "[]"
    return lambda value: (
        ""
        if value == empty
        else long(value) or ("" if strings(value, shape) is not None else f"its {what} cannot be read")
    )


def _shown(value: Any) -> str:
    """A value as a message may show it: short, on one line."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


# What makes a value safe


def _fixed(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _cut(most: int) -> Callable[[Any], Any]:
    return lambda value: value[:most] if isinstance(value, str) else ""


def _flag(value: Any) -> int:
    """1 or 0, as a row holds it: the journal tells True from 1."""
    return int(bool(value))


RULES: Mapping[str, Mapping[str, Rule]] = {
    "annotator": {"name": Rule(_annotator)},
    "article": {
        "id": Rule(_text("id", KEY, least=1)),
        "title": Rule(_text("title", TITLE), _cut(TITLE)),
        "metadata": Rule(_json("metadata", dict), _fixed("{}")),
    },
    "speaker": {"id": Rule(_text("id", KEY, least=1))},
    "speaker_revision": {
        "name": Rule(_name("name", TEXT, folded)),
        "aliases": Rule(_json("aliases", list), _fixed("[]")),
    },
    "speaker_fact": {
        "id": Rule(_text("id", KEY, least=1)),
        "field": Rule(_one_of("field", Fact)),
        "value": Rule(_text("value", TEXT), _cut(TEXT)),
        "sequence": Rule(_whole("sequence", 1, _MOST), _fixed(1)),
    },
    "article_fact": {
        "id": Rule(_text("id", KEY, least=1)),
        "field": Rule(_one_of("field", ArticleFact)),
        "about": Rule(_tag),
        "value": Rule(_text("value", TITLE), _cut(TITLE)),
        "sequence": Rule(_whole("sequence", 1, _MOST), _fixed(1)),
    },
    "decision": {
        "id": Rule(_text("id", KEY, least=1)),
        "quotation": Rule(_text("quotation's id", KEY, least=1)),
        "status": Rule(_one_of("status", Status)),
        "kind": Rule(_one_of("kind", Kind)),
        "origin": Rule(_one_of("origin", Origin)),
        "utterance": Rule(_maybe(_text("utterance", KEY)), _fixed(None)),
        "comment": Rule(_text("comment", TEXT), _cut(TEXT)),
        "flagged": Rule(_whole("flag", 0, 1), _flag),
        "seconds": Rule(_number("duration", 0, SECONDS), _fixed(0.0)),
        "codebook": Rule(_text("codebook", KEY), _fixed("")),
        "proposals_shown": Rule(_whole("mark of a shown proposal", 0, 1), _flag),
        "decided_at": Rule(_time, _fixed("")),
        "sequence": Rule(_whole("sequence", 1, _MOST), _fixed(1)),
        "replaces": Rule(_text("reference to a replaced decision", KEY), _fixed("")),
        "shown": Rule(_text("note of what was shown", TEXT), _fixed("")),
    },
    "stance": {"target": Rule(_text("target", KEY, least=1)), "label": Rule(_text("label", KEY, least=1))},
    "finish": {
        "finished": Rule(_whole("mark of a finished article", 0, 1), _flag),
        "at": Rule(_time, _fixed("")),
        "sequence": Rule(_whole("sequence", 1, _MOST), _fixed(1)),
    },
    "change": {
        "id": Rule(_text("id", KEY, least=1)),
        "kind": Rule(_one_of("kind of change", _Turn)),
        "at": Rule(_time, _fixed("")),
        "action": Rule(_text("action", TEXT), _cut(TITLE)),
        "sequence": Rule(_whole("sequence", 0, _MOST), _fixed(0)),
    },
    "training_answer": {
        "id": Rule(_text("id", KEY, least=1)),
        "question": Rule(_text("question", KEY, least=1)),
        "target": Rule(_text("target", KEY, least=1)),
        "label": Rule(_text("label", KEY, least=1)),
        "given": Rule(_text("answer", KEY)),
        "agrees": Rule(_whole("mark of a right answer", 0, 1)),
        "at": Rule(_time, _fixed("")),
    },
    "adjudication": {"reason": Rule(_one_of("reason", Reason), _fixed(""))},
    "review": {"reason": Rule(_text("reason", TEXT), _cut(TITLE))},
}
"""The rules of each table's columns; what stands in no rule is held by the table itself or by :func:`about_text`."""


_CHECKS = {
    table: [(column, rule.check, rule.safe is not None) for column, rule in rules.items()]
    for table, rules in RULES.items()
}


def broken(table: str, row: Mapping[str, Any]) -> list[Broken]:
    """The rules that a row of a table breaks, of the columns that it has."""
    return [
        Broken(column, told, repaired)
        for column, check, repaired in _CHECKS[table]
        if column in row and (told := check(row[column]))
    ]


def all_sound(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bool:
    """Whether no row of a table breaks a rule; ``columns`` names the places of a row. A value that many rows hold is checked once.

    The same as asking :func:`broken` of each row, and several times faster for many rows.
    """
    held = dict(zip(columns, zip(*rows, strict=True), strict=False))
    for column, check, _ in _CHECKS[table]:
        if column in held:
            values = held[column]
            types = set(map(type, values))
            alike = len(types) <= 1  # 1, 1.0 and True are one value of a set
            if check in _LENGTHS and types == {str}:
                least, most = _LENGTHS[check]
                if min(map(len, values)) < least or max(map(len, values)) > most:
                    return False
            elif check is _time and alike:
                if not _are_times(set(values)):
                    return False
            elif any(map(check, set(values) if alike else values)):
                return False
    return True


def made_safe(table: str, row: Mapping[str, Any]) -> tuple[Row | None, list[str]]:
    """A row with safe values in the place of bad ones (None: it cannot be kept), and what is wrong with it, in clauses."""
    found = broken(table, row)
    if not found:
        return dict(row), []
    told = [each.told for each in found]
    if not all(each.repaired for each in found):
        return None, [each.told for each in found if not each.repaired]
    rules = RULES[table]
    return {**row, **{e.column: rules[e.column].safe(row[e.column]) for e in found}}, told  # type: ignore[misc]


ABOUT_TEXT = (
    "start", "end", "words", "source_start", "source_end", "source_words", "cue_start", "cue_end", "cue_words", "content",
    "status", "kind",
)  # fmt: skip
"""The columns of a decision that :func:`about_values` asks for."""
_ENDED = frozenset({str(Status.CONFIRMED), str(Status.REJECTED)})
_REJECTED, _NOT_SPEECH = str(Status.REJECTED), str(Kind.NOT_SPEECH)


def about_text(row: Mapping[str, Any], text: str | None) -> list[str]:
    """What is wrong with the spans of a decision's row, about its article's text, in clauses.

    None: the text is not at hand, and only what can be said without it is.
    """
    return about_values([row[name] for name in ABOUT_TEXT], text)


def about_values(values: Sequence[Any], text: str | None) -> list[str]:
    """:func:`about_text` of the values of the columns ``ABOUT_TEXT``."""
    told = []
    length = _MOST if text is None else len(text)
    # A merge asks this of each decision: one assignment, and no enum's member, costs a third of slices and members.
    q_start, q_end, q_words, s_start, s_end, s_words, c_start, c_end, c_words, content, status, kind = values
    for name, start, end, words in (
        ("quotation", q_start, q_end, q_words), ("source", s_start, s_end, s_words), ("cue", c_start, c_end, c_words),
    ):  # fmt: skip
        if start is None and end is None and words is None and name != "quotation":
            continue
        if not (type(start) is int and type(end) is int and 0 <= start < end <= length):
            told.append(f"its {name} reaches beyond the article")
        elif text is not None and text[start:end] != words:
            told.append(f"the words of its {name} are not those of the article")
    if content != "[]":
        held = spans(content)
        if held is None or any(end > length for _, end in held):
            told.append("its content cannot be read")
    if status in _ENDED and (status == _REJECTED) != (kind == _NOT_SPEECH):
        told.append(f"what is {status} cannot be of kind {kind}")
    return told


def about_uri(value: object) -> str:
    """What is wrong with the external id of a speaker, in a clause; "" where nothing is, or there is none."""
    told = speaker_uri.fault(value) if isinstance(value, str) and value else ""
    return f"its external id {told}" if told else ""


def about_row(table: str, row: Mapping[str, Any], text: str | None) -> Iterator[str]:
    """What keeps a row from elsewhere out, in clauses, about the text of the article that it is on (None: there is none)."""
    for name, value in row.items():
        if isinstance(value, bytes):
            yield f"its {name} is not text"
            return
        if isinstance(value, bool) or not isinstance(value, (str, int, float, type(None))):
            yield f"its {name} is not a value that the program writes"
            return
        if isinstance(value, float) and not math.isfinite(value):
            yield f"its {name} is not a number"
            return
    if table in RULES:
        yield from (each.told for each in broken(table, row) if not each.repaired)
    if table == "article" and not isinstance(row.get("text"), str):
        yield "its text is not text"
    elif table == "article" and text_hash(row["text"]) != row.get("sha256"):
        yield "its text does not fit its checksum"
    elif table == "codebook" and (not isinstance(row.get("source"), str) or hash_of(row["source"]) != row.get("hash")):
        yield "its source does not fit its checksum"
    elif table == "speaker_fact" and row.get("field") == Fact.URI and (told := about_uri(row.get("value"))):
        yield told
    elif table == "decision" and text is None:
        yield "its article is not there"
    elif table == "decision":
        yield from about_text(defaultdict(lambda: None, {"content": "[]", **row}), text)


def repaired_name(table: str, row: Mapping[str, Any]) -> Row:
    """A row of a speaker or an annotator with a name that keeps the rules, where it can be made one.

    An annotator's that reads like that of the settled decisions gets the number of its row.
    """
    name = row.get("name")
    if not isinstance(name, str) or not RULES[table]["name"].check(name):
        return dict(row)
    kept = person(name)[: NAME - 20] if table == "annotator" else folded(name)[:TEXT]
    return {**row, "name": f"{kept} ({row.get('n')})" if table == "annotator" and is_reserved(kept) else kept}
