"""What selected words become: a new quotation, the source of the current one, its edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from annotator.records import Decision, Desk, Mention, Span, fold
from annotator.session import words
from annotator.session.events import Event
from annotator.session.protocol import Session
from annotator.session.question import Answer, Question
from annotator.workflow import desk as work

PRONOUNS = frozenset(["he", "she", "they", "it", "who", "we", "i", "him", "her", "them", "his", "hers", "theirs"])
SHORT = 40  # characters of a quotation in a sentence


class TextSelection(Protocol):
    """Where words are selected."""

    def selected_span(self) -> Span | None:
        """The selected stretch in code points; None where nothing is selected."""

    def caret_place(self) -> int:
        """Where the caret stands, or the article was clicked last (code points)."""

    def drop_selection(self) -> None:
        """Select nothing."""


class Selecting:
    """The acts on the article's selection, each of which uses it up."""

    def __init__(self, article: TextSelection, session: Session) -> None:
        self.article = article
        self.session = session
        self.navigator, self.acts = session.navigator, session.acts
        self.made = Event[Decision]()  # a quotation was made by hand
        self._asked: tuple[Span, Question] | None = None

    def new_quotation(self) -> None:
        """Make the selected words a quotation, current and undecided; asks where they cut a word or another quotation's edge."""
        span = self._selected()
        if span is not None and not self._asks(span, self._make, edges_of=""):
            self._make(span)

    def _asks(self, span: Span, act: Callable[[Span], None], *, edges_of: str) -> bool:
        """Ask about a span that begins or ends inside a word, or crosses the edge of another quotation than ``edges_of``.

        False where there is nothing to ask, or the same key answers the question that stands.
        """
        if self._asked is not None and self._asked[0] == span and self._asked[1].stands:
            self._asked = None
            return False
        desk = self._desk()
        text, answers = desk.article.text, list[Answer]()
        word = words.cuts_word(text, span)
        crossed = next((q for q in desk.quotations if q.id != edges_of and _crosses(q.span, span)), None)
        if word:
            told = f"The selection cuts the word “{short(word)}”."
            answers.append(("Whole words", lambda: act(words.snapped(text, span))))
        elif crossed is not None:
            told = f"The selection crosses the edge of “{short(crossed.span.words(text))}”."
        else:
            return False
        question = Question(
            f"{told} Press the same key again to use it as it is.", [*answers, ("As selected", lambda: act(span))]
        )
        self._asked = span, question
        self.navigator.voice.asked.emit(question)
        return True

    def _make(self, span: Span) -> None:
        desk = self._desk()
        made = work.new_quotation(desk, span, work.kind_of(desk.article.text, span))
        self.article.drop_selection()
        self.navigator.before_leaving.emit()
        self.acts.write(made, "New quotation")
        self.navigator.make_current(made.quotation, scroll=False)
        self.made.emit(made)

    def set_edges(self) -> None:
        """Let the quotation reach over the selection; asks as :meth:`new_quotation` does."""
        shown, span = self.navigator.shown(), self._selected()
        if shown is not None and span is not None and not self._asks(span, self._reach, edges_of=shown.quotation):
            self._reach(span)

    def _reach(self, span: Span) -> None:
        shown = self.navigator.shown()
        if shown is not None:
            self.article.drop_selection()
            moved = replace(shown, span=span, words=span.words(self._desk().article.text), content=())
            self.acts.change(moved, "Change edges")

    def set_cue(self) -> None:
        """Make the selected words the cue: what reports the quotation."""
        shown, span = self.acts.speech(), self._selected()
        if shown is not None and span is not None:
            self.article.drop_selection()
            cue = Mention.of(self._desk().article.text, span.start, span.end)
            self.acts.change(replace(shown, cue=cue), "Set cue")

    def _selected(self) -> Span | None:
        span = self.article.selected_span()
        if span is None:
            self.navigator.voice.told.emit("Select the words first, with the mouse or with Shift and the arrows.")
        return span

    def set_source(self) -> None:
        """Make the selected words the source: the same speaker's where they share the name or are a pronoun, else of whom they name."""
        shown, span = self.acts.speech(), self._selected()
        if shown is None or span is None:
            return
        mention = Mention.of(self._desk().article.text, span.start, span.end)
        current = self.navigator.current
        chosen = work.choose_source(shown, mention, current.proposal if current else None)
        if fold(mention.words) in PRONOUNS or (shown.speaker_name and share_words(mention.words, shown.speaker_name)):
            chosen = replace(chosen, speaker_id=shown.speaker_id, speaker_name=shown.speaker_name)
        elif chosen.speaker_name == mention.words:
            known = (name for name in self.session.names() if share_words(mention.words, name))
            chosen = replace(chosen, speaker_name=next(known, mention.words))
        self.article.drop_selection()
        self.acts.chose(chosen, "Set source")

    def _desk(self) -> Desk:
        assert self.navigator.desk is not None, "an act on a quotation needs an article"
        return self.navigator.desk


def share_words(one: str, other: str) -> bool:
    """Whether all words of one name stand in the other ("Verma", "Richard Verma")."""
    first, second = set(fold(one).split()), set(fold(other).split())
    return first <= second or second <= first


def _crosses(one: Span, other: Span) -> bool:
    """Whether two spans overlap and neither holds the other."""
    if not one.overlaps(other):
        return False
    return (one.start < other.start) == (one.end < other.end) and one.start != other.start and one.end != other.end


def short(text: str) -> str:
    """The beginning of some words, for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
