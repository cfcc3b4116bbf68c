"""The project's speakers with their aliases, as appended revisions of which the newest live one counts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.errors import BadInputError, StoreError
from annotator.records import Speaker, fold, second_reading, speaker_id
from annotator.store import rules, speaker_facts, values
from annotator.store.connection import Store
from annotator.store.history import begin_change
from annotator.store.rules import Fact

_NAMED = """SELECT s.n, s.id, r.name, r.merged_into FROM speaker s JOIN speaker_revision r ON r.n = ifnull(
    (SELECT max(x.n) FROM speaker_revision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE x.speaker = s.n),
    (SELECT max(n) FROM speaker_revision WHERE speaker = s.n)) WHERE s.n IN ({})"""
_REVISION = "INSERT INTO speaker_revision (speaker, name, aliases, merged_into, change) VALUES (?, ?, ?, ?, ?)"
_ALIASES = """SELECT s.id, (SELECT r.aliases FROM speaker_revision r JOIN change c ON c.n = r.change AND c.live = 1
    WHERE r.speaker = s.n ORDER BY r.n DESC LIMIT 1) FROM speaker s WHERE s.id IN ({})"""


def speakers(store: Store) -> tuple[Speaker, ...]:
    """All registered speakers, by name. Read once and kept until something is written."""
    cache = store.current_cache()
    if "speakers" not in cache:
        rows = store.rows(
            "SELECT id, name, aliases, note, uri FROM speakers WHERE merged_into IS NULL ORDER BY name, id"
        )
        cache["speakers"] = tuple(
            [Speaker(i, name, values.aliases(spelled), *more) for i, name, spelled, *more in rows]
        )
    found: tuple[Speaker, ...] = cache["speakers"]
    return found


def named_with(store: Store, words: Collection[str]) -> list[tuple[str, str]]:
    """(id, name) of the registered speakers, by name, whose folded name holds any of some folded words, alone or in a longer word."""
    found: set[tuple[str, str]] = set()
    for at in range(0, len(wanted := sorted(words)), 200):  # SQLite takes no more than 1,000 parts of one OR
        some = wanted[at : at + 200]
        found.update(
            store.rows(
                f"""SELECT id, name FROM speakers WHERE merged_into IS NULL AND n IN (
                    SELECT speaker FROM speaker_name WHERE alias = 0 AND ({" OR ".join(["instr(folded, ?) > 0"] * len(some))}))""",
                some,
            )
        )
    return sorted(found, key=lambda each: (each[1], each[0]))


def speaker_names(store: Store, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Row number -> (id, name) of these speakers, merged ones answering for whom they were merged into; one that is not there
    has no place.

    One whose registration was undone answers with its last name. What was read is kept until something is written.
    """
    known: dict[int, tuple[str, str, int | None]] = store.current_cache().setdefault("names", {})
    wanted = set(numbers) - known.keys()
    while wanted:
        for at in range(0, len(part := sorted(wanted)), 500):
            some = part[at : at + 500]
            rows = store.rows(_NAMED.format(", ".join("?" * len(some))), some)
            known.update({n: (i, name, into) for n, i, name, into in rows})
        wanted = {into for n in wanted if n in known and (into := known[n][2]) is not None} - known.keys()
    return {n: _followed(n, known) for n in numbers if n in known}


def _followed(n: int, known: dict[int, tuple[str, str, int | None]]) -> tuple[str, str]:
    """Along the merges; a circle, which only a damaged file holds, ends where it closes."""
    seen = {n}
    while (into := known[n][2]) is not None and into in known and into not in seen:
        seen.add(into)
        n = into
    return known[n][0], known[n][1]


def _find(store: Store, name: str) -> int | None:
    """The row of the live speaker with that name or alias; a name counts before an alias."""
    row = store.one("SELECT speaker FROM speaker_name WHERE folded = ? ORDER BY alias, speaker LIMIT 1", (fold(name),))
    return int(row[0]) if row else None


def speaker_called(store: Store, name: str) -> str | None:
    """The id of the live speaker with that name or alias, or None."""
    found = _find(store, name)
    row = store.one("SELECT id FROM speaker WHERE n = ?", (found,)) if found is not None else None
    return str(row[0]) if row else None


