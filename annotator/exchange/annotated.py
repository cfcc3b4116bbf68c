"""What one annotator made of one article: the unit that every format writes and reads back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from annotator.records import Article, Codebook, Decision, Proposal, Span, text_hash

_hash_of = lru_cache(maxsize=4)(text_hash)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a decision comes from, beside what it says itself: what became of the machine's proposal, and with which codebook.

    ``outcome``: "accepted" (as it was proposed), "corrected", "rejected" (no speech), "added" (by hand), "" where that is not known.
    """

    outcome: str = ""
    detector: str = ""
    proposed: Span | None = None
    proposed_speaker: str = ""
    codebook_version: str = ""
    adjudicated: bool = False
    aliases: tuple[str, ...] = ()  # other names of the speaker in the register
    speaker_uri: str = ""  # external id of the speaker
    speaker_note: str = ""

    def record(self) -> dict[str, object]:
        """As keys beside a quotation; -1 and "" stand for none."""
        return {
            "outcome": self.outcome,
            "detector": self.detector,
            "proposed_start": self.proposed.start if self.proposed else -1,
            "proposed_end": self.proposed.end if self.proposed else -1,
            "proposed_speaker": self.proposed_speaker,
            "codebook_version": self.codebook_version,
            "adjudicated": self.adjudicated,
            "speaker_aliases": list(self.aliases),
            "speaker_uri": self.speaker_uri,
            "speaker_note": self.speaker_note,
        }


_UNTRACED = Trace()


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """What one annotator made of one article: the unit that is exported and read back."""

    article: Article
    annotator: str
    decisions: tuple[Decision, ...]
    finished: bool
    suggestions: tuple[
        Proposal, ...
    ] = ()  # what the machine proposed in the article, for the few formats that have a place for it
    detector: str = ""  # whose suggestions they are
    traces: Mapping[str, Trace] = field(
        default_factory=dict, compare=False
    )  # by quotation, where an export asked for them

    def trace(self, decision: Decision) -> Trace:
        """Where a decision of the article comes from."""
        return self.traces.get(decision.quotation, _UNTRACED)

    @property
    def sha256(self) -> str:
        """The identity of the article, kept for the texts asked for last: exporting and checking ask for it again and again."""
        return _hash_of(self.article.text)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Decisions read back from a format that has no whole articles in it, for the check alone."""

    sha256: str
    annotator: str
    decisions: tuple[Decision, ...]
    article_id: str = ""  # where the format says it
    tags: str = ""  # of the article, where the format says them


@dataclass(frozen=True, slots=True)
class Hashes:
    """What a format that carries everything read back, hashed as :func:`annotator.exchange.fields.whole` hashes a decision."""

    sha256: str
    annotator: str
    about: tuple[object, ...]  # article's id, title, metadata, and whether it is finished
    decisions: tuple[int, ...]


class ReaderNotes(Protocol):
    """Where a reader tells what it left out or could not know: called with one plain phrase for each occurrence."""

    def __call__(self, note: str) -> None:
        """Take one note."""


def ignore(note: str) -> None:
    """Notes that nobody needs, as when an export is read back: what was written is known."""


def in_order(decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions in text order, the longer first where two start together."""
    return sorted(decisions, key=lambda d: (d.span.start, -d.span.end, d.quotation))


def stance_names(decision: Decision) -> list[str]:
    """A decision's stances as ``target:label``, sorted."""
    return [f"{s.target}:{s.label}" for s in sorted(decision.stances)]


def label_names(codebook: Codebook) -> list[str]:
    """Every stance of a codebook as ``target:label``, in its order."""
    return [f"{target.id}:{label.id}" for target in codebook.targets for label in target.labels]


def paragraph_of(text: str, span: Span) -> Span:
    """The line or lines that hold the span, without the newlines round them."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end - 1 if text[span.end - 1] == "\n" else span.end)
    return Span(start, max(end if end >= 0 else len(text), span.end))
