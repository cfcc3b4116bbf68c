"""Where the annotator is: the queue, the article, the current quotation; tells the panes what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow, Change, Decision, Desk, Quotation, Status
from annotator.store.connection import Store
from annotator.ui.order import laid_over, next_from
from annotator.ui.rows import Rows
from annotator.ui.stopwatch import Stopwatch
from annotator.workflow import desk as work
from annotator.workflow import project
from annotator.workflow.desk import News

PLACE_AFTER = 3000  # milliseconds without a move until the place is written


class Controller(Rows):
    """Holds what is shown and moves through it. Signals are the one broadcast; each pane listens to what concerns it."""

    article_shown = Signal()  # another article, or the same one read anew
    quotations_changed = Signal(object)  # frozenset of ids: their state, not where they stand
    current_changed = Signal(bool)  # another quotation is current; whether to scroll to it
    current_touched = Signal()  # the current quotation is shown anew
    target_changed = Signal()
    before_leaving = Signal()  # last moment for a pane to hand in what was typed

    def __init__(self, store: Store, annotator: str, parent: QObject | None = None) -> None:
        super().__init__(store, annotator, parent)
        self.waiting: list[tuple[Decision, str]] = []  # decisions that the disk has not taken yet, with what was done
        self.current_id = ""
        self.target_id = ""
        self._at: dict[str, int] = {}
        self.stopwatch = Stopwatch()
        self._place = QTimer(self, singleShot=True, interval=PLACE_AFTER)
        self._place.timeout.connect(self.save_place)

    # Loading

    def start(self) -> None:
        """Read the queue and go where the annotator was, else to the first undecided quotation of the first open article."""
        self.reload_queue()
        article, quotation = project.place(self.store, self.annotator)
        self._add_row(article)
        if article not in self._row_at:
            article = next((row.sha256 for row in self.rows if not row.finished), None)
            article = article or (self.rows[0].sha256 if self.rows else None)
        if article:
            self.show_article(article, quotation)
        else:
            self.desk = None
            self.article_shown.emit()
            self.current_changed.emit(False)

    def read(self, sha256: str) -> Desk:
        """What is shown for an article, from disk."""
        return work.load_desk(self.store, sha256, self.annotator)

    def write(self, decision: Decision, action: str) -> Change:
        """Put a decision on disk; AnnotatorError with a sentence where it is refused. :meth:`wrote` shows what comes back."""
        return work.decide(self.store, decision, action=action)

    def show_article(self, sha256: str, quotation: str | None = None) -> None:
        """Show an article with a quotation of it current: the one asked for, else the first undecided one."""
        self.before_leaving.emit()
        found = self._told(lambda: self.read(sha256))
        if found is None:
            return
        self._take(found)
        self.current_id = ""
        self.refresh_row()
        self.article_shown.emit()
        if quotation not in self._at:
            quotation = self._next_from(0, undecided=True) or self._next_from(0, undecided=False)
        self.make_current(quotation or "")
        self._check_target()

    def reload_desk(self, quotation: str | None = None) -> None:
        """Read the same article anew, after more than one quotation changed; the place is kept."""
        if self.desk is None:
            return
        sha, before = self.desk.article.sha256, self.current_id
        was_at = self._at.get(before, 0)
        found = self._told(lambda: self.read(sha))
        if found is None:
            return
        self._take(found)
        wanted = quotation if quotation in self._at else before
        if wanted not in self._at:
            nearest = self.desk.quotations[min(was_at, len(self.desk.quotations) - 1)] if self.desk.quotations else None
            wanted = nearest.id if nearest else ""
        self.current_id = wanted
        self.quotations_changed.emit(frozenset())
        self.current_changed.emit(wanted != before)
        self.refresh_row()
        self._check_target()

    def _take(self, found: Desk) -> None:
        waiting = [d for d, _ in self.waiting if (d.article, d.annotator) == (found.article.sha256, found.annotator)]
        self.desk = found = laid_over(found, waiting) if waiting else found
        self._at = {quotation.id: at for at, quotation in enumerate(found.quotations)}

    def _check_target(self) -> None:
        """The target stays the last one used; where the codebook has none of that id, its first one."""
        if self.desk is not None and self.desk.codebook.target(self.target_id) is None:
            targets = self.desk.codebook.targets
            self.choose_target(targets[0].id if targets else "")

    # What is shown

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
        return work.shown(self.desk, wanted) if wanted is not None and self.desk is not None else None

    def stands(self, quotation: str) -> str:
        """The id of the decision that is shown for a quotation, and that the next one replaces; "" where there is none."""
        found = self.quotation(quotation)
        return found.decision.id if found is not None and found.decision is not None else ""

    def position(self) -> int:
        """The current quotation's number in the article, from 1; 0 where there is none."""
        return self._at.get(self.current_id, -1) + 1

    # Moving

    def make_current(self, quotation: str, *, scroll: bool = True) -> None:
        """Make a quotation of the article current."""
        if quotation != self.current_id:
            self.before_leaving.emit()
        self.current_id = quotation
        self.stopwatch.restart()
        self._place.start()
        self.current_changed.emit(scroll)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) quotation; at the ends, stay and say so."""
        if self.desk is None or not self.desk.quotations:
            return
        at = self._at.get(self.current_id, -1 if by > 0 else len(self.desk.quotations)) + by
        if 0 <= at < len(self.desk.quotations):
            self.make_current(self.desk.quotations[at].id)
        else:
            self.told.emit("This is the last quotation." if by > 0 else "This is the first quotation.")

    def next_undecided(self) -> None:
        """Go to the next undecided quotation, round the end of the article; where none is left, to the next open article."""
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found and found != self.current_id:
            self.make_current(found)
        elif not found and not self._next_open_article():
            self.told.emit("Every quotation of every article is decided.")

    def go_on(self) -> None:
        """Go to the next undecided quotation, but never out of an article that is not read yet: say what it waits for."""
        if self.unread and self._next_from(0, undecided=True) is None:
            self.told.emit(self.unread)
        else:
            self.next_undecided()

    @property
    def unread(self) -> str:
        """Why the article shown has no proposals yet, and what can be done, in a sentence; "" where it was read."""
        if self.desk is None or self.desk.proposed:
            return ""
        if self._sha in self.awaited:
            return "This article is still being read; its quotations come in a moment. Space goes to the next article."
        return "This article has not been read: F5 reads it, n makes a quotation of selected words, Space goes to the next one."

    def after_decision(self) -> None:
        """Go on after a decision: to the next undecided quotation here; the article's end is told, not jumped over."""
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found:
            self.make_current(found)
        elif self.unread:
            self.current_changed.emit(False)
            self.told.emit(self.unread)
        else:
            self.current_changed.emit(False)
            left = any(row.unfinished for row in self.rows if row != self.row())
            self.told.emit(
                "Article done." + (" Space goes to the next open article." if left else " Nothing is left open.")
            )

    def _next_from(self, start: int, *, undecided: bool) -> str | None:
        return next_from(self.desk.quotations if self.desk else (), start, self.waits if undecided else None)

    def waits(self, quotation: Quotation) -> bool:
        """Whether a quotation waits for a decision: where going to the next one stops."""
        return not quotation.decided

    def open_ahead(self) -> Iterator[ArticleRow]:
        """The other articles in which something is to be done, from the one shown on and round the end of the queue."""
        row = self.row()
        start = self.row_at(row.sha256) + 1 if row else 0
        for at in range(len(self.rows)):
            other = self.rows[(start + at) % len(self.rows)]
            if other is not row and other.unfinished:
                yield other

    def _next_open_article(self) -> bool:
        found = next(self.open_ahead(), None)
        if found is not None:
            self.show_article(found.sha256)
        return found is not None

    def step_article(self, by: int) -> None:
        """Go to the next or previous article of the queue."""
        row = self.row()
        at = self.row_at(row.sha256) + by if row else 0
        if 0 <= at < len(self.rows):
            self.show_article(self.rows[at].sha256)
        else:
            self.told.emit("This is the last article." if by > 0 else "This is the first article.")

    def choose_target(self, target: str) -> None:
        """Make a target the active one; it stays so from quotation to quotation."""
        self.target_id = target
        self.target_changed.emit()

    # Changes

    def put(self, decision: Decision) -> None:
        """Show a decision in the article: in place where the quotation is known and stands still, else by making the order anew."""
        assert self.desk is not None
        before = self.quotation(decision.quotation)
        if before is not None and before.span == decision.span and decision.status is not Status.WITHDRAWN:
            quotations = list(self.desk.quotations)
            quotations[self._at[decision.quotation]] = replace(before, decision=decision)
            self.desk = replace(self.desk, quotations=tuple(quotations))
            self.quotations_changed.emit(frozenset({decision.quotation}))
        else:
            self._take(laid_over(self.desk, [decision]))
            self.quotations_changed.emit(frozenset())

    def wrote(self, change: Change) -> None:
        """Show a decision as it is stored, and the article's progress after it."""
        made, desk = change.decision, self.desk
        here = desk is not None and made is not None and _key(made)[:2] == (desk.article.sha256, desk.annotator)
        if made is not None and here and _key(made) not in {_key(newer) for newer, _ in self.waiting}:
            self.put(made)
        if change.row is not None:
            before = self.row()
            self.take_row(change.row)
            if before is not None and before.sha256 == change.row.sha256 and before.finished > change.row.finished:
                self.told.emit("The article is open again: a quotation of it waits for a decision.")

    def broadcast(self, change: Change) -> None:
        """Tell the panes named in a change that touches more than one quotation (undo, import, a detector run)."""
        if change.queue and change.article is None:
            self.reload_queue()
        here = self.desk is not None and change.article == self.desk.article.sha256
        if change.article and not here and change.quotations:
            self.reload_row(change.article)
            self.show_article(change.article, min(change.quotations))
        elif here or change.codebook or change.speakers:
            self.reload_desk(min(change.quotations) if len(change.quotations) == 1 else None)
        elif change.article:
            self.reload_row(change.article)
        if not (change.queue and self.show_newest()) and self.row() is None and (self.rows or self.desk is not None):
            self.start()  # the first article came, or the one shown went
        if change.message:
            self.told.emit(change.message)

    def concerns(self, news: News) -> frozenset[str]:
        """The articles (sha256) of which something else is shown now: others' decisions are not shown."""
        return news.mine

    def show_newest(self) -> bool:
        """Go on to the edited text where one has taken the place of the article shown; whether it has."""
        newest = self._told(lambda: work.newest_version(self.store, self._sha)) if self.desk else None
        if newest is None:
            return False
        self._add_row(newest)
        self.show_article(newest)
        return self._sha == newest

    def proposals_came(self, change: Change) -> None:
        """New proposals: the article shown goes to its first undecided quotation, unless somebody is at work in it."""
        if self.desk is None or change.article != self.desk.article.sha256:
            self.reload_row(change.article or "")
            return
        idle = self.current is None
        self.reload_desk()
        if idle:
            self.make_current(self._next_from(0, undecided=True) or self._next_from(0, undecided=False) or "")

    def save_place(self) -> None:
        """Write where the annotator is; a disk that fails here is told with the next decision."""
        try:
            article = self.desk.article.sha256 if self.desk else None
            project.remember_place(self.store, self.annotator, article, self.current_id or None)
        except AnnotatorError:
            return


def _key(decision: Decision) -> tuple[str, str, str]:
    return decision.article, decision.annotator, decision.quotation