def speaker_number(store: Store, name: str, change: int, speaker: str | None = None) -> int:
    """The row of a speaker by id, else by name or alias, registered now under ``change`` if unknown."""
    name = rules.folded(name)
    if speaker is not None:
        row = store.one("SELECT n FROM speaker WHERE id = ?", (speaker,))
        live = row and store.one("SELECT 1 FROM speakers WHERE n = ?", (row[0],))
        if row and live:
            return int(row[0])
        if not name:
            raise StoreError(
                f"{store.path}: the project knows no speaker {speaker}; choose one from the list or type a name."
            )
    found = _find(store, name) if speaker is None else None
    return found if found is not None else _register(store, name, change, speaker or speaker_id(name))


def _register(store: Store, name: str, change: int, identity: str) -> int:
    """Append a speaker, or what brings back one whose registration was undone, or who was taken off the register."""
    _check_name(name)
    made = store.execute("INSERT OR IGNORE INTO speaker (id) VALUES (?)", (identity,))
    if made.rowcount and made.lastrowid:
        _revise(store, made.lastrowid, name, (), change)
        return made.lastrowid
    row = store.one("SELECT n FROM speaker WHERE id = ?", (identity,))
    assert row is not None
    speaker_facts.say(store, int(row[0]), Fact.REMOVED, "", change)
    if store.one("SELECT 1 FROM current_speaker WHERE speaker = ?", row) is None:
        _revise(store, int(row[0]), name, (), change)
    return int(row[0])


def register(store: Store, new: Mapping[str, str], change: int) -> dict[str, int]:
    """Append at most a few hundred speakers (id -> name) whose ids are new here; id -> number."""
    for name in new.values():
        _check_name(name)
    store.executemany("INSERT INTO speaker (id) VALUES (?)", [(identity,) for identity in new])
    numbers = _numbers(store, "speaker", list(new))
    store.executemany(_REVISION, [(numbers[i], rules.folded(name), "[]", None, change) for i, name in new.items()])
    speaker_facts.refresh(store, numbers.values())
    return numbers


def _check_name(name: str) -> None:
    if told := rules.RULES["speaker_revision"]["name"].check(rules.folded(name)):
        raise BadInputError(f"“{name[:40]}” cannot be a speaker's name: {told}; type a shorter one.")


def _revise(
    store: Store, n: int, name: str, others: tuple[str, ...], change: int, merged_into: int | None = None
) -> None:
    store.execute(_REVISION, (n, name, json.dumps(others, ensure_ascii=False), merged_into, change))
    speaker_facts.refresh(store, [n])


def _live(store: Store, speaker: str) -> tuple[int, str, tuple[str, ...]]:
    row = store.one("SELECT n, name, aliases FROM speakers WHERE id = ?", (speaker,))
    if row is None:
        raise StoreError(f"{store.path}: the project knows no speaker {speaker}; choose one from the list.")
    return int(row[0]), str(row[1]), values.aliases(row[2])


def aliases(store: Store, speaker: str) -> tuple[str, ...]:
    """The aliases of a speaker, merged or not; none where the project does not know the id."""
    return aliases_of(store, (speaker,)).get(speaker, ())


