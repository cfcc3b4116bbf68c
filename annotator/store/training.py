"""Answers of training rounds: what somebody chose for words whose label is known. Kept apart from decisions.

No undo takes an answer back; those that came with a merge go where the merge is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from annotator.store import rules
from annotator.store.annotators import add_annotator, annotator_number
from annotator.store.connection import Store, new_id, now
from annotator.store.left_out import LeftOut
from annotator.store.tables import TABLES


class TrainingAnswer(NamedTuple):
    """One answer: whose, to what (a hash that names the question), about which label of a target, what was chosen, whether rightly.

    ``given`` is the id of a label, "" for none of them. ``at`` is UTC, ISO 8601.
    """

    annotator: str
    question: str
    target: str
    label: str
    given: str
    agrees: bool
    at: str = ""


_COLUMNS = ("question", "target", "label", "given", "agrees", "at")
_STANDS = "ifnull((SELECT m.live FROM change m WHERE m.n = t.merge), 1)"


def add(store: Store, answer: TrainingAnswer) -> None:
    """Append an answer, on disk when it returns."""
    with store.writing():
        row = answer._asdict() | {
            "id": new_id(),
            "annotator": annotator_number(store, answer.annotator),
            "agrees": int(answer.agrees),
            "at": answer.at or now(),
            "merge": None,
        }
        store.execute(TABLES["training_answer"].insert, row)


def answers(store: Store) -> list[TrainingAnswer]:
    """All answers of everybody, oldest first."""
    rows = store.rows(
        f"""SELECT b.name, t.question, t.target, t.label, t.given, t.agrees, t.at FROM training_answer t
        JOIN annotator b ON b.n = t.annotator WHERE {_STANDS} ORDER BY t.at, t.id"""
    )
    return [TrainingAnswer._make((*said, bool(agrees), at)) for *said, agrees, at in rows]


def bring(store: Store, other: Store, left_out: LeftOut, names: Mapping[str, str], merge: int) -> None:
    """Copy another project's answers that are not here yet, inside the open transaction of a merge (its change's number).

    ``names``: who comes as somebody else. An answer that came with a merge that was undone since belongs to this one now.
    """
    rows = other.rows(
        f"""SELECT b.name, t.id, {", ".join(f"t.{name}" for name in _COLUMNS)} FROM training_answer t
        JOIN annotator b ON b.n = t.annotator WHERE {_STANDS} ORDER BY t.n"""
    )
    for name, identity, *values in rows:
        whose = names.get(name, name)
        row = {"id": identity, **dict(zip(_COLUMNS, values, strict=True))}
        fault = next(iter(rules.about_row("training_answer", row, None)), "") or rules.RULES["annotator"]["name"].check(
            whose
        )
        safe, _ = rules.made_safe("training_answer", row) if not fault else (None, [])
        if safe is None:
            left_out.add("answer of a training round", fault)
        elif store.one("SELECT 1 FROM training_answer WHERE id = ?", (identity,)) is None:
            add_annotator(store, whose)
            more = {"annotator": annotator_number(store, whose), "merge": merge}
            store.execute(TABLES["training_answer"].insert, safe | more)
        else:
            store.execute(
                f"UPDATE training_answer AS t SET merge = ? WHERE id = ? AND NOT {_STANDS}", (merge, identity)
            )
