"""The review list under the article: decisions that an edited text did not take over, to be placed again or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.records import ADJUDICATED, Change
from annotator.store.connection import Store
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.review_dock import ReviewDock
    from annotator.workflow.review import ReviewRow

SETTLED = "This was settled in adjudication; settle it again there (Ctrl+Shift+J), then dismiss it here."


class Review(QObject):
    """Opens the list, goes to an entry's article, and does what is asked for; the dock is made when it is first needed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.dock: ReviewDock | None = None

    def toggle(self) -> None:
        """Open the list with the keys in it, or close it."""
        if self.dock is not None and self.workspace.in_front(self.dock):
            self.dock.hide()
            self.workspace.view.article.setFocus()
        elif self._on_desk():
            self._open(self._entries())
            self._go()

    def offer(self) -> None:
        """Open the list where something waits for this annotator; the keys stay where they are."""
        if entries := self._entries():
            self._open(entries)

    def refresh(self) -> None:
        """Read the list anew, if it is open: something was decided, undone or brought in."""
        if self.dock is not None and self.dock.isVisible():
            self.dock.show_entries(self._entries())

    def place(self) -> None:
        """Take the chosen decision again on the words selected in the article."""
        from annotator.workflow import review

        entry = self._chosen()
        if entry is None:
            return
        span = self.workspace.view.article.selected_span() if self._at(entry) else None
        if entry.annotator == ADJUDICATED:
            self.workspace.tell(SETTLED)
        elif span is None:
            self._go()
            self.workspace.tell("Check the selected place, or select the words yourself; then press the key again.")
        else:
            self._act(lambda: review.place_again(self._store, entry, span, annotator=self._me))

    def dismiss(self) -> None:
        """Give the chosen decision up."""
        from annotator.workflow import review

        entry = self._chosen()
        if entry is not None:
            self._act(lambda: review.dismiss(self._store, entry, annotator=self._me))

    def _chosen(self) -> ReviewRow | None:
        """The chosen entry; where the list is closed it is opened first."""
        if not self._on_desk():
            return None
        if self.dock is None or not self.dock.isVisible():
            self.toggle()
            return None
        if self.dock.chosen is None:
            self.workspace.tell("Nothing waits for review.")
        return self.dock.chosen

    def _act(self, act: Callable[[], Change]) -> None:
        change = self.workspace.change(act)
        if change is None:
            return
        self.workspace.view.article.drop_selection()
        self.workspace.view.session.broadcast(change)
        self.workspace.view.session.acts.done.emit()

    def _open(self, entries: tuple[ReviewRow, ...]) -> None:
        if self.dock is None:
            from annotator.ui.review_dock import ReviewDock

            self.dock = ReviewDock(self.workspace.theme, self.workspace.window)
            self.dock.picked.connect(self._go)
            self.dock.walked.connect(self._go)
            self.dock.place.clicked.connect(self.place)
            self.dock.dismiss.clicked.connect(self.dismiss)
            items = self.workspace.actions.items
            self.dock.place.setToolTip(items["review-place"].toolTip())
            self.dock.dismiss.setToolTip(items["review-dismiss"].toolTip())
        self.dock.show_entries(entries)
        self.workspace.open_below(self.dock)

    def _go(self) -> None:
        """Show the chosen entry's article with the likely place selected; the keys stay in the list."""
        from annotator.workflow import review

        entry = self.dock.chosen if self.dock is not None else None
        if entry is None or self.dock is None:
            return
        if not self._at(entry):
            self.workspace.view.navigator.show_article(entry.article)
        try:
            span = review.likely_place(self._store, entry)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        if span is not None:
            self.workspace.view.article.select_span(span)
        else:
            self.workspace.view.article.drop_selection()
            self.workspace.tell("These words are not found in the new text: select their place, or dismiss them.")
        self.dock.grid.setFocus()

    def _at(self, entry: ReviewRow) -> bool:
        desk = self.workspace.view.navigator.desk
        return desk is not None and desk.article.sha256 == entry.article

    def _on_desk(self) -> bool:
        return bool(self._me) and self.workspace.on_desk

    @property
    def _me(self) -> str:
        return self.workspace.annotator

    @property
    def _store(self) -> Store:
        return self.workspace.store

    def _entries(self) -> tuple[ReviewRow, ...]:
        """This annotator's entries and those of the settled layer: nobody sees another's decisions."""
        from annotator.workflow import review

        try:
            mine = review.review_list(self._store, annotator=self._me)
            return (*mine, *review.review_list(self._store, annotator=ADJUDICATED))
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return ()
