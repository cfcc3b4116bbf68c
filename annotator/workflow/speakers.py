"""The register of speakers as a whole: who says how much, who may be the same person, and one entry that is two people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator import speaker_uri
from annotator.errors import BadInputError, many
from annotator.records import ADJUDICATED, Change, Speaker
from annotator.store import adjudications, decisions, history, register
from annotator.store.connection import Store, new_id
from annotator.store.register import SpeakerQuotation as SpeakerQuotation
from annotator.store.register import SpeakerUse
from annotator.workflow.known_names import words_of

ALIKE = 88.0
"""Likeness of two full names (rapidfuzz token_sort_ratio, 0 to 100) from which they may be one person's."""
MOST = 200  # pairs that are proposed
NOTHING = SpeakerUse(0, 0)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register: the speaker, and how much he or she says."""

    speaker: Speaker
    use: SpeakerUse


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two speakers who may be one, and why. ``speaker`` says less and would be merged into ``into``."""

    speaker: Speaker
    into: Speaker
    why: str
    likeness: float  # 0 to 100


def load_register(store: Store) -> list[RegisterRow]:
    """All speakers with what they say, by name."""
    with store.reading():
        uses = register.speaker_uses(store)
        return [RegisterRow(speaker, uses.get(speaker.id, NOTHING)) for speaker in register.speakers(store)]


def likely_duplicates(rows: Sequence[RegisterRow]) -> list[Duplicate]:
    """Pairs that may be one person or body, the likeliest first, at most ``MOST``.

    Only names that share their last word, or all of a shorter name, are compared, so that a long register stays quick.
    """
    heads: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        for last in {words[-1] for words in map(words_of, _names(row.speaker)) if words}:
            heads[last].append(row)
    found: dict[frozenset[str], Duplicate] = {}
    for group in heads.values():
        for at, one in enumerate(group):
            for other in group[:at]:
                pair = frozenset((one.speaker.id, other.speaker.id))
                if pair not in found and (made := _compared(one, other)) is not None:
                    found[pair] = made
    return sorted(found.values(), key=lambda each: (-each.likeness, each.into.name, each.speaker.name))[:MOST]


def _names(speaker: Speaker) -> tuple[str, ...]:
    return (speaker.name, *speaker.aliases)


def _compared(one: RegisterRow, other: RegisterRow) -> Duplicate | None:
    less, more = sorted((one, other), key=lambda row: (row.use.quotations, len(row.speaker.name), row.speaker.id))
    best: tuple[float, str] = (0.0, "")
    for a in _names(less.speaker):
        for b in _names(more.speaker):
            best = max(best, _likeness(words_of(a), words_of(b)))
    return Duplicate(less.speaker, more.speaker, best[1], best[0]) if best[0] else None


def _likeness(a: list[str], b: list[str]) -> tuple[float, str]:
    """(likeness, why) of two names with the same last word; 0 where they are told apart."""
    from rapidfuzz import fuzz

    if a == b:
        return 100.0, "the same name except for a title"
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return 80.0, "the last name alone"
    if len(short) == len(long) and all(_abbreviates(x, y) for x, y in zip(short, long, strict=True)):
        return 95.0, "initials"
    if len(short) < len(long) and short[-1] == long[-1] and _abbreviates(short[0], long[0]):
        return 92.0, "one has a middle name"
    ratio = float(fuzz.token_sort_ratio(" ".join(a), " ".join(b), score_cutoff=ALIKE))
    return (ratio, "spelled alike") if ratio else (0.0, "")


def _abbreviates(a: str, b: str) -> bool:
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))


def by_likeness(speaker: Speaker, others: Sequence[Speaker]) -> list[Speaker]:
    """The other speakers, the most alike first."""
    from rapidfuzz import fuzz

    return sorted(
        (other for other in others if other.id != speaker.id),
        key=lambda other: (-max(fuzz.WRatio(a, b) for a in _names(speaker) for b in _names(other)), other.name),
    )


def said_by(store: Store, speaker_id: str, annotator: str | None = None) -> list[SpeakerQuotation]:
    """What a speaker says, each quotation once: by anybody's decisions, or by one annotator's."""
    return register.said_by(store, speaker_id, annotator)


def remove_alias(store: Store, speaker_id: str, alias: str, *, annotator: str) -> Change:
    """Take a name off a speaker. Can be undone."""
    register.remove_alias(store, speaker_id, alias, annotator)
    return Change(action="Remove alias", speakers=True)


def describe_speaker(store: Store, speaker_id: str, *, note: str, uri: str, annotator: str) -> Change:
    """Say who a speaker is: a note, and an external id as a person types it (“Q42”, or any URI), "" for none. Can be undone.

    BadInputError where the id has not the form of one; it is never looked up.
    """
    said = register.describe_speaker(store, speaker_id, note, speaker_uri.uri_of(uri), annotator)
    return Change(action="Describe speaker", speakers=said)


def remove_speaker(store: Store, speaker_id: str, *, annotator: str) -> Change:
    """Take a speaker whom no decision names off the register. Can be undone; StoreError where a decision names the speaker."""
    name = register.remove_speaker(store, speaker_id, annotator)
    return Change(action="Delete speaker", speakers=True, message=f"{name} is no longer in the register.")


def split_speaker(
    store: Store, speaker_id: str, name: str, said: Sequence[SpeakerQuotation], *, annotator: str
) -> Change:
    """Say that some quotations of a speaker are another person's: in everybody's decisions on them, as one change with one undo.

    ``name`` may be a speaker of the register or a new one. BadInputError where it names the same speaker, or no quotation is given.
    """
    name = " ".join(name.split())
    if not said or not name:
        raise BadInputError("Name the other person, and choose at least one quotation.")
    if register.speaker_called(store, name) == speaker_id:
        raise BadInputError(f"“{name}” is this speaker; take the alias off first, or type the other person's name.")
    with store.writing():
        change = history.begin_change(store, annotator, f"Split off {name}")
        old = [
            decisions.by_id(store, identity)
            for each in said
            for identity in register.decisions_naming(store, speaker_id, each.article, each.quotation)
        ]
        became = {decision.id: new_id() for decision in old}
        made = [
            replace(each.anew(), id=became[each.id], speaker_id=None, speaker_name=name, seconds=0.0) for each in old
        ]
        decisions.decide(store, made, change)
        for decision in old:
            if decision.annotator == ADJUDICATED:
                adjudications.copy(store, decision.id, became[decision.id], became)
    quotations = frozenset(each.quotation for each in said)
    return Change(
        "Split speaker",
        quotations=quotations,
        queue=True,
        speakers=True,
        message=f"Now {name}'s: {many(len(said), 'quotation')}.",
    )
