"""The adjudicated layer: settled decisions, each with its reason and with links to the decisions that it settled.

They are decisions like all others, under the name ``ADJUDICATED``, so that history, undo, merging and export hold for them too.
The change that brought one belongs to the person who settled it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotator.records import ADJUDICATED, Reason, Settlement
from annotator.store.annotators import add_layer, annotator_number
from annotator.store.articles import article_number, article_text
from annotator.store.connection import Store, new_id
from annotator.store.decision_rows import SELECT, decisions_from
from annotator.store.decisions import add_finish, append, check, is_finished
from annotator.store.derived import FORM
from annotator.store.history import begin_change, refresh_derived
from annotator.store.rules import made_safe
from annotator.store.values import one_of

_LAYER = """c.annotator = (SELECT n FROM annotator WHERE name = ?)
    AND c.article IN (SELECT n FROM article WHERE sha256 IN ({}))"""
_ROOT = "ifnull((SELECT root FROM recoded WHERE decision = s.settles), s.settles)"
"""The decision a person took: the root of a settled one (s.settles) that may have been recoded."""
_AT_ONCE = 500  # articles
_REASONS = {str(reason): reason for reason in Reason}


def add(
    store: Store, settlements: Sequence[Settlement], finished: Mapping[str, bool], *, adjudicator: str, action: str
) -> list[str]:
    """Append settlements as one change of ``adjudicator``, on disk when it returns. The ids of their decisions.

    ``finished`` says of articles (by sha256) whether all of them is settled then.
    """
    articles = {each.decision.article for each in settlements}
    ended = {sha: done for sha, done in finished.items() if done != is_finished(store, sha, ADJUDICATED)}
    made: list[str] = []
    if not settlements and not ended:
        return made
    with store.writing():
        add_layer(store)
        only = article_number(store, next(iter(articles))) if len(articles) == 1 else None
        change = begin_change(store, adjudicator, action, only)
        for each in settlements:
            decision = replace(each.decision.anew(), id=new_id(), annotator=ADJUDICATED)
            append(store, [decision], change, newest=True)
            _link(store, decision.id, each.reason, sorted(each.settled))
            made.append(decision.id)
        layer = annotator_number(store, ADJUDICATED)
        for sha256, done in ended.items():
            add_finish(store, article_number(store, sha256), layer, done, change)
        refresh_derived(store, change)
    return made


def _link(store: Store, decision: str, reason: str, settled: Sequence[str]) -> None:
    """Keep a settled decision's reason and links; existing rows stay."""
    store.execute(
        "INSERT OR IGNORE INTO adjudication (decision, reason) SELECT n, ? FROM decision WHERE id = ?",
        (str(reason), decision),
    )
    store.executemany(
        """INSERT OR IGNORE INTO settled (decision, settles)
        SELECT d.n, s.n FROM decision d, decision s WHERE d.id = ? AND s.id = ?""",
        [(decision, other) for other in settled],
    )


def settlements(store: Store, hashes: Sequence[str]) -> dict[str, list[Settlement]]:
    """What is settled in articles (by sha256), in text order; articles without settled decisions are absent."""
    found: dict[str, list[Settlement]] = defaultdict(list)
    for at in range(0, len(hashes), _AT_ONCE):
        for each in _settled(store, hashes[at : at + _AT_ONCE]):
            found[each.decision.article].append(each)
    return dict(found)


def _settled(store: Store, hashes: Sequence[str]) -> Iterator[Settlement]:
    """What is settled in some articles."""
    here, where = _LAYER.format(", ".join("?" * len(hashes))), (ADJUDICATED, *hashes)
    rows = store.rows(
        f"""{SELECT} JOIN current_decision c ON c.decision = d.n WHERE {here}
        ORDER BY c.article, d.start, d."end" DESC, d.quotation""",
        where,
    )
    if not rows:
        return
    whys = {
        identity: (reason, name)
        for identity, reason, name in store.rows(
            f"""SELECT d.id, ifnull(a.reason, ''), ifnull(b.name, '') FROM current_decision c
            JOIN decision d ON d.n = c.decision JOIN change g ON g.n = d.change
            LEFT JOIN adjudication a ON a.decision = d.n LEFT JOIN annotator b ON b.n = g.annotator WHERE {here}""",
            where,
        )
    }
    links: dict[str, dict[str, str]] = defaultdict(dict)
    for identity, other, quotation in store.rows(
        f"""SELECT d.id, o.id, o.quotation FROM current_decision c JOIN settled s ON s.decision = c.decision
        JOIN decision d ON d.n = s.decision JOIN decision o ON o.n = {FORM.format(_ROOT)} WHERE {here}""",
        where,
    ):
        links[identity][other] = quotation
    with store.translate_misfits("a settled decision"):
        for decision in decisions_from(store, rows):
            check(decision, article_text(store, decision.article))
            settled, (reason, name) = links[decision.id], whys[decision.id]
            yield Settlement(
                decision, frozenset(settled), one_of(_REASONS, reason, "Reason"), frozenset(settled.values()), name
            )


def articles_with(store: Store, reasons: Sequence[str]) -> frozenset[str]:
    """The articles (sha256) with a settled decision that has one of these reasons."""
    rows = store.rows(
        f"""SELECT DISTINCT a.sha256 FROM adjudication w JOIN current_decision c ON c.decision = w.decision
        JOIN article a ON a.n = c.article WHERE w.reason IN ({", ".join("?" * len(reasons))})""",
        reasons,
    )
    return frozenset(sha256 for (sha256,) in rows)


def unsettled(store: Store) -> frozenset[str]:
    """The ids of decisions that stand in the layer though nobody settled them: a file that was merged once gave them its name."""
    rows = store.rows(
        """SELECT d.id FROM current_decision c JOIN decision d ON d.n = c.decision JOIN change g ON g.n = d.change
        WHERE c.annotator = (SELECT n FROM annotator WHERE name = ?1) AND (g.annotator = c.annotator
        OR (g.merge IS NOT NULL AND NOT EXISTS (SELECT 1 FROM adjudication a WHERE a.decision = d.n)))""",
        (ADJUDICATED,),
    )
    return frozenset(identity for (identity,) in rows)


def copy(store: Store, old: str, new: str, became: Mapping[str, str]) -> None:
    """Give a settled decision that moved to an edited text the reason and links of the old one; ``became``: old id -> new id."""
    rows = store.rows(
        """SELECT a.reason, o.id FROM adjudication a JOIN decision d ON d.n = a.decision
        LEFT JOIN settled s ON s.decision = a.decision LEFT JOIN decision o ON o.n = s.settles WHERE d.id = ?""",
        (old,),
    )
    for reason, settled in rows:
        _link(store, new, reason, [became.get(settled, settled)] if settled is not None else [])


def bring(store: Store, other: Store) -> None:
    """Copy the reasons and links of another project's settled decisions, inside the open transaction of a merge."""
    rows = other.rows(
        f"""SELECT d.id, a.reason, o.id FROM adjudication a JOIN decision d ON d.n = a.decision
        LEFT JOIN settled s ON s.decision = a.decision LEFT JOIN decision o ON o.n = {_ROOT}
        WHERE NOT EXISTS (SELECT 1 FROM recoded r WHERE r.decision = a.decision)"""
    )
    for decision, reason, settled in rows:
        safe, _ = made_safe("adjudication", {"reason": reason})
        assert safe is not None, "a bad reason is none"
        _link(store, decision, safe["reason"], [settled] if settled is not None else [])
