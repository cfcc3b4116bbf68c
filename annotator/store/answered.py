"""What people decided of quotations, read once for all who decided alike: no more of a decision than figures compare.

SQLite joins those who decided alike sooner than it hands them over one by one, and most annotators of a quotation do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.records import Decision, Kind, MisfitError, Stance
from annotator.store import work
from annotator.store.connection import Store
from annotator.store.gc_pause import gc_paused
from annotator.store.register import speaker_names
from annotator.store.values import one_of

Ints = npt.NDArray[np.int64]
_KINDS = {str(kind): kind for kind in Kind}
# The + keeps it to the index of articles.
_ROWS = """SELECT c.article, c.quotation, d.start, d."end", d.words, d.speaker, d.source_start, d.source_end, d.source_words, c.status,
    d.kind, d.origin, d.proposals_shown, d.content, d.shown, group_concat(c.annotator), group_concat(c.decision)
    FROM current_decision c JOIN decision d ON d.n = c.decision
    WHERE c.article IN ({}) AND +c.annotator IN (SELECT n FROM person) AND c.status IN ('confirmed', 'rejected')
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 ORDER BY 1, 2"""


class Alike(NamedTuple):
    """Current decisions on a quotation that say the same but for their stances, as the columns of a row.

    ``annotators`` and ``decisions`` are the numbers of both in one order, with commas between them.
    """

    article: int
    quotation: str
    start: int
    end: int
    words: str
    speaker: int | None
    source_start: int | None
    source_end: int | None
    source_words: str | None
    status: str
    kind: str
    origin: str
    proposals_shown: int
    content: str
    shown: str
    annotators: str
    decisions: str


def alike(store: Store, articles: Sequence[int]) -> list[Alike]:
    """What people confirmed or rejected in some articles (by number), by article and quotation."""
    rows = store.rows(_ROWS.format(", ".join("?" * len(articles))), articles)
    return [Alike._make(row) for row in rows]


def listed(numbers: str) -> Ints:
    """The numbers of a text that has commas between them."""
    return np.fromstring(numbers, dtype=np.int64, sep=",") if numbers else np.zeros(0, dtype=np.int64)


class StanceSets(NamedTuple):
    """The stances of all decisions: ``key`` is an index of ``sets``, by the decision's number (0: none)."""

    key: Ints
    sets: list[frozenset[Stance]]

    @classmethod
    def of(cls, store: Store) -> StanceSets:
        """Those of the project."""
        ((most,),) = store.rows(
            "SELECT ifnull(max(n), 0) FROM (SELECT max(n) AS n FROM decision UNION ALL SELECT max(decision) FROM stance)"
        )
        key, sets = np.zeros(most + 1, dtype=np.int64), [frozenset[Stance]()]
        for target, label, numbers in store.rows(
            "SELECT target, label, group_concat(decision) FROM stance GROUP BY target, label"
        ):
            stance, every = Stance(target, label), listed(numbers)
            before, place = np.unique(key[every], return_inverse=True)
            key[every] = len(sets) + place
            sets += [sets[number] | {stance} for number in before.tolist()]  # with this one more
        return cls(key, sets)


class Answered(NamedTuple):
    """Decisions that confirmed or rejected a quotation alike. ``span`` is in code points, half-open; ``shown`` as in :class:`Decision`.

    ``stances`` are told where something was noted to have been shown, and are empty elsewhere. ``times``: how many decisions there are.
    """

    quotation: str
    span: tuple[int, int]
    kind: Kind
    source: tuple[int, int] | None
    speaker_name: str
    proposals_shown: bool
    shown: str
    stances: frozenset[Stance]
    times: int = 1

    @staticmethod
    def of(decision: Decision) -> Answered:
        """What a whole decision answers."""
        span, source = decision.span, decision.source.span if decision.source else None
        return Answered(
            decision.quotation, (span.start, span.end), decision.kind, (source.start, source.end) if source else None,
            decision.speaker_name, decision.proposals_shown, decision.shown, frozenset(decision.stances),
        )  # fmt: skip


def answered(store: Store, wanted: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, list[Answered]]]:
    """(sha256, what everybody answered, in any order) of each article of these pairs (``work.pairs``).

    StoreError where a row does not fit.
    """
    stances = None
    for batch in work.batches(wanted):
        stances = stances or StanceSets.of(store)
        numbers = dict(
            store.rows(f"SELECT sha256, n FROM article WHERE sha256 IN ({', '.join('?' * len(batch))})", list(batch))
        )
        with gc_paused():
            found = answers(store, alike(store, list(numbers.values())), stances)
        for sha256 in batch:
            yield sha256, found.get(numbers[sha256], [])


def answers(store: Store, rows: Iterable[Alike], stances: StanceSets) -> dict[int, list[Answered]]:
    """What rows answer, by the number of the article. StoreError where one does not fit."""
    rows, found = list(rows), defaultdict(list)
    names = speaker_names(store, {row.speaker for row in rows if row.speaker is not None})
    called: dict[int | None, str] = {n: name for n, (_, name) in names.items()} | {None: ""}
    with store.translate_misfits("a decision"):
        if not called.keys() >= {row.speaker for row in rows}:
            raise MisfitError("its speaker is not in the register")
        kinds = {kind: one_of(_KINDS, kind, "Kind") for kind in {row.kind for row in rows}}
    for row in rows:
        source = None if row.source_start is None or row.source_end is None else (row.source_start, row.source_end)
        keys = Counter(stances.key[listed(row.decisions)].tolist()) if row.shown else {0: row.decisions.count(",") + 1}
        for key, times in keys.items():
            what = row.quotation, (row.start, row.end), kinds[row.kind], source, called[row.speaker]
            how = bool(row.proposals_shown), row.shown, stances.sets[key], times
            found[row.article].append(Answered(*what, *how))
    return found
