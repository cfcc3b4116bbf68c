"""Where the annotator is: the article, the current quotation, the active target; tells the panes what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.records import Change, Decision, Desk, Proposal, Quotation, Status
from annotator.session.events import Event
from annotator.session.layer import Layer
from annotator.session.order import laid_over, next_from
from annotator.session.queue import ArticleQueue
from annotator.session.stopwatch import Stopwatch
from annotator.session.suggested import SpeakerSuggestions
from annotator.session.voice import Voice
from annotator.store.connection import Store
from annotator.workflow import desk as work

PATIENCE = 0.15  # seconds that the window's thread waits for a lock: a decision that meets one is kept and tried again

NOTHING_HERE = "Nothing is left to decide in the articles that the filter shows."


class Navigator:
    """Holds what is shown of a layer of decisions and moves through it. Its events are the one broadcast that panes listen to."""

    def __init__(self, layer: Layer) -> None:
        self.article_left = Event[()]()  # just before article_shown: what was told or asked of the one before is over
        self.article_shown = Event[()]()  # another article, or none
        self.quotations_changed = Event[
            frozenset[str]
        ]()  # their state, not where they stand; empty: any may have come, gone, moved
        self.current_changed = Event[bool]()  # another quotation is current; whether to scroll to it
        self.current_touched = Event[()]()  # the current quotation is shown anew
        self.moved = Event[()]()  # the annotator went to a quotation
        self.target_changed = Event[()]()
        self.before_leaving = Event[()]()  # last moment for a pane to hand in what was typed
        self.voice = Voice()
        self.layer = layer
        self.queue = ArticleQueue(layer, self.voice)
        self.queue.article_wanted.connect(self.show_article)
        layer.store.wait_at_most(PATIENCE)
        self.desk: Desk | None = None
        self.awaited: frozenset[str] = frozenset()  # articles (sha256) whose proposals are on their way
        self.waiting: list[tuple[Decision, str]] = []  # decisions that the disk has not taken yet, with what was done
        self.current_id = ""
        self.target_id = ""
        self.stopwatch = Stopwatch()
        self.suggestions = SpeakerSuggestions()
        self._at: dict[str, int] = {}

    @property
    def store(self) -> Store:
        """The project's file."""
        return self.layer.store

    @property
    def annotator(self) -> str:
        """Who works; "" for nobody yet."""
        return self.layer.annotator

    @annotator.setter
    def annotator(self, name: str) -> None:
        self.layer.annotator = name

    # Loading

    def show_article(self, sha256: str, quotation: str | None = None) -> None:
        """Show an article with a quotation of it current: the one asked for, else the first undecided one."""
        self.before_leaving.emit()
        found = self.voice.told_of(lambda: self.layer.read(sha256), "article")
        if found is None:
            return
        self._take(found)
        self.current_id = ""
        self.queue.refresh_row()
        self.article_left.emit()
        self.article_shown.emit()
        self.make_current(quotation if quotation and quotation in self._at else self.first_to_decide())
        self._check_target()

    def first_to_decide(self) -> str:
        """The first undecided quotation of the article, else its first one, else ""."""
        return self._next_from(0, undecided=True) or self._next_from(0, undecided=False) or ""

    def show_nothing(self) -> None:
        """No article is shown."""
        self.clear()
        self.article_left.emit()
        self.article_shown.emit()
        self.current_changed.emit(False)

    def clear(self) -> None:
        """Forget what is shown, until an article is chosen; nobody is told."""
        self.desk, self.current_id, self._at, self.queue.shown = None, "", {}, ""

    def reload_desk(self, quotation: str | None = None) -> None:
        """Read the same article anew, after more than one quotation changed; the place is kept."""
        self._reload(lambda desk: self.layer.read(desk.article.sha256), quotation)

    def reload_proposals(self) -> None:
        """Show the proposals that came for the article shown; the place is kept, and the text is not read again."""
        self._reload(self.layer.read_proposals, None)

    def _reload(self, read: Callable[[Desk], Desk], quotation: str | None) -> None:
        desk = self.desk
        if desk is None:
            return
        before = self.current_id
        was_at = self._at.get(before, 0)
        found = self.voice.told_of(lambda: read(desk), "article")
        if found is None:
            return
        self._take(found)
        wanted = quotation if quotation in self._at else before
        if wanted not in self._at:
            quotations = self.desk.quotations if self.desk is not None else ()
            nearest = quotations[min(was_at, len(quotations) - 1)] if quotations else None
            wanted = nearest.id if nearest else ""
        self.current_id = wanted or ""
        self.quotations_changed.emit(frozenset())
        self.current_changed.emit(wanted != before)
        self.queue.refresh_row()
        self._check_target()

    def _take(self, found: Desk) -> None:
        waiting = [d for d, _ in self.waiting if (d.article, d.annotator) == (found.article.sha256, found.annotator)]
        found = laid_over(found, waiting) if waiting else found
        if self.suggestions:
            found = replace(found, quotations=tuple(map(self.suggestions.laid_over, found.quotations)))
        self.desk = found
        self.queue.shown = found.article.sha256
        self._at = {quotation.id: at for at, quotation in enumerate(found.quotations)}

    def _check_target(self) -> None:
        """The target stays the last one used; where the codebook has none of that id, its first one."""
        if self.desk is not None and self.desk.codebook.target(self.target_id) is None:
            targets = self.desk.codebook.targets
            self.choose_target(targets[0].id if targets else "")

    # What is shown

    @property
    def sha256(self) -> str:
        """The article that is shown, or ""."""
        return self.desk.article.sha256 if self.desk else ""

    @property
    def current(self) -> Quotation | None:
        """The current quotation."""
        return self.quotation(self.current_id)

    def quotation(self, quotation: str) -> Quotation | None:
        """A quotation of the article shown, or None."""
        at = self._at.get(quotation)
        return None if at is None or self.desk is None else self.desk.quotations[at]

    def shown(self, quotation: Quotation | None = None) -> Decision | None:
        """What the card shows and Enter would confirm, for the current quotation or another one of the article."""
        wanted = quotation or self.current
        return self.layer.shown(self.desk, wanted) if wanted is not None and self.desk is not None else None

    def stands(self, quotation: str) -> str:
        """The id of the decision that is shown for a quotation, and that the next one replaces; "" where there is none."""
        found = self.quotation(quotation)
        return found.decision.id if found is not None and found.decision is not None else ""

    def position(self) -> int:
        """The current quotation's number in the article, from 1; 0 where there is none."""
        return self._at.get(self.current_id, -1) + 1

    @property
    def gone(self) -> bool:
        """Whether the article shown was taken back."""
        return self.desk is not None and self.layer.row(self.sha256, None) is None

    @property
    def unread(self) -> str:
        """Why the article shown has no proposals yet, and what can be done, in a sentence; "" where it was read."""
        if self.desk is None or self.desk.proposed:
            return ""
        if self.sha256 in self.awaited:
            return "This article is still being read; its quotations come in a moment. Space goes to the next article."
        return "This article has not been read: F5 reads it, n makes a quotation of selected words, Space goes to the next one."

    # Moving

    def make_current(self, quotation: str, *, scroll: bool = True) -> None:
        """Make a quotation of the article current."""
        if quotation != self.current_id:
            self.before_leaving.emit()
        self.current_id = quotation
        self.stopwatch.restart()
        self.moved.emit()
        self.current_changed.emit(scroll)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) quotation; at the ends, stay and say so."""
        self.voice.passed.emit()
        if self.desk is None or not self.desk.quotations:
            return
        at = self._at.get(self.current_id, -1 if by > 0 else len(self.desk.quotations)) + by
        if 0 <= at < len(self.desk.quotations):
            self.make_current(self.desk.quotations[at].id)
        else:
            self.voice.told.emit("This is the last quotation." if by > 0 else "This is the first quotation.")

    def next_undecided(self) -> None:
        """Go to the next undecided quotation, round the end of the article; where none is left, to the next open article."""
        self.voice.passed.emit()
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found and found != self.current_id:
            self.make_current(found)
        elif not found and not self._next_open_article():
            narrowed = self.queue.arrangement.narrows
            self.voice.told.emit(NOTHING_HERE if narrowed else self.layer.all_done)

    def go_on(self) -> None:
        """Go to the next undecided quotation, but never out of an article that is not read yet: say what it waits for."""
        if self.unread and self._next_from(0, undecided=True) is None:
            self.voice.told.emit(self.unread)
        else:
            self.next_undecided()

    def after_decision(self) -> None:
        """Go on after a decision: to the next undecided quotation here; the article's end is told, not jumped over."""
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found:
            self.make_current(found)
            return
        self.current_changed.emit(False)
        own = self.queue.row()
        passes = self.queue.arrangement.passes
        more = any(self.layer.has_work(row) and passes(row) for row in self.queue.rows if row != own)
        self.voice.told.emit(self.unread or self.layer.article_done(more))

    def _next_from(self, start: int, *, undecided: bool) -> str | None:
        return next_from(self.desk.quotations if self.desk else (), start, self.layer.waits if undecided else None)

    def _next_open_article(self) -> bool:
        found = next(self.queue.open_ahead(), None)
        if found is not None:
            self.show_article(found.sha256)
        return found is not None

    def step_article(self, by: int) -> None:
        """Go to the next or previous article of the queue."""
        found = self.queue.beside(by)
        if found is not None:
            self.show_article(found.sha256)
        else:
            self.voice.told.emit("This is the last article." if by > 0 else "This is the first article.")

    def show_newest(self) -> bool:
        """Go on to the edited text where one has taken the place of the article shown; whether it has."""
        newest = self.voice.told_of(lambda: work.newest_version(self.store, self.sha256)) if self.desk else None
        if newest is None:
            return False
        self.queue.add(newest)
        self.show_article(newest)
        return self.sha256 == newest

    def choose_target(self, target: str) -> None:
        """Make a target the active one; it stays so from quotation to quotation."""
        self.target_id = target
        self.target_changed.emit()

    # Changes

    def put(self, decision: Decision) -> None:
        """Show a decision in the article: in place where the quotation is known and stands still, else by making the order anew."""
        assert self.desk is not None
        decision = self.layer.as_shown(decision)
        before = self.quotation(decision.quotation)
        if before is not None and before.span == decision.span and decision.status is not Status.WITHDRAWN:
            quotations = list(self.desk.quotations)
            at = self._at[decision.quotation]
            quotations[at] = self.suggestions.laid_over(replace(before, decision=decision))
            self.desk = replace(self.desk, quotations=tuple(quotations))
            self.quotations_changed.emit(frozenset({decision.quotation}))
        else:
            self._take(laid_over(self.desk, [decision]))
            self.quotations_changed.emit(frozenset())

    def suggest(self, quotation: str, proposal: Proposal, first: str) -> None:
        """Show what the detector says of a quotation that was made by hand; nothing is written.

        ``first`` is the id of the decision that made it: another one says already who speaks, or that nobody does.
        """
        found = self.quotation(quotation)
        if found is None or found.decision is None or self.desk is None:
            return
        hold_out = self.voice.told_of(lambda: work.hold_out(self.store))
        if hold_out is None or not self.suggestions.add(found.decision, first, proposal, hold_out):
            return
        self._take(self.desk)
        self.quotations_changed.emit(frozenset({quotation}))
        if quotation == self.current_id:
            self.current_changed.emit(False)

    def wrote(self, change: Change) -> None:
        """Show a decision as it is stored, and the article's progress after it."""
        made, desk = change.decision, self.desk
        here = desk is not None and made is not None and _key(made)[:2] == (desk.article.sha256, desk.annotator)
        if made is not None and here and _key(made) not in {_key(newer) for newer, _ in self.waiting}:
            self.put(made)
        if change.row is None:
            self.queue.refresh_row()
            return
        before = self.queue.row()
        self.queue.take_row(change.row)
        if before is not None and before.sha256 == change.row.sha256 and before.finished > change.row.finished:
            self.voice.told.emit("The article is open again: one of its quotations is undecided.")


def _key(decision: Decision) -> tuple[str, str, str]:
    return decision.article, decision.annotator, decision.quotation
