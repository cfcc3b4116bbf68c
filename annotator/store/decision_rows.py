"""Decisions as rows of the table ``decision``, and back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from annotator.records import Decision, Kind, Mention, MisfitError, Origin, Span, Stance, Status
from annotator.serial import spans_to_lists
from annotator.store import rules
from annotator.store.connection import Store
from annotator.store.register import speaker_names
from annotator.store.tables import TABLES, TableRows
from annotator.store.values import content as content_of
from annotator.store.values import one_of

_TABLE = TABLES["decision"]
COLUMNS = tuple(name for name in _TABLE.columns if name != _TABLE.number)
INSERT = _TABLE.insert
SELECT = f"""SELECT d.n, b.name, a.sha256, {", ".join(f'd."{name}"' for name in COLUMNS)}
    FROM decision d JOIN annotator b ON b.n = d.annotator JOIN article a ON a.n = d.article"""
_FIRST = 3  # columns of SELECT before those of the table
_PLACES = ("",) * _FIRST + COLUMNS
AT = {name: _FIRST + at for at, name in enumerate(COLUMNS)}
"""Where a column of the table stands in a row of SELECT."""
_STATUSES = {str(status): status for status in Status}  # looked up, since a read makes very many
_KINDS = {str(kind): kind for kind in Kind}
_ORIGINS = {str(origin): origin for origin in Origin}
_MADE = {"article", "annotator", "status", "kind", "origin", "source", "cue", "content", "flagged", "proposals_shown"}
_PLAIN = tuple(name for name in COLUMNS if name in Decision.__dataclass_fields__ and name not in _MADE)
"""Columns that hold a field of the same name as it is; of the others :func:`as_row` and :func:`decision_from_row` say what they hold."""
_plain = itemgetter(*(AT[name] for name in _PLAIN))
_made = itemgetter(
    *(AT[name] for name in (
        "status", "start", "end", "kind", "origin", "source_start", "source_end", "source_words", "speaker", "cue_start",
        "cue_end", "cue_words", "utterance", "content", "flagged", "proposals_shown",
    ))
)  # fmt: skip
_about_text = itemgetter(*(AT[name] for name in rules.ABOUT_TEXT))
Values = tuple[Any, ...]  # a row of SELECT


class Faulty(NamedTuple):
    """A decision's row that breaks rules: whose it is, on which article (sha256), and its words; what is wrong, in clauses.

    ``kept``: with safe values in the place of the bad ones; else it stays out.
    """

    annotator: str
    article: str
    words: str
    told: Sequence[str]
    kept: bool


def as_row(decision: Decision) -> rules.Row:
    """The values of a decision's row, but for the numbers of its change, annotator, article and speaker."""
    source, cue = decision.source, decision.cue
    return {name: getattr(decision, name) for name in _PLAIN} | {
        "status": str(decision.status),
        "start": decision.span.start,
        "end": decision.span.end,
        "kind": str(decision.kind),
        "origin": str(decision.origin),
        "source_start": source and source.span.start,
        "source_end": source and source.span.end,
        "source_words": source and source.words,
        "cue_start": cue and cue.span.start,
        "cue_end": cue and cue.span.end,
        "cue_words": cue and cue.words,
        "utterance": decision.group,
        "content": json.dumps(spans_to_lists(decision.content)) if decision.content else "[]",
        "flagged": int(decision.flagged),
        "proposals_shown": int(decision.proposals_shown),
        "replaces": decision.replaces or "",
    }


def safe(decision: Decision) -> tuple[Decision | None, list[str]]:
    """A decision from a file with safe values in the place of bad ones (None: it cannot be kept), and what is wrong, in clauses.

    What the store gives where it is blank may be blank.
    """
    row = as_row(decision)
    blank = {name for name in ("id", "quotation", "decided_at", "sequence") if not row[name]}
    kept, told = rules.made_safe("decision", {name: value for name, value in row.items() if name not in blank})
    name = rules.folded(decision.speaker_name)
    if name and (wrong := rules.RULES["speaker_revision"]["name"].check(name)):
        return None, [f"of its speaker: {wrong}"]
    if decision.speaker_id is not None and (wrong := rules.RULES["speaker"]["id"].check(decision.speaker_id)):
        return None, [f"of its speaker: {wrong}"]
    if kept is None or not told:
        return (None if kept is None else decision), told
    changed = {name: kept[name] for name in _PLAIN if name in kept and kept[name] != row[name]}
    return replace(decision, group=kept["utterance"], **changed), told


def all_sound(rows: Sequence[Values]) -> bool:
    """Whether no row of ``SELECT`` breaks a rule about its columns."""
    return rules.all_sound("decision", _PLACES, rows)


