"""Changes of the codebook and the decisions that they recode.

A codebook change says of labels of the version before what becomes of them (``codebook_fate``). Every decision that bears one,
whether it stands or not, gets a recoded decision: a row of ``decision`` under the codebook change's own ``change``, linked by
``recoded`` to the decision that it is made from (``was``) and to the one that a person took (``root``). The derived tables
choose among the decisions that people took and put the newest standing recoded one in its place, so that

- undo of the codebook change, which makes its ``change`` not live, shows all decisions as they were;
- undo of a decision, or of the merge that brought it, takes its recoded ones with it;
- a decision that a merge brings later, made with an older version, is recoded when it comes. Its recoded decision has the same
  id as in any other copy (``ROOT~KEY``), so that the order of merges does not matter. A sample that is to be looked at again is drawn
  once, of what stands when the codebook changes, and travels with the change by the ids of its decisions (``codebook_sample``);
- a version that joins changes made apart (``codebook_graph``) makes its recoded decisions from those that people took, whatever each of
  the changes alone made of them.

A recoded decision keeps the time, the place in the order and the codebook of the decision that a person took.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.errors import StoreError
from annotator.records import Codebook, Stance
from annotator.store import progress
from annotator.store.codebook_graph import IS_JOIN, KEY_LENGTH, CodebookGraph, joined, paths
from annotator.store.codebooks import append_codebook, codebook_hash
from annotator.store.connection import Store, new_id, now
from annotator.store.decision_rows import COLUMNS
from annotator.store.derived import FORM, refresh_derived
from annotator.store.history import begin_change
from annotator.store.values import strings

MAPPED, CHOOSE, LOOK = "mapped", "choose", "look"
"""Why a decision was recoded: its label has another name or place; a person must choose again; it is to be looked at again."""
Progress = Callable[[str], bool]  # what is done now, in words; False to cancel


class FateRow(NamedTuple):
    """What becomes of a label: see ``annotator.codebook.steps.LabelFate``."""

    was: Stance
    to: Stance | None
    retired: bool = False
    look: int | None = None
    options: tuple[Stance, ...] = ()


class Touched(NamedTuple):
    """How many decisions that stand bear a label, of how many annotators, in how many articles."""

    label: Stance
    decisions: int
    annotators: int
    articles: int


class AffectedDecision(NamedTuple):
    """A decision that bears a label: where it stands, who took it, its words."""

    article: str  # sha256
    article_id: str
    title: str
    annotator: str
    quotation: str
    decision: str
    words: str


class RecodedDecision(NamedTuple):
    """A recoded decision that waits for its annotator: why, where, its words, the labels before, and what is offered."""

    why: str
    article: str  # sha256
    article_id: str
    title: str
    annotator: str
    quotation: str
    decision: str  # its id
    words: str
    before: tuple[Stance, ...]
    options: tuple[Stance, ...]


class CodebookVersion(NamedTuple):
    """A version of the codebook: who made it the project's, when and why, and what was done to labels that decisions bore."""

    hash: str
    name: str
    version: str
    annotator: str  # "" where nobody is known
    at: str
    why: str
    action: str
    key: str  # of its codebook change, "" where a file was taken as it is
    stands: bool
    parent: str  # the hash of the version that it was made from, "" for the first one and for one that joins others
    joins: bool


class CanceledChangeError(StoreError):
    """The user stopped a change of the codebook; nothing of it stays."""


def add(
    store: Store,
    codebook: Codebook,
    fates: Sequence[FateRow],
    *,
    why: str,
    annotator: str | None,
    progress_: Progress,
    action: str = "",
) -> int:
    """Make a version the project's codebook and recode the decisions that its fates touch, as one change with one undo.

    All or nothing. ``action`` is what undo calls it. How many decisions that stand were recoded.
    """
    with store.writing():
        change = begin_change(store, annotator, action or f"Change codebook to {codebook.version}")
        count = append(store, codebook, fates, why=why, change=change, progress_=progress_)
        refresh_derived(store, change) if not count else None
    store.cache.clear()
    return count


def append(
    store: Store, codebook: Codebook, fates: Sequence[FateRow], *, why: str, change: int, progress_: Progress
) -> int:
    """Make a version the project's codebook under a change inside the open transaction; how many decisions that stand were recoded."""
    parent = codebook_hash(store)
    append_codebook(store, codebook, change)
    key = new_id()[:KEY_LENGTH]
    number = insert_change(store, key, codebook.hash, why, change, fates, parents=parent)
    insert_sample(store, number, _draw(store, number, key))
    return _recode(store, number, _EVERY, progress_)