def aliases_of(store: Store, speakers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """:func:`aliases` of at most a few hundred speakers, those that have some."""
    rows = store.rows(_ALIASES.format(", ".join("?" * len(speakers))), speakers)
    return {identity: values.aliases(spelled) for identity, spelled in rows if spelled not in (None, "[]")}


def live_numbers(store: Store, speakers: Sequence[str]) -> dict[str, int]:
    """Id -> row number of those of at most a few hundred speakers that stand in the register."""
    return _numbers(store, "speakers", speakers)


def known_numbers(store: Store, speakers: Sequence[str]) -> dict[str, int]:
    """Id -> row number of those of at most a few hundred speakers that ever stood in the register."""
    return _numbers(store, "speaker", speakers)


def _numbers(store: Store, table: str, speakers: Sequence[str]) -> dict[str, int]:
    return dict(store.rows(f"SELECT id, n FROM {table} WHERE id IN ({', '.join('?' * len(speakers))})", speakers))


def know(store: Store, speaker: str, name: str, names: Iterable[str], change: int) -> int:
    """See to it that a speaker from elsewhere is registered, under ``change``, with the names that nobody has here; its number."""
    number = speaker_number(store, name, change, speaker)
    free = [alias for alias in names if _find(store, alias) is None]
    if free:
        _, known, aliases_here = _live(store, speaker)
        _revise(store, number, known, (*aliases_here, *free), change)
    return number


def rename_speaker(store: Store, speaker: str, name: str, annotator: str) -> None:
    """Give a speaker another canonical name; the old one stays as an alias. StoreError if the name is blank or taken."""
    name = rules.folded(name)[: rules.TEXT]
    n, old, others = _live(store, speaker)
    taken = _find(store, name)
    if not name or (taken is not None and taken != n):
        raise StoreError(
            f"“{name}” cannot be the speaker's name; type one that no other speaker has, or merge the two."
        )
    with store.writing():
        kept = tuple(a for a in dict.fromkeys((*others, old)) if fold(a) != fold(name))
        _revise(store, n, name, kept, begin_change(store, annotator, f"Rename speaker {old}"))


def add_alias(store: Store, speaker: str, alias: str, annotator: str) -> None:
    """Add another name a speaker goes by; nothing happens if the speaker has it. StoreError if another speaker has it."""
    alias = rules.folded(alias)[: rules.TEXT]
    n, name, others = _live(store, speaker)
    taken = _find(store, alias)
    if not alias or (taken is not None and taken != n):
        raise StoreError(f"“{alias}” cannot be an alias of {name}; another speaker goes by it, merge the two instead.")
    if taken is None:
        with store.writing():
            _revise(store, n, name, (*others, alias), begin_change(store, annotator, f"Add alias of {name}"))


def merge_speakers(store: Store, speaker: str, into: str, annotator: str) -> None:
    """Say that two speakers are one: decisions on ``speaker`` answer ``into`` from now on; its names become aliases."""
    n, name, others = _live(store, speaker)
    other, other_name, other_aliases = _live(store, into)
    if n == other:
        raise StoreError(f"{name} is one speaker already; choose two different ones to merge.")
    with store.writing():
        change = begin_change(store, annotator, f"Merge {name} into {other_name}")
        _revise(store, n, name, others, change, merged_into=other)
        names = tuple(a for a in dict.fromkeys((*other_aliases, name, *others)) if fold(a) != fold(other_name))
        _revise(store, other, other_name, names, change)
        for field in (Fact.NOTE, Fact.URI):
            if not speaker_facts.said(store, other, field):
                speaker_facts.say(store, other, field, speaker_facts.said(store, n, field), change)


def describe_speaker(store: Store, speaker: str, note: str, uri: str, annotator: str) -> bool:
    """Say who a speaker is, in a note and by an external id ("": none); False, and nothing is written, where both are said already."""
    n, name, _ = _live(store, speaker)
    said = {Fact.NOTE: rules.no_controls(note.strip())[: rules.TEXT], Fact.URI: uri}
    if all(speaker_facts.said(store, n, field) == value for field, value in said.items()):
        return False
    with store.writing():
        change = begin_change(store, annotator, f"Describe {name}")
        for field, value in said.items():
            speaker_facts.say(store, n, field, value, change)
    return True


def remove_speaker(store: Store, speaker: str, annotator: str) -> str:
    """Take a speaker whom no decision names off the register; the name. StoreError where a decision names the speaker."""
    n, name, _ = _live(store, speaker)
    if speaker_facts.is_used(store, n):
        raise StoreError(
            f"{name} is named by decisions and stays in the register; give those quotations to another speaker first."
        )
    with store.writing():
        speaker_facts.say(store, n, Fact.REMOVED, "1", begin_change(store, annotator, f"Delete speaker {name}"))
    return name


def remove_alias(store: Store, speaker: str, alias: str, annotator: str) -> None:
    """Take a name off a speaker; nothing happens if the speaker does not have it."""
    n, name, others = _live(store, speaker)
    kept = tuple(each for each in others if fold(each) != fold(alias))
    if kept != others:
        with store.writing():
            _revise(store, n, name, kept, begin_change(store, annotator, f"Remove alias of {name}"))


class SpeakerUse(NamedTuple):
    """How much of the project a speaker says: quotations, and the articles in which they stand."""

    quotations: int
    articles: int


_CANON = """WITH RECURSIVE canon (speaker, whole) AS (
        SELECT speaker, speaker FROM current_speaker WHERE merged_into IS NULL
        UNION ALL SELECT m.speaker, canon.whole FROM current_speaker m JOIN canon ON m.merged_into = canon.speaker)"""


def speaker_uses(store: Store) -> dict[str, SpeakerUse]:
    """Id -> how much each speaker says, by anybody's decisions that stand; who says nothing has no place."""
    rows = store.rows(
        f"""{_CANON} SELECT s.id, count(*), count(DISTINCT x.article) FROM (
            SELECT DISTINCT k.whole, c.article, c.quotation FROM counted_decision c JOIN decision d ON d.n = c.decision
            JOIN canon k ON k.speaker = d.speaker WHERE c.status <> 'withdrawn') x
        JOIN speaker s ON s.n = x.whole GROUP BY x.whole"""
    )
    return {identity: SpeakerUse(quotations, articles) for identity, quotations, articles in rows}


class SpeakerQuotation(NamedTuple):
    """A quotation of a speaker: where it stands, its words, and the source that names the speaker there."""

    article: str  # sha256
    article_id: str
    quotation: str
    words: str
    source: str


def said_by(store: Store, speaker: str, annotator: str | None = None) -> list[SpeakerQuotation]:
    """What a speaker says, each quotation once, by article and place: by anybody's decisions, or by one annotator's."""
    rows = store.rows(
        f"""{_CANON} SELECT a.sha256, a.id, c.quotation, d.words, ifnull(d.source_words, '') FROM counted_decision c
        JOIN decision d ON d.n = c.decision JOIN canon k ON k.speaker = d.speaker JOIN article a ON a.n = c.article
        WHERE k.whole = (SELECT n FROM speaker WHERE id = ?1) AND c.status <> 'withdrawn'
        AND (?2 IS NULL OR c.annotator = (SELECT n FROM annotator WHERE name = ?2))
        GROUP BY c.article, c.quotation ORDER BY a.id, d.start""",
        (speaker, annotator),
    )
    return [SpeakerQuotation._make(row) for row in rows]


def confirmed_by(store: Store, annotator: str, ids: Sequence[str], again: str | None = None) -> frozenset[str]:
    """Those of the speakers (by id) whom an annotator's current confirmed decisions name.

    ``again``: an article (sha256) that is read a second time: there the second reading's decisions count, and not the first ones.
    """
    rows = store.rows(
        """WITH RECURSIVE same (speaker, id) AS (
            SELECT n, id FROM speaker WHERE id IN (SELECT value FROM json_each(:ids))
            UNION SELECT m.speaker, same.id FROM same CROSS JOIN current_speaker m ON m.merged_into = same.speaker)
        SELECT DISTINCT id FROM same WHERE EXISTS (
            SELECT 1 FROM decision d JOIN current_decision c ON c.decision = d.n WHERE d.speaker = same.speaker
            AND c.status = 'confirmed' AND c.annotator = (SELECT n FROM annotator WHERE name =
                CASE WHEN c.article = (SELECT n FROM article WHERE sha256 = :again) THEN :second ELSE :first END))""",
        {"ids": json.dumps(list(ids)), "again": again, "first": annotator, "second": second_reading(annotator)},
    )
    return frozenset(identity for (identity,) in rows)


def decisions_naming(store: Store, speaker: str, article: str, quotation: str) -> list[str]:
    """The ids of everybody's standing decisions on a quotation that name a speaker, oldest first."""
    rows = store.rows(
        f"""{_CANON} SELECT d.id FROM current_decision c JOIN decision d ON d.n = c.decision JOIN canon k ON k.speaker = d.speaker
        WHERE k.whole = (SELECT n FROM speaker WHERE id = ?) AND c.article = (SELECT n FROM article WHERE sha256 = ?)
        AND c.quotation = ? AND c.status <> 'withdrawn' ORDER BY d.n""",
        (speaker, article, quotation),
    )
    return [identity for (identity,) in rows]


def name_of(store: Store, speaker_id: str) -> str:
    """The canonical name of a speaker; "" where the register has no such id."""
    row = store.one(
        "SELECT c.name FROM speaker s JOIN current_speaker c ON c.speaker = s.n WHERE s.id = ?", (speaker_id,)
    )
    return str(row[0]) if row else ""