def safe_rows(
    rows: Sequence[Values],
    tell: Callable[[Faulty], None],
    text_of: Callable[[str], str | None] | None = None,
    *,
    sound: bool = False,
) -> list[Values]:
    """Rows of ``SELECT`` that keep the rules, with safe values in the place of bad ones; ``tell`` hears of those that do not.

    ``text_of`` gives an article's text by its sha256; without it, only what can be said without the text is checked.
    ``sound``: :func:`all_sound` said so of them.
    """
    kept = []
    sound = sound or all_sound(rows)
    for row in rows:
        wrong = rules.about_values(_about_text(row), text_of(row[2]) if text_of is not None else None)
        if sound and not wrong:
            kept.append(row)
            continue
        safe, told = rules.made_safe("decision", dict(zip(COLUMNS, row[_FIRST:], strict=True)))
        if wrong or told:
            tell(Faulty(row[1], row[2], str(row[AT["words"]]), [*told, *wrong], safe is not None and not wrong))
        if safe is not None and not wrong:
            kept.append(row if not told else (*row[:_FIRST], *safe.values()))
    return kept


class Borne(NamedTuple):
    """What decisions bear: stances by the numbers of decisions, (id, name) of speakers by their numbers."""

    stances: Mapping[int, Sequence[Stance]]
    speakers: Mapping[int, tuple[str, str]]


def borne(store: Store, rows: Sequence[Values]) -> Borne:
    """The stances and speakers of rows of ``SELECT``."""
    stances: dict[int, list[Stance]] = defaultdict(list)
    made: dict[tuple[str, str], Stance] = {}  # many rows bear the same
    numbers = sorted({row[0] for row in rows})  # so that no two parts below reach over each other
    for at in range(0, len(numbers), 500):
        part = numbers[at : at + 500]
        first, last = part[0], part[-1]
        if last - first < 2 * len(part):  # nearly in a row: a look-up each costs more than what lies between
            asked, part = "BETWEEN ? AND ?", [first, last]
        else:
            asked = f"IN ({', '.join('?' * len(part))})"
        for n, target, label in store.rows(f"SELECT decision, target, label FROM stance WHERE decision {asked}", part):
            stances[n].append(made.get((target, label)) or made.setdefault((target, label), Stance(target, label)))
    return Borne(stances, speaker_names(store, {row[AT["speaker"]] for row in rows if row[AT["speaker"]] is not None}))


def decisions_from(store: Store, rows: Sequence[Values]) -> Iterator[Decision]:
    """Decisions from rows of ``SELECT``, with their stances and speakers."""
    found = borne(store, rows)
    for row in rows:
        yield decision_from_row(row, tuple(found.stances.get(row[0], ())), found.speakers)


def with_values(row: Values, values: Mapping[str, Any]) -> Values:
    """A row of ``SELECT`` with other values in some columns of the table."""
    made = list(row)
    for name, value in values.items():
        made[AT[name]] = value
    return tuple(made)


def append_rows(store: Store, rows: Sequence[Sequence[Any]], stances: Sequence[Sequence[Stance]]) -> None:
    """Append rows of ``SELECT`` that keep the rules, with the numbers that hold here, and the stances of each; inside the transaction.

    ``refresh_derived`` must follow. The words of their spans must be those of the articles: :func:`safe_rows` says so.
    """
    last = store.one("SELECT ifnull(max(n), 0) FROM decision")
    assert last is not None, "an aggregate answers one row"
    # Python takes longer over a value that is None than over any other, and most decisions lack the same ones.
    names = [c for c in COLUMNS if c not in _TABLE.optional or any(row[AT[c]] is not None for row in rows)]
    values = itemgetter(*(AT[name] for name in names))
    numbered = [(n, *values(row)) for n, row in enumerate(rows, last[0] + 1)]
    borne = [
        (n, each.target, each.label)
        for n, some in enumerate(stances, last[0] + 1)
        for each in (dict.fromkeys(some) if len(some) > 1 else some)
    ]
    store.insert_many(f"""INSERT INTO decision (n, {", ".join(f'"{name}"' for name in names)})""", numbered)
    store.insert_many("INSERT INTO stance (decision, target, label)", borne)
    if store.journals and not store.in_savepoint:
        store.journal.add_rows(
            TableRows(_TABLE.name, (_TABLE.number, *names), numbered),
            TableRows("stance", TABLES["stance"].columns, borne),
        )


def decision_from_row(row: Values, stances: tuple[Stance, ...], names: Mapping[int, tuple[str, str]]) -> Decision:
    """A decision from a row of ``SELECT``, its stances, and (id, name) of speakers by their numbers."""
    (status, start, end, kind, origin, s_start, s_end, s_words, speaker, c_start, c_end, c_words, utterance, content,
     flagged, shown) = _made(row)  # fmt: skip
    known = names.get(speaker) if speaker is not None else (None, "")
    if known is None:
        raise MisfitError("its speaker is not in the register")
    return Decision(
        article=row[2],
        annotator=row[1],
        status=one_of(_STATUSES, status, "Status"),
        span=Span(start, end),
        kind=one_of(_KINDS, kind, "Kind"),
        origin=one_of(_ORIGINS, origin, "Origin"),
        source=Mention(Span(s_start, s_end), s_words) if s_start is not None else None,
        speaker_id=known[0],
        speaker_name=known[1],
        cue=Mention(Span(c_start, c_end), c_words) if c_start is not None else None,
        group=utterance,
        content=content_of(content),
        stances=stances,
        flagged=bool(flagged),
        proposals_shown=bool(shown),
        **dict(zip(_PLAIN, _plain(row), strict=True)),
    )
