"""The detector's proposals, run by run, separate from decisions."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.holdout import HoldOutRule
from annotator.jsontext import number, pair, read_json
from annotator.records import Candidate, Kind, Mention, MisfitError, Proposal, Span, proposed_source, quotation_id
from annotator.serial import mention_to_list, spans_to_lists
from annotator.store.annotators import hold_out, shows_indirect
from annotator.store.articles import article_number, article_text
from annotator.store.connection import Store, now
from annotator.store.progress import count_proposed
from annotator.store.tables import TABLES
from annotator.store.values import one_of

_KINDS = {str(kind): kind for kind in Kind}
_TABLE = TABLES["proposal"]
COLUMNS = _TABLE.columns[len(_TABLE.keys) :]
"""The columns of a proposal beside its run and its quotation's id, in the order in which :func:`fits` takes them."""
_REST = {"candidates", "no_source", "speaks", "cue", "group", "content"}


def add_proposals(store: Store, sha256: str, proposals: Sequence[Proposal], detector: str) -> int:
    """Store one detector run on an article, in one transaction; decisions stay as they are. The number of proposals kept.

    Of two proposals at the same span the first is kept. ValueError (a bug of the detector) where words do not fit the text.
    """
    text = article_text(store, sha256)
    rows: dict[str, tuple[Any, ...]] = {}
    for proposal in proposals:
        if proposal.span.words(text) != proposal.words:
            raise ValueError(f"proposal at {proposal.span} does not hold the words of the article")
        key = quotation_id(sha256, proposal.span)
        rows.setdefault(key, (key, proposal.span.start, proposal.span.end, proposal.words, str(proposal.kind),
                              proposal.confidence, dump_rest(proposal)))  # fmt: skip
    indirect = sum(row[4] == Kind.INDIRECT for row in rows.values())
    with store.writing():
        article = article_number(store, sha256)
        cursor = store.execute(
            "INSERT INTO proposal_run (article, detector, in_marks, indirect, at) VALUES (?, ?, ?, ?, ?)",
            (article, detector, len(rows) - indirect, indirect, now()),
        )
        run = cursor.lastrowid
        store.executemany(_TABLE.insert, [dict(zip(_TABLE.columns, (run, *row), strict=True)) for row in rows.values()])
        count_proposed(store, article)
    return len(rows)


def suggested(store: Store) -> set[str]:
    """The articles (sha256) of which something was suggested: by the newest detector run, or in what a decision says that it showed."""
    rows = store.rows(
        """SELECT a.sha256 FROM article a WHERE
        EXISTS (SELECT 1 FROM proposal WHERE run = (SELECT max(n) FROM proposal_run WHERE article = a.n))
        OR n IN (SELECT article FROM decision WHERE shown <> '')"""
    )
    return {sha256 for (sha256,) in rows}


def proposals(store: Store, sha256: str, annotator: str = "") -> dict[str, Proposal] | None:
    """The newest run's proposals by quotation id, in text order; None where no detector has run.

    Indirect ones are left out where the project hides them (``shows_indirect``). Of those withheld from the ``annotator`` only the
    stretch is told; without an annotator, of those that are withheld from everybody.
    """
    run = store.one(
        "SELECT max(r.n) FROM proposal_run r JOIN article a ON a.n = r.article WHERE a.sha256 = ?",
        (sha256,),
    )
    if run is None or run[0] is None:
        return None
    found = store.rows(
        """SELECT quotation, start, "end", words, kind, confidence, rest FROM proposal
        WHERE run = ? AND (kind <> 'indirect' OR ?) ORDER BY start, "end" DESC""",
        (run[0], shows_indirect(store)),
    )
    with store.translate_misfits(f"a proposal on article {sha256[:12]}…"):
        text = article_text(store, sha256)
        rests = _rests([row[6] for row in found])
        loaded = {row[0]: _load(row[1:6], rest, text) for row, rest in zip(found, rests, strict=True)}
    rule = hold_out(store)
    if rule.rule is HoldOutRule.ANNOTATOR and not annotator:
        return loaded
    return {key: _blind(found) if rule.hides_speaker(annotator, key) else found for key, found in loaded.items()}


class ComparedProposal(NamedTuple):
    """What a proposal suggests: its edges and its source's (code points, half-open), and the name of that; None and "" without one."""

    span: tuple[int, int]
    source: tuple[int, int] | None
    name: str


def suggestions(store: Store, sha256: str, quotations: Container[str]) -> dict[str, ComparedProposal]:
    """What the newest run suggests for some quotations of an article, as :func:`proposals` has it: no more than figures compare."""
    rows = store.rows(
        """SELECT p.quotation, p.start, p."end", p.words, p.kind, p.rest FROM proposal p
        WHERE p.run = (SELECT max(r.n) FROM proposal_run r JOIN article a ON a.n = r.article WHERE a.sha256 = ?)
        AND (p.kind <> 'indirect' OR ?)""",
        (sha256, shows_indirect(store)),
    )
    found = [row for row in rows if row[0] in quotations]
    with store.translate_misfits(f"a proposal on article {sha256[:12]}…"):
        text = article_text(store, sha256) if found else ""
        return {
            quotation: _suggested(start, end, words, one_of(_KINDS, kind, "Kind"), rest, text)
            for (quotation, start, end, words, kind, _), rest in zip(
                found, _rests([row[5] for row in found]), strict=True
            )
        }


