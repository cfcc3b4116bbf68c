"""What is said of a speaker beside its names: a note, an external id, and whether it was taken off the register.

Each is a row with an id and a count of its own, so that copies of a project which say different things merge to the same in
any order: of the rows that stand, that with the highest ``sequence`` counts, of two such the one with the higher id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from annotator.store import rules
from annotator.store.connection import Store, new_id
from annotator.store.derived import refresh_speakers
from annotator.store.rules import FAR, Fact, short

if TYPE_CHECKING:
    from annotator.store.left_out import LeftOut

_SAID = """SELECT f.value, f.sequence, f.id FROM speaker_fact f JOIN change c ON c.n = f.change AND c.live = 1
    WHERE f.speaker = ? AND f.field = ? ORDER BY f.sequence DESC, f.id DESC LIMIT 1"""
_REMOVED = "SELECT DISTINCT speaker FROM speaker_fact f WHERE field = 'removed'"
# Whether a standing decision names a speaker (?1), or one that was merged into it.
_USED = """WITH RECURSIVE same (speaker) AS (
        SELECT ?1 UNION SELECT m.speaker FROM current_speaker m JOIN same ON m.merged_into = same.speaker)
    SELECT 1 FROM same JOIN decision d ON d.speaker = same.speaker JOIN current_decision c ON c.decision = d.n
    WHERE c.status <> 'withdrawn' LIMIT 1"""


def said(store: Store, speaker: int, field: Fact) -> str:
    """What stands of a speaker (its row number); "" where nothing does."""
    row = store.one(_SAID, (speaker, field))
    return str(row[0]) if row else ""


def say(store: Store, speaker: int, field: Fact, value: str, change: int) -> None:
    """Append what is said of a speaker from now on, inside the open transaction; nothing where it is said already."""
    if said(store, speaker, field) == value:
        return
    row = store.one(
        "SELECT ifnull(max(sequence), 0) + 1 FROM speaker_fact WHERE speaker = ? AND field = ?", (speaker, field)
    )
    assert row is not None
    store.execute(
        "INSERT INTO speaker_fact (id, speaker, field, value, sequence, change) VALUES (?, ?, ?, ?, ?, ?)",
        (new_id(), speaker, field, value, row[0], change),
    )
    refresh(store, [speaker])


def is_used(store: Store, speaker: int) -> bool:
    """Whether a standing decision of anybody names the speaker, or one that was merged into it."""
    return store.one(_USED, (speaker,)) is not None


def keep_used(store: Store, change: int) -> None:
    """Put speakers back on the register, under ``change``, who were taken off it and are named by a decision that stands now."""
    for (speaker,) in store.rows(_REMOVED):
        if said(store, speaker, Fact.REMOVED) and is_used(store, speaker):
            say(store, speaker, Fact.REMOVED, "", change)


def bring(
    store: Store, other: Store, left_out: LeftOut, change_here: Callable[[int], int | None]
) -> tuple[set[int], list[str]]:
    """Bring what another file says of speakers whom both know: the changes here that it came under, and what differs, in sentences.

    ``change_here`` answers the number here of a change there, None where that cannot come.
    """
    came: set[int] = set()
    told: list[str] = []
    rows = other.rows(
        """SELECT s.id, f.id, f.field, f.value, f.sequence, f.change FROM speaker_fact f JOIN speaker s ON s.n = f.speaker
        JOIN change c ON c.n = f.change LEFT JOIN change m ON m.n = c.merge WHERE ifnull(m.live, 1) ORDER BY f.n"""
    )
    for whose, identity, field, value, sequence, number in rows:
        here = store.one("SELECT n FROM speaker WHERE id = ?", (whose,))
        row = {"id": identity, "field": field, "value": value, "sequence": sequence}
        if here is None or not _is_sound(row, left_out):
            continue
        if (change := change_here(number)) is None:
            continue
        came.add(change)
        if store.one("SELECT 1 FROM speaker_fact WHERE id = ?", (identity,)) is None:
            told += _differs(store, here[0], row)
            store.execute(
                """INSERT INTO speaker_fact (id, speaker, field, value, sequence, change)
                VALUES (:id, :speaker, :field, :value, min(:sequence, :far), :change)""",
                {**row, "speaker": here[0], "change": change, "far": FAR},
            )
    return came, told


def _is_sound(row: rules.Row, left_out: LeftOut) -> bool:
    fault = next(iter(rules.about_row("speaker_fact", row, None)), "")
    if fault:
        left_out.add("remark about a speaker", fault)
    return not fault


def _differs(store: Store, speaker: int, row: rules.Row) -> list[str]:
    """A sentence where people who did not know of each other said two things of a speaker."""
    stands = store.one(_SAID, (speaker, row["field"]))
    if row["field"] == Fact.REMOVED or stands is None or stands[1] != row["sequence"] or stands[0] == row["value"]:
        return []
    newer, older = sorted(((stands[2], stands[0]), (row["id"], row["value"])), reverse=True)
    name = store.one("SELECT name FROM speakers WHERE n = ?", (speaker,))
    what = "external id" if row["field"] == Fact.URI else "note"
    return [
        f"Two people gave {short(name[0]) if name else 'a speaker'} another {what}: “{short(newer[1])}” is used, not “{short(older[1])}”."
    ]


def refresh(store: Store, numbers: Iterable[int]) -> None:
    """Update the derived rows of some speakers (row numbers), inside the open transaction, and drop what was kept of them."""
    refresh_speakers(store, numbers)
    for key in ("speakers", "names"):
        store.cache.pop(key, None)
