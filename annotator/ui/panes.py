"""Queue, article and card side by side: in a narrow window one of the outer two folds away, and comes back when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from annotator.ui.theme import Theme

QUEUE, ARTICLE, CARD = 0, 1, 2
LEAST = {QUEUE: 160, ARTICLE: 310}  # pixels; that of the card differs from view to view


class Panes(QSplitter):
    """Three panes, of which the article takes what room there is.

    The outer two fold by their command, by dragging their edge, and by themselves where the window is too narrow for all three:
    the queue first. One that folded by itself comes back with the room. To move the keys into a folded pane unfolds it.
    """

    def __init__(self, least: int, theme: Theme, parent: QWidget | None = None) -> None:
        """``least``: the card's least width in pixels, at the system's size of letters."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.panes: tuple[QWidget, ...] = ()
        self.theme, self._at_system_size = theme, LEAST | {CARD: least}
        self.least = dict(self._at_system_size)
        self._wide = {QUEUE: LEAST[QUEUE], CARD: least}  # the widths that they had before they were folded
        self._gave_way = -1  # the pane that folded by itself
        self._read_without: list[int] = []  # those that reading mode folded

    def hold(self, queue: QWidget, article: QWidget, card: QWidget) -> None:
        """Lay the panes out, which are made in this widget: one that moves into it is dressed anew with all that is in it."""
        self.panes = (queue, article, card)
        for at, part in enumerate(self.panes):
            self.insertWidget(at, part)
            self.setStretchFactor(at, int(at == ARTICLE))
            self.setCollapsible(at, at != ARTICLE)
        self.setHandleWidth(1)
        self._fit()
        self.theme.changed.connect(self._fit)
        QApplication.instance().focusChanged.connect(self._follow_keys)  # type: ignore[union-attr]

    def minimumSizeHint(self) -> QSize:
        """As wide as the article beside the wider of the other two."""
        wider = max(self.least[QUEUE], self.least[CARD])
        return QSize(self.least[ARTICLE] + wider + self.handleWidth(), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Give queue and card the room that their letters need."""
        for at in (QUEUE, CARD):
            self.least[at] = self.theme.px(self._at_system_size[at])
        for at, part in enumerate(self.panes):
            part.setMinimumWidth(self.least[at])

    def folded(self, at: int) -> bool:
        """Whether a pane (QUEUE or CARD) is folded away."""
        return self.sizes()[at] == 0

    def fold(self, at: int) -> None:
        """Give a pane's room to the article."""
        if not self.folded(at):
            self._wide[at] = self.sizes()[at]
            self._set(at, 0)

    def unfold(self, at: int) -> None:
        """Show a pane again, as wide as it was; the other one folds where there is no room for both."""
        if not self.folded(at):
            return
        other = QUEUE + CARD - at
        self._gave_way = -1
        self.panes[at].show()  # an open guideline may have hidden it
        if not self._has_room():
            self.fold(other)
            self._gave_way = other
        self._set(at, max(self._wide[at], self.least[at]))

    def toggle(self, at: int) -> None:
        """Fold a pane, or show it again."""
        if self.folded(at):
            self.unfold(at)
            return
        self._gave_way = -1
        self.fold(at)

    def set_reading(self, reading: bool) -> None:
        """Fold both outer panes, or show again those that this folded."""
        if reading:
            self._gave_way = -1
            self._read_without = [at for at in (QUEUE, CARD) if not self.folded(at)]
            for at in self._read_without:
                self.fold(at)
        else:
            shown, self._read_without = self._read_without, []
            for at in shown:
                self.unfold(at)

    def kept_state(self) -> QByteArray:
        """The sizes to begin with next time: a pane that folded by itself is there again."""
        self.set_reading(False)
        if self._gave_way >= 0:
            self._set(self._gave_way, self.least[self._gave_way])
        return self.saveState()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the queue where there is no room for all, and show what folded by itself where there is."""
        super().resizeEvent(event)
        sizes = self.sizes()
        if sizes[ARTICLE] > self.least[ARTICLE]:  # else the others were made narrower already
            self._wide |= {at: sizes[at] for at in (QUEUE, CARD) if sizes[at]}
        if self._has_room():
            if self._gave_way >= 0:
                self.unfold(self._gave_way)
        elif not self.panes[QUEUE].isHidden() and not self.folded(QUEUE) and not self.folded(CARD):
            self._gave_way = QUEUE
            self._set(QUEUE, 0)

    def _has_room(self) -> bool:
        return self.width() >= sum(self.least.values()) + 2 * self.handleWidth()

    def _set(self, at: int, width: int) -> None:
        sizes = self.sizes()
        sizes[ARTICLE] = max(sizes[ARTICLE] + sizes[at] - width, self.least[ARTICLE])
        sizes[at] = width
        self.setSizes(sizes)

    def _follow_keys(self, _: QWidget | None, now: QWidget | None) -> None:
        for at in (QUEUE, CARD):
            if now is not None and self.folded(at) and self.panes[at].isAncestorOf(now):
                self.unfold(at)