def _suggested(start: int, end: int, words: str, kind: Kind, rest: Mapping[str, Any], text: str) -> ComparedProposal:
    """What a row suggests; MisfitError as :func:`_load` has it, of what is read."""
    if not _is_rest(rest):
        raise MisfitError("a proposal cannot be read")
    _check_words(text, start, end, words)
    source = proposed_source(rest["candidates"], kind, speaks=rest["speaks"])
    if source is None:
        return ComparedProposal((start, end), None, "")
    _check_words(text, *source[:3])
    return ComparedProposal((start, end), (source[0], source[1]), source[3])


def _rests(texts: Sequence[str]) -> list[Any]:
    """What the rests of some rows say, read at once: thousands of calls would cost more. MisfitError where they are no JSON."""
    rests: list[Any] = read_json(f"[{','.join(texts)}]")
    if len(rests) != len(texts):
        raise MisfitError("a proposal holds more than one object")
    return rests


def _check_words(text: str, start: int, end: int, words: str) -> None:
    """MisfitError where a span does not hold its words."""
    if text[start:end] != words or end > len(text):
        raise MisfitError(f"the span {start}-{end} does not hold its words")


def _blind(proposal: Proposal) -> Proposal:
    """The stretch alone: without its source, cue and kind, but that indirect speech, which has no marks, stays so."""
    kind = Kind.INDIRECT if proposal.kind is Kind.INDIRECT else Kind.DIRECT
    return Proposal(proposal.span, proposal.words, kind, confidence=0.0, content=proposal.content, shown=False)


def copy_newest(store: Store, sha256: str, into: Store) -> None:
    """Copy the newest run on an article as it stands into another project that holds the article."""
    run = store.one(
        """SELECT r.n, r.detector, r.in_marks, r.indirect, r.at FROM proposal_run r JOIN article a ON a.n = r.article
        WHERE a.sha256 = ? ORDER BY r.n DESC LIMIT 1""",
        (sha256,),
    )
    if run is None:
        return
    columns = ", ".join(f'"{name}"' for name in _TABLE.columns)
    rows = store.rows(f"SELECT {columns} FROM proposal WHERE run = ?", (run[0],))
    with into.writing():
        article = article_number(into, sha256)
        cursor = into.execute(
            "INSERT INTO proposal_run (article, detector, in_marks, indirect, at) VALUES (?, ?, ?, ?, ?)",
            (article, *run[1:]),
        )
        into.executemany(
            _TABLE.insert, [dict(zip(_TABLE.columns, (cursor.lastrowid, *row[1:]), strict=True)) for row in rows]
        )
        count_proposed(into, article)


def detector_of(store: Store, sha256: str) -> str | None:
    """The version of the detector that ran last on an article."""
    row = store.one(
        "SELECT r.detector FROM proposal_run r JOIN article a ON a.n = r.article WHERE a.sha256 = ? ORDER BY r.n DESC LIMIT 1",
        (sha256,),
    )
    return str(row[0]) if row else None


def dump_rest(proposal: Proposal) -> str:
    """Candidates, cue, group and content as JSON: read and written whole, never searched."""
    return json.dumps(
        {
            "candidates": [
                [*mention_to_list(c.mention), c.name, round(c.score, 4), c.reason] for c in proposal.candidates
            ],
            "no_source": round(proposal.no_source, 4),
            "speaks": proposal.speaks,
            "cue": mention_to_list(proposal.cue) if proposal.cue else None,
            "group": proposal.group,
            "content": spans_to_lists(proposal.content),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def fits(values: Sequence[Any], text: str) -> bool:
    """Whether a proposal's row (start, end, words, kind, confidence, rest) can be read and holds the words of the text."""
    types = (int, int, str, str, float, str)
    if not all(isinstance(value, type_) for value, type_ in zip(values, types, strict=True)):
        return False
    try:
        _load(values[:5], read_json(values[5]), text)
    except MisfitError:
        return False
    return True


def _is_rest(rest: Any) -> bool:
    """Whether a value is what :func:`dump_rest` writes; plain tests, for an article may have thousands."""
    return (
        type(rest) is dict and rest.keys() >= _REST and type(rest["candidates"]) is type(rest["content"]) is list
        and all(
            type(c) is list and len(c) == 6 and type(c[0]) is type(c[1]) is int and type(c[2]) is type(c[3]) is type(c[5]) is str
            and number(c[4]) for c in rest["candidates"]
        )
        and (rest["cue"] is None or (type(rest["cue"]) is list and [type(x) for x in rest["cue"]] == [int, int, str]))
        and all(map(pair, rest["content"])) and number(rest["no_source"]) and type(rest["speaks"]) is bool
        and (rest["group"] is None or type(rest["group"]) is str)
    )  # fmt: skip


def _load(row: Sequence[Any], rest: Mapping[str, Any], text: str) -> Proposal:
    """A proposal from its row; MisfitError where the rest is no such object or a span does not hold its words."""
    if not _is_rest(rest):
        raise MisfitError("a proposal cannot be read")
    start, end, words, kind, confidence = row
    cue = rest["cue"]
    spans = [(start, end, words), *[(c[0], c[1], c[2]) for c in rest["candidates"]]]
    if cue:
        spans.append((cue[0], cue[1], cue[2]))
    for first, last, held in spans:
        _check_words(text, first, last, held)
    content = tuple([Span(a, b) for a, b in rest["content"]])
    for span in content:
        span.words(text)
    return Proposal(
        span=Span(start, end),
        words=words,
        kind=one_of(_KINDS, kind, "Kind"),
        confidence=float(confidence),
        candidates=tuple([Candidate(Mention(Span(c[0], c[1]), c[2]), c[3], c[4], c[5]) for c in rest["candidates"]]),
        no_source=rest["no_source"],
        speaks=rest["speaks"],
        cue=Mention(Span(cue[0], cue[1]), cue[2]) if cue else None,
        group=rest["group"],
        content=content,
    )