def insert_change(
    store: Store, key: str, codebook_hash: str, why: str, change: int, fates: Sequence[FateRow], *, parents: str
) -> int:
    """Append a codebook change with its fates inside the open transaction; its number.

    ``parents``: the hash of the version that it was made from, or the keys that it joins, with spaces between.
    """
    cursor = store.execute(
        "INSERT INTO codebook_change (key, codebook, why, change, parents) VALUES (?, ?, ?, ?, ?)",
        (key, codebook_hash, why, change, parents),
    )
    number = cursor.lastrowid
    assert number is not None
    store.executemany(
        """INSERT INTO codebook_fate (codebook_change, target, label, to_target, to_label, retired, look, options)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [_fate_row(number, fate) for fate in fates],
    )
    return number


def insert_sample(store: Store, number: int, drawn: Iterable[str]) -> None:
    """Note which decisions (by their ids) a codebook change drew to be looked at again."""
    store.executemany("INSERT OR IGNORE INTO codebook_sample VALUES (?, ?)", [(number, each) for each in drawn])


def _draw(store: Store, number: int, key: str) -> Iterator[str]:
    """The ids of decisions to be looked at again where a sample is wanted: of each label's those with the smallest hashes."""
    wanted = store.rows(
        """SELECT to_target, to_label, max(look) FROM codebook_fate WHERE codebook_change = ? AND look > 0 AND to_label IS NOT NULL
        GROUP BY to_target, to_label""",
        (number,),
    )
    for target, label, most in wanted:
        rows = store.execute(_BEARERS, {"change": number, "target": target, "label": label})
        yield from heapq.nsmallest(
            most, (identity for (identity,) in rows), key=lambda i: hashlib.sha256(f"{key} {i}".encode()).digest()
        )


def _fate_row(number: int, fate: FateRow) -> tuple[object, ...]:
    to = (fate.to.target, fate.to.label) if fate.to else (None, None)
    options = json.dumps(
        [part for option in fate.options for part in (option.target, option.label)], ensure_ascii=False
    )
    return (number, fate.was.target, fate.was.label, *to, int(fate.retired), fate.look, options)


# What is touched

# The fates of one change that do something to decisions, with their decisions (as s).
_BEARING = """FROM codebook_fate f CROSS JOIN stance s ON s.target = f.target AND s.label = f.label
    WHERE f.codebook_change = :change"""
_IDLE = "(f.to_target IS f.target AND f.to_label IS f.label)"
# A decision whose newest form is another one, or that was made by a change that was undone.
_PASSED = """(EXISTS (SELECT 1 FROM recoded r JOIN decision w ON w.n = r.decision JOIN change g ON g.n = w.change AND g.live = 1
    WHERE r.was = s.decision) OR EXISTS (SELECT 1 FROM recoded r JOIN decision w ON w.n = r.decision
    JOIN change g ON g.n = w.change AND g.live = 0 WHERE r.decision = s.decision))"""
_DONE = """EXISTS (SELECT 1 FROM recoded r WHERE (r.was = s.decision AND r.codebook_change = :change)
    OR (r.decision = s.decision AND r.codebook_change >= :change))"""
# Of a decision that a person took: whether that person had the codebook with this change (temp.seen, see ``_note_seen``).
_LATER = """EXISTS (SELECT 1 FROM decision d JOIN temp.seen z ON z.hash = d.codebook AND z.key = :key
    WHERE d.n = s.decision AND NOT EXISTS (SELECT 1 FROM recoded r WHERE r.decision = d.n))"""
_CURRENT = """JOIN decision d ON d.n = s.decision JOIN current_decision c ON c.annotator = d.annotator
    AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n AND c.status <> 'withdrawn'"""
_EVERY = f"NOT {_PASSED}"
_LATE = f"NOT {_PASSED} AND NOT {_DONE} AND NOT {_LATER}"
_CAME = f"s.decision >= :first AND {_LATE}"

# Of a decision under a fate that has all looked at again, or a sample: whether that concerns it.
_DRAWN = """EXISTS (SELECT 1 FROM codebook_sample p JOIN decision o ON o.id = p.decision
    WHERE p.codebook_change = {change} AND o.n = {root})"""
_LOOKS = f"(f.look = 0 OR f.look > 0 AND {_DRAWN.format(change=':change', root='ifnull(w.root, s.decision)')})"
# What a decision waits for already it goes on waiting for.
_MAPPINGS = f"""INSERT INTO recoding (was, reason)
    SELECT s.decision, CASE WHEN max(f.to_label IS NULL) OR w.reason = '{CHOOSE}' THEN '{CHOOSE}'
        WHEN max({_LOOKS}) OR w.reason = '{LOOK}' THEN '{LOOK}' ELSE '{MAPPED}' END
    {_BEARING.replace("WHERE", "LEFT JOIN recoded w ON w.decision = s.decision WHERE")} AND (NOT {_IDLE} OR {_LOOKS}) AND %s
    GROUP BY s.decision ORDER BY s.decision"""
# The standing decisions of which a sample is drawn, by the ids of those that people took.
_BEARERS = f"""SELECT DISTINCT ifnull(o.id, d.id) FROM codebook_fate f CROSS JOIN stance s ON s.target = f.target AND s.label = f.label
    {_CURRENT} LEFT JOIN recoded w ON w.decision = d.n LEFT JOIN decision o ON o.n = w.root
    WHERE f.codebook_change = :change AND f.to_target = :target AND f.to_label = :label AND f.look > 0"""
# A join: every decision that a person took and that one of the changes touches which it joins.
_WAITS_FOR_LOOK = f"""EXISTS (SELECT 1 FROM stance s JOIN temp.looked l ON l.target = s.target AND l.label = s.label
        WHERE s.decision = d.n AND CASE WHEN l.sample
            THEN {_DRAWN.format(change="l.number", root="d.n")}
            ELSE NOT EXISTS (SELECT 1 FROM temp.seen z WHERE z.hash = d.codebook AND z.key = l.key) END)"""
_JOINED = f"""INSERT INTO recoding (was, reason)
    SELECT form, CASE WHEN asked THEN '{CHOOSE}' WHEN looks THEN '{LOOK}' ELSE '{MAPPED}' END FROM (
        SELECT d.n, {FORM.format("d.n")} AS form, {_WAITS_FOR_LOOK} AS looks,
            EXISTS (SELECT 1 FROM stance s JOIN codebook_fate f ON f.codebook_change = :change AND f.target = s.target
                AND f.label = s.label AND f.to_label IS NULL WHERE s.decision = d.n) AS asked,
            EXISTS (SELECT 1 FROM stance s JOIN temp.named m ON m.target = s.target AND m.label = s.label
                WHERE s.decision = d.n) AS named
        FROM decision d WHERE d.n >= :first AND NOT EXISTS (SELECT 1 FROM recoded r WHERE r.decision = d.n)
        AND NOT EXISTS (SELECT 1 FROM recoded r WHERE r.root = d.n AND r.codebook_change >= :change)
        AND NOT EXISTS (SELECT 1 FROM temp.seen z WHERE z.hash = d.codebook AND z.key = :key))
    WHERE asked OR looks OR named ORDER BY n"""

_FIELDS = [f'"{name}"' for name in COLUMNS]
_VALUES = {
    '"id"': "ifnull(y.id, d.id) || '~' || :key",
    '"change"': ":own",
    '"status"': f"CASE WHEN r.reason = '{CHOOSE}' AND d.status = 'confirmed' THEN 'open' ELSE d.status END",
    '"replaces"': "''",
}
_APPEND = (
    f"""INSERT INTO decision (n, {", ".join(_FIELDS)})
    SELECT :base + r.n, {", ".join(_VALUES.get(name, f"d.{name}") for name in _FIELDS)}
    FROM recoding r LEFT JOIN recoded x ON x.decision = r.was
    CROSS JOIN decision d ON d.n = CASE WHEN :joins THEN ifnull(x.root, r.was) ELSE r.was END
    LEFT JOIN decision y ON y.n = x.root ORDER BY r.n""",
    """INSERT INTO recoded (decision, was, root, codebook_change, reason)
    SELECT :base + r.n, r.was, ifnull(x.root, r.was), :change, r.reason
    FROM recoding r LEFT JOIN recoded x ON x.decision = r.was ORDER BY r.n""",
    """INSERT OR IGNORE INTO stance (decision, target, label)
    SELECT :base + r.n, ifnull(f.to_target, s.target), ifnull(f.to_label, s.label)
    FROM recoding r LEFT JOIN recoded x ON x.decision = r.was
    CROSS JOIN stance s ON s.decision = CASE WHEN :joins THEN ifnull(x.root, r.was) ELSE r.was END
    LEFT JOIN codebook_fate f ON f.codebook_change = :change AND f.target = s.target AND f.label = s.label
    WHERE f.target IS NULL OR f.to_label IS NOT NULL ORDER BY r.n""",
    """INSERT INTO adjudication (decision, reason)
    SELECT :base + r.n, a.reason FROM recoding r JOIN adjudication a ON a.decision = r.was""",
    """INSERT OR IGNORE INTO settled (decision, settles)
    SELECT :base + r.n, s.settles FROM recoding r JOIN settled s ON s.decision = r.was""",
)
# Where the decision itself is not the current one, its recoded one is not either.
_MOVED = """UPDATE current_decision SET decision = :base + r.n, status = d.status FROM recoding r JOIN decision d ON d.n = :base + r.n
    WHERE current_decision.annotator = d.annotator AND current_decision.article = d.article
    AND current_decision.quotation = d.quotation AND current_decision.decision = r.was"""
_CHOSEN = f"""(c.annotator, c.article) IN (SELECT d.annotator, d.article FROM recoding r JOIN decision d ON d.n = :base + r.n
    WHERE :joins OR r.reason = '{CHOOSE}')"""
_COUNTED = (
    f"DELETE FROM current_progress WHERE {_CHOSEN.replace('c.', '', 2)}",
    f"INSERT INTO current_progress {progress.counted(f'WHERE {_CHOSEN}')}",
)
# An article in which a person must choose again is not finished any more.
_OPENED = f"""SELECT DISTINCT c.annotator, c.article FROM recoding r JOIN decision d ON d.n = :base + r.n
    JOIN current_decision c ON c.annotator = d.annotator AND c.article = d.article AND c.quotation = d.quotation
    AND c.decision = d.n AND c.status = 'open' JOIN current_finish f ON f.annotator = c.annotator AND f.article = c.article
    WHERE r.reason = '{CHOOSE}' AND f.finished"""
_REOPEN = (
    f"""INSERT INTO finish (change, annotator, article, finished, at, sequence)
    SELECT :own, o.annotator, o.article, 0, :at,
        (SELECT ifnull(max(sequence), 0) + 1 FROM finish x WHERE x.annotator = o.annotator AND x.article = o.article)
    FROM ({_OPENED}) o ORDER BY o.annotator, o.article""",
    f"UPDATE current_finish SET finished = 0 WHERE (annotator, article) IN ({_OPENED})",
)


def _recode(store: Store, number: int, which: str, progress_: Progress, *, first: int = 0) -> int:
    """Append the recoded decisions of one codebook change inside the open transaction, derived tables included.

    How many of them stand: one that its annotator has replaced, or undone, is recoded as well and not counted.
    """
    row = store.one("SELECT key, change, parents FROM codebook_change WHERE n = ?", (number,))
    base = store.one("SELECT ifnull(max(n), 0) FROM decision")
    assert row is not None and base is not None
    keys = joined(row[2])
    values = {
        "change": number, "key": row[0], "own": row[1], "base": base[0], "first": first, "at": now(), "joins": bool(keys),
    }  # fmt: skip

    def run(statement: str) -> int:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        return store.execute(statement, used).rowcount

    store.execute("DROP TABLE IF EXISTS temp.recoding")
    store.execute("CREATE TEMP TABLE recoding (n INTEGER PRIMARY KEY, was INTEGER NOT NULL, reason TEXT NOT NULL)")
    try:
        _go_on(progress_, "Finding the decisions")
        if keys:
            _note_named(store, keys)
            values["first"] = first if which == _CAME else 0
            count = run(_JOINED)
        else:
            count = run(_MAPPINGS % which)
        standing = 0
        if count:
            for said, statements in (
                (f"Recoding {count:,} decisions", _APPEND),
                ("Updating what is current", (_MOVED, *_COUNTED, *_REOPEN)),
            ):
                for statement in statements:
                    _go_on(progress_, said)
                    changed = run(statement)
                    standing = changed if statement is _MOVED else standing
        return standing
    finally:
        store.execute("DROP TABLE IF EXISTS temp.recoding")


def _go_on(progress_: Progress, said: str) -> None:
    if not progress_(said):
        raise CanceledChangeError("The change of the codebook was canceled; nothing was changed.")


def _note_seen(store: Store, graph: CodebookGraph) -> None:
    """Say in ``temp.seen`` which changes of the codebook a person had who decided with a version of it."""
    store.execute("CREATE TEMP TABLE IF NOT EXISTS seen (hash TEXT, key TEXT, PRIMARY KEY (hash, key)) WITHOUT ROWID")
    store.execute("DELETE FROM temp.seen")
    joins = {node.hash: node.key for node in graph.nodes if node.joins}
    rows = {(codebook, key) for codebook in graph.hashes for key in graph.known(codebook)}
    store.executemany("INSERT INTO temp.seen VALUES (?, ?)", sorted(rows | set(joins.items())))


def _note_named(store: Store, joins: Iterable[str]) -> None:
    """Say which labels some changes touch (``temp.named``), and which lead to one to be looked at again (``temp.looked``)."""
    marks = ", ".join("?" * len(keys := tuple(joins)))
    rows = store.rows(
        f"""SELECT f.target, f.label, f.to_target, f.to_label, f.look, m.key, m.n FROM codebook_fate f
        JOIN codebook_change m ON m.n = f.codebook_change WHERE m.key IN ({marks}) AND f.to_label IS NOT NULL""",
        keys,
    )
    leads = list(paths([((target, label), (to_target, to_label)) for target, label, to_target, to_label, *_ in rows]))
    looked = {
        (*label, key, number, int(look > 0))
        for target, name, _, _, look, key, number in rows
        if look is not None
        for label, end in leads
        if end == (target, name)
    }
    store.execute(
        "CREATE TEMP TABLE IF NOT EXISTS looked (target TEXT, label TEXT, key TEXT, number INTEGER, sample INTEGER)"
    )
    store.execute(
        "CREATE TEMP TABLE IF NOT EXISTS named (target TEXT, label TEXT, PRIMARY KEY (target, label)) WITHOUT ROWID"
    )
    store.execute("DELETE FROM temp.looked")
    store.execute("DELETE FROM temp.named")
    store.execute(
        f"""INSERT OR IGNORE INTO temp.named SELECT f.target, f.label FROM codebook_fate f
        JOIN codebook_change m ON m.n = f.codebook_change WHERE m.key IN ({marks}) AND NOT {_IDLE}""",
        keys,
    )
    store.executemany("INSERT INTO temp.looked VALUES (?, ?, ?, ?, ?)", sorted(looked))


def follow(store: Store, first: int, merge: int, progress_: Progress) -> int:
    """Recode what came with a merge (decisions from row number ``first`` on) and was made with an older version; how many.

    What the project held before is recoded as well, by the codebook changes that the merge brought. Inside the merge's
    transaction, after its derived tables were updated.
    """
    came = set(_of(store, merge))
    numbers = _counting(store)
    return sum(_recode(store, n, _LATE if n in came else _CAME, progress_, first=first) for n in numbers)


def catch_up(store: Store, change: int, progress_: Progress) -> int:
    """Recode what came meanwhile, after redo of a codebook change, or of a merge that brought one, or undo of one that joined some.

    Inside its transaction; how many.
    """
    if not _of(store, change) and not _of(store, change, IS_JOIN.format("m")):
        return 0
    return sum(_recode(store, n, _LATE, progress_) for n in _counting(store))


def _of(store: Store, change: int, which: str = "c.live = 1") -> list[int]:
    """The codebook changes of a change, or of what a merge brought, that stand (or ``which``), oldest first."""
    rows = store.rows(
        f"""SELECT m.n FROM codebook_change m CROSS JOIN change c ON c.n = m.change WHERE (c.n = ?1 OR c.merge = ?1) AND {which}
        ORDER BY m.n""",
        (change,),
    )
    return [n for (n,) in rows]


def _counting(store: Store) -> list[int]:
    """The codebook changes that stand and that no join of them speaks for, oldest first, with the newest join; notes what is seen."""
    graph = CodebookGraph(store)
    _note_seen(store, graph)
    joins = graph.joins()
    spoken = joins[-1].joins if joins else frozenset()
    nodes = [node for node in graph.standing() if node.key not in spoken] + joins[-1:]
    return sorted({node.number for node in nodes if node.number})


# What can be asked


def preview(store: Store, labels: Iterable[Stance]) -> list[Touched]:
    """How many standing decisions bear each of some labels; nothing is written."""
    found = []
    for label in labels:
        row = store.one(
            f"""SELECT count(*), count(DISTINCT d.annotator), count(DISTINCT d.article) FROM stance s {_CURRENT}
            WHERE s.target = ? AND s.label = ?""",
            (label.target, label.label),
        )
        assert row is not None
        found.append(Touched(label, *row))
    return found


def examples(store: Store, label: Stance, most: int = 5) -> list[AffectedDecision]:
    """Some standing decisions that bear a label, the oldest first."""
    rows = store.rows(
        f"""SELECT a.sha256, a.id, a.title, b.name, d.quotation, d.id, d.words FROM stance s {_CURRENT}
        JOIN annotator b ON b.n = d.annotator JOIN live_article a ON a.n = d.article
        WHERE s.target = ? AND s.label = ? ORDER BY s.decision LIMIT ?""",
        (label.target, label.label, most),
    )
    return [AffectedDecision(*row) for row in rows]


def waiting(store: Store, annotator: str | None = None) -> list[RecodedDecision]:
    """The recoded decisions that wait for a person to choose or look again, by article and place: everybody's or one's."""
    rows = store.rows(
        f"""SELECT r.reason, a.sha256, a.id, a.title, b.name, d.quotation, d.id, d.words, r.decision
        FROM recoded r CROSS JOIN decision d ON d.n = r.decision JOIN counted_decision c ON c.annotator = d.annotator
        AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n
        JOIN annotator b ON b.n = d.annotator JOIN live_article a ON a.n = d.article
        WHERE r.reason <> '{MAPPED}' AND d.status IN ('open', 'confirmed') AND (?1 IS NULL OR b.name = ?1)
        ORDER BY a.id, d.start, b.name, d.quotation""",
        (annotator,),
    )
    return [RecodedDecision._make((*shown, *_before(store, decision))) for *shown, decision in rows]


def _before(store: Store, decision: int) -> tuple[tuple[Stance, ...], tuple[Stance, ...]]:
    """The labels that a decision bore before it had to wait, through later changes of the codebook; what was offered for them."""
    before: tuple[Stance, ...] = ()
    offered: list[Stance] = []
    while row := store.one(
        f"""SELECT CASE WHEN {IS_JOIN.format("m")} THEN r.root ELSE r.was END, r.codebook_change FROM recoded r
        JOIN codebook_change m ON m.n = r.codebook_change WHERE r.decision = ? AND r.reason <> '{MAPPED}'""",
        (decision,),
    ):
        decision, change = row
        rows = store.rows(
            """SELECT s.target, s.label, f.options FROM stance s LEFT JOIN codebook_fate f ON f.codebook_change = ?
            AND f.target = s.target AND f.label = s.label AND f.to_label IS NULL WHERE s.decision = ? ORDER BY s.target, s.label""",
            (change, decision),
        )
        before = tuple(Stance(target, label) for target, label, _ in rows)
        for *_, options in rows:
            parts = (strings(options, list) if options is not None else None) or []
            offered += [Stance(*pair) for pair in zip(parts[::2], parts[1::2], strict=False)]
    return before, tuple(dict.fromkeys(offered))


def known_fates(store: Store) -> frozenset[Stance]:
    """The labels of which a codebook change that stands says what becomes of them: decisions that bear one may come."""
    rows = store.rows(
        """SELECT f.target, f.label FROM codebook_fate f JOIN codebook_change m ON m.n = f.codebook_change
        JOIN change c ON c.n = m.change AND c.live = 1"""
    )
    return frozenset(Stance(*row) for row in rows)


def versions(store: Store) -> list[CodebookVersion]:
    """Every version that was the project's codebook, oldest first, with who made it so, when and why."""
    rows = store.rows(
        """SELECT b.n, b.hash, b.name, b.version, ifnull(p.name, ''), c.at, ifnull(m.why, ''), c.action, ifnull(m.key, ''), c.live
        FROM codebook b JOIN change c ON c.n = b.change LEFT JOIN annotator p ON p.n = c.annotator
        LEFT JOIN codebook_change m ON m.change = b.change ORDER BY b.n"""
    )
    nodes = {node.row: node for node in CodebookGraph(store).nodes}
    return [CodebookVersion._make((*row, bool(live), nodes[n].parent, bool(nodes[n].joins))) for n, *row, live in rows]
