"""What becomes of a quotation's extent beside its edges: split in two, merged with the next, marked wherever its words stand again."""

from __future__ import annotations

from dataclasses import replace

from annotator.errors import many
from annotator.records import Decision, Desk, Quotation, Span, Status
from annotator.session import words
from annotator.session.annotation import AnnotationSession
from annotator.session.question import Question
from annotator.session.selecting import TextSelection, short
from annotator.workflow import desk as work


class Shaping:
    """On the desk alone. Each act is one change of the annotator's, with one undo."""

    def __init__(self, article: TextSelection, session: AnnotationSession) -> None:
        self.article = article
        self.session = session
        self.navigator = session.navigator
        self._asked: tuple[str, Question] | None = None

    def _now(self) -> tuple[Desk, Decision] | None:
        """The article and what is shown of its current quotation, if that is speech."""
        desk, shown = self.navigator.desk, self.session.acts.speech()
        return (desk, shown) if desk is not None and shown is not None else None

    def split(self) -> None:
        """Make two quotations of the current one, at the caret; the second one has the same speaker and waits for a decision."""
        now = self._now()
        if now is None:
            return
        desk, shown = now
        text = desk.article.text
        at = words.nearest_gap(text, self.article.caret_place())
        first, second = _trimmed(text, shown.span.start, at), _trimmed(text, at, shown.span.end)
        if not shown.span.start < at < shown.span.end or first is None or second is None:
            self.navigator.voice.told.emit(
                "Put the caret where the quotation is to be split: click there, or F7 and the arrows."
            )
            return
        made = replace(
            work.new_quotation(desk, second, shown.kind),
            source=shown.source, speaker_id=shown.speaker_id, speaker_name=shown.speaker_name, cue=shown.cue, group=shown.group,
        )  # fmt: skip
        self._write(desk, [(shown, first), (made, second)], "Split quotation", shown.quotation)

    def merge(self) -> None:
        """Make one quotation of the current one and the next; asks where words stand between them."""
        now = self._now()
        if now is None:
            return
        desk, shown = now
        after = [q for q in desk.quotations if q.span.start > shown.span.start and q.id != shown.quotation]
        if not after:
            self.navigator.voice.told.emit("No quotation follows in this article.")
            return
        between = desk.article.text[shown.span.end : max(after[0].span.start, shown.span.end)]
        asked = self._asked
        same = asked is not None and asked[0] == shown.quotation and asked[1].stands
        if any(char.isalnum() for char in between) and not same:
            told = f"“{short(between)}” is between the two and would become part of the quotation. Press the same key again to merge."
            question = Question(told, [("Merge", lambda: self._merge(desk, shown, after[0]))])
            self._asked = shown.quotation, question
            self.navigator.voice.asked.emit(question)
            return
        self._merge(desk, shown, after[0])

    def _merge(self, desk: Desk, shown: Decision, other: Quotation) -> None:
        gone = self.navigator.shown(other)
        if gone is None:
            return
        whole = Span(shown.span.start, max(shown.span.end, other.span.end))
        one = replace(shown, stances=tuple(sorted({*shown.stances, *gone.stances})), content=())
        away = replace(gone, status=Status.WITHDRAWN)
        self._write(desk, [(one, whole), (away, away.span)], "Merge with the next quotation", shown.quotation)

    def mark_equal(self) -> None:
        """Make a quotation wherever the same words stand in the article (those selected, else the current quotation's)."""
        desk, span = self.navigator.desk, self.article.selected_span()
        shown = None if span is not None else self.session.acts.speech()
        if desk is None or (span is None and shown is None):
            return
        wanted = span.words(desk.article.text) if span is not None else shown.words if shown is not None else ""
        taken = [quotation.span for quotation in desk.quotations]
        places = [s for s in words.occurrences(desk.article.text, wanted) if not any(s.overlaps(t) for t in taken)]
        if not places:
            self.navigator.voice.told.emit(f"“{short(wanted)}” occurs nowhere else in this article.")
            return
        made = [(self._equal(desk, place, shown), place) for place in places]
        self.article.drop_selection()
        count = many(len(made), "equal occurrence")
        self._write(desk, made, f"Mark {count}", made[0][0].quotation)

    def _equal(self, desk: Desk, place: Span, like: Decision | None) -> Decision:
        made = work.new_quotation(
            desk, place, like.kind if like is not None else work.kind_of(desk.article.text, place)
        )
        return made if like is None else replace(made, speaker_id=like.speaker_id, speaker_name=like.speaker_name)

    def _write(self, desk: Desk, made: list[tuple[Decision, Span]], action: str, current: str) -> None:
        text = desk.article.text
        ready = [
            replace(
                decision, span=span, words=span.words(text), content=(),
                replaces=self.navigator.stands(decision.quotation), seconds=0.0,
            )
            for decision, span in made
        ]  # fmt: skip
        if self.session.bulk.change(ready, action):
            self.navigator.make_current(current, scroll=False)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """A stretch without blanks at its ends; None where nothing else is in it."""
    words_in = text[start:end]
    start, end = start + len(words_in) - len(words_in.lstrip()), end - len(words_in) + len(words_in.rstrip())
    return Span(start, end) if start < end else None
