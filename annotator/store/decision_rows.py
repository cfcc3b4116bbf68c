"""Decisions as rows of the table ``decision``: the columns, and a decision made a row and a row a decision."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from annotator.records import Decision, Kind, Mention, MisfitError, Origin, Span, Stance, Status
from annotator.store import rules
from annotator.store.connection import Store
from annotator.store.register import speaker_names
from annotator.store.values import content as content_of
from annotator.store.values import one_of

COLUMNS = (
    "id", "change", "annotator", "article", "quotation", "status", "start", "end", "words", "kind", "origin",
    "source_start", "source_end", "source_words", "speaker", "cue_start", "cue_end", "cue_words", "utterance", "content",
    "comment", "flagged", "seconds", "codebook", "proposals_shown", "decided_at", "sequence", "replaces",
)  # fmt: skip
INSERT = f"""INSERT INTO decision ({", ".join(f'"{name}"' for name in COLUMNS)})
    VALUES ({", ".join(f":{name}" for name in COLUMNS)})"""
SELECT = f"""SELECT d.n, b.name, a.sha256, {", ".join(f'd."{name}"' for name in COLUMNS)}
    FROM decision d JOIN annotator b ON b.n = d.annotator JOIN article a ON a.n = d.article"""
_FIRST = 3  # columns of SELECT before those of the table
AT = {name: _FIRST + at for at, name in enumerate(COLUMNS)}
"""Where a column of the table stands in a row of SELECT."""
_STATUSES = {str(status): status for status in Status}  # looked up, since a read makes very many
_KINDS = {str(kind): kind for kind in Kind}
_ORIGINS = {str(origin): origin for origin in Origin}
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
    return {
        "id": decision.id,
        "quotation": decision.quotation,
        "status": str(decision.status),
        "start": decision.span.start,
        "end": decision.span.end,
        "words": decision.words,
        "kind": str(decision.kind),
        "origin": str(decision.origin),
        "source_start": source and source.span.start,
        "source_end": source and source.span.end,
        "source_words": source and source.words,
        "cue_start": cue and cue.span.start,
        "cue_end": cue and cue.span.end,
        "cue_words": cue and cue.words,
        "utterance": decision.group,
        "content": json.dumps([[s.start, s.end] for s in decision.content]) if decision.content else "[]",
        "comment": decision.comment,
        "flagged": int(decision.flagged),
        "seconds": decision.seconds,
        "codebook": decision.codebook,
        "proposals_shown": int(decision.proposals_shown),
        "decided_at": decision.decided_at,
        "sequence": decision.sequence,
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
    changed = {name: kept[name] for name in ("comment", "seconds", "codebook", "decided_at") if name in kept}
    return replace(decision, group=kept["utterance"], **changed), told


def safe_rows(
    rows: Sequence[Values], tell: Callable[[Faulty], None], text_of: Callable[[str], str | None] | None = None
) -> list[Values]:
    """Rows of ``SELECT`` that keep the rules, with safe values in the place of bad ones; ``tell`` hears of those that do not.

    ``text_of`` gives an article's text by its sha256; without it, only what can be said without the text is checked.
    """
    kept = []
    for row in rows:
        values = dict(zip(COLUMNS, row[_FIRST:], strict=True))
        wrong = list(rules.about_text(values, text_of(row[2]) if text_of is not None else None))
        safe, told = rules.made_safe("decision", values)
        if wrong or told:
            tell(Faulty(row[1], row[2], str(row[AT["words"]]), [*told, *wrong], safe is not None and not wrong))
        if safe is not None and not wrong:
            kept.append(row if not told else (*row[:_FIRST], *safe.values()))
    return kept


def loaded(store: Store, rows: Sequence[Values]) -> Iterator[Decision]:
    """Decisions from rows of ``SELECT``, with their stances and speakers."""
    stances: dict[int, list[Stance]] = defaultdict(list)
    numbers = [row[0] for row in rows]
    for at in range(0, len(numbers), 500):
        part = numbers[at : at + 500]
        marks = ", ".join("?" * len(part))
        for n, target, label in store.rows(
            f"SELECT decision, target, label FROM stance WHERE decision IN ({marks})", part
        ):
            stances[n].append(Stance(target, label))
    names = speaker_names(store, {row[AT["speaker"]] for row in rows if row[AT["speaker"]] is not None})
    for row in rows:
        yield made_decision(row, tuple(stances[row[0]]), names)


def made_decision(row: Values, stances: tuple[Stance, ...], names: Mapping[int, tuple[str, str]]) -> Decision:
    """A decision from a row of ``SELECT``, its stances, and (id, name) of speakers by their numbers."""
    (_, annotator, sha256, identity, _, _, _, quotation, status, start, end, words, kind, origin, s_start, s_end, s_words,
     speaker, c_start, c_end, c_words, utterance, content, comment, flagged, seconds, codebook, shown, at, sequence,
     replaces) = row  # fmt: skip
    known = names.get(speaker) if speaker is not None else (None, "")
    if known is None:
        raise MisfitError("its speaker is not in the register")
    return Decision(
        id=identity,
        quotation=quotation,
        article=sha256,
        annotator=annotator,
        status=one_of(_STATUSES, status, "Status"),
        span=Span(start, end),
        words=words,
        kind=one_of(_KINDS, kind, "Kind"),
        origin=one_of(_ORIGINS, origin, "Origin"),
        source=Mention(Span(s_start, s_end), s_words) if s_start is not None else None,
        speaker_id=known[0],
        speaker_name=known[1],
        cue=Mention(Span(c_start, c_end), c_words) if c_start is not None else None,
        group=utterance,
        content=content_of(content),
        stances=stances,
        comment=comment,
        flagged=bool(flagged),
        seconds=seconds,
        codebook=codebook,
        proposals_shown=bool(shown),
        decided_at=at,
        sequence=sequence,
        replaces=replaces,
    )
