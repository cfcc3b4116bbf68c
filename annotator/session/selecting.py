"""What selected words become: a new quotation, the source of the current one, its edges."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from annotator.records import Desk, Kind, Mention, Span, fold
from annotator.session.protocol import Session
from annotator.workflow import desk as work

PRONOUNS = frozenset(["he", "she", "they", "it", "who", "we", "i", "him", "her", "them", "his", "hers", "theirs"])
OPENING = "“‘«„\"'`"


class Selection(Protocol):
    """Where words are selected."""

    def selected_span(self) -> Span | None:
        """The selected stretch in code points; None where nothing is selected."""

    def drop_selection(self) -> None:
        """Select nothing."""


class Selecting:
    """The acts on the article's selection, each of which uses it up."""

    def __init__(self, article: Selection, session: Session) -> None:
        self.article = article
        self.session = session
        self.navigator, self.acts = session.navigator, session.acts

    def new_quotation(self) -> None:
        """Make the selected words a quotation, current and undecided."""
        span = self._selected()
        if span is None:
            return
        desk = self._desk()
        kind = Kind.DIRECT if desk.article.text[span.start] in OPENING else Kind.INDIRECT
        made = work.new_quotation(desk, span, kind)
        self.article.drop_selection()
        self.navigator.before_leaving.emit()
        self.acts.write(made, "New quotation")
        self.navigator.make_current(made.quotation, scroll=False)

    def set_edges(self) -> None:
        """Let the quotation reach over the selection."""
        shown, span = self.navigator.shown(), self._selected()
        if shown is not None and span is not None:
            words = span.words(self._desk().article.text)
            self.article.drop_selection()
            self.acts.change(replace(shown, span=span, words=words, content=()), "Change edges")

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
