"""The tour: five callouts beside the controls that a first decision needs. They take no keys and cover neither their control nor the
current quotation; what the person does meanwhile is done, and leads to the next callout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.language import later, tr
from annotator.ui.text import grown, plain_label
from annotator.ui.work_view import AnnotationView
from annotator.ui.workspace import Workspace

SEEN, STEP = "toured", "tour"  # settings: whether the tour was finished or skipped, and the step to begin with
WIDTH, GAP = 330, 12  # pixels: of a callout at the system's size of letters, and between it and its control


class Step(NamedTuple):
    """One callout. ``words`` name keys by their command, as in ``{confirm}``; ``control`` is what it stands beside."""

    title: str
    words: str
    control: Callable[[AnnotationView], QWidget]


STEPS: Sequence[Step] = (
    Step(
        later("Quotations are found for you"),
        later(
            "The strong amber one is the current quotation; the dotted ones wait. {next} and {previous}, or a "
            "click, go from one to the next."
        ),
        lambda desk: desk.article,
    ),
    Step(
        later("Who says it?"),
        later(
            "The likeliest speaker is chosen, with the reason. 1 to 9 take another one, {search} searches or "
            "adds one, {nobody} means that nobody is named."
        ),
        lambda desk: desk.card.speakers,
    ),
    Step(
        later("Which stance?"),
        later(
            "A capital letter chooses what the stance is towards, a small one sets or removes a label. You can also leave all labels off."
        ),
        lambda desk: desk.card.stances,
    ),
    Step(
        later("Decide"),
        later(
            "{confirm} confirms what the card shows and goes on, {reject} says that it is not speech, {undo} "
            "undoes the last action. Everything is saved at once."
        ),
        lambda desk: desk.card.confirm,
    ),
    Step(
        later("Your articles"),
        later(
            "○ is not begun, ◐ begun, ● finished. {import} brings more articles in, or drop them on the window. "
            "{help} lists all keys; Help › Tour shows this again."
        ),
        lambda desk: desk.queue,
    ),
)


class Callout(QFrame):
    """A panel with a sentence and three buttons, which only Tab and the mouse reach."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("panel", True)
        self.setProperty("callout", True)
        self.number = plain_label(muted=True, name=tr("Step of the tour"))
        self.title = plain_label(wrap=True)
        self.title.setProperty("heading", True)
        self.words = plain_label(wrap=True, name=tr("Tour"))
        self.skip = QPushButton(tr("Skip the tour"))
        self.back = QPushButton(tr("Back"))
        self.forward = QPushButton(tr("Next"))
        self.forward.setProperty("primary", True)
        row = QHBoxLayout()
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        self.skip.setProperty("flat", True)
        for button in (self.skip, self.back, self.forward):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 14, 12)
        column.setSpacing(8)
        for part in (self.number, self.title, self.words):
            column.addWidget(part)
        column.addLayout(row)
        self.hide()

    def size_wanted(self) -> QSize:
        """As wide as all callouts, as high as the words need."""
        width = grown(WIDTH)
        return QSize(width, self.heightForWidth(width))


class Tour(QObject):
    """Shows the callouts one after the other on the desk, and remembers where the person left."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.desk = desk = workspace.annotation
        self.callout = Callout(workspace.window)
        self.at = 0
        self._offered = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._settle)
        self.callout.forward.clicked.connect(self.go_on)
        self.callout.back.clicked.connect(lambda: self.show_step(self.at - 1))
        self.callout.skip.clicked.connect(self.end)
        self._moved = QTimer(self, singleShot=True, interval=0)  # an act moves, too: that counts once
        self._moved.timeout.connect(lambda: self._did(self.at == 0))
        desk.session.acts.done.connect(lambda: self._did(True))
        desk.navigator.voice.passed.connect(self._moved.start)
        desk.article.quotation_clicked.connect(self._moved.start)
        desk.navigator.article_shown.connect(self._soon.start)
        desk.navigator.current_changed.connect(lambda _: self._soon.start())
        desk.article.verticalScrollBar().valueChanged.connect(lambda _: self._soon.start())
        workspace.view_shown.connect(self._soon.start)
        workspace.window.installEventFilter(self)

    @property
    def shown(self) -> bool:
        """Whether a callout is shown."""
        return not self.callout.isHidden()

    def offer(self) -> None:
        """Begin as soon as an article is open, unless the tour was finished or skipped before."""
        self._offered = not self.workspace.settings.number(SEEN, 0)
        self._soon.start()

    def begin(self) -> None:
        """Show the first callout, or that at which the tour was left."""
        if self.workspace.show_desk():
            self.show_step(self.workspace.settings.number(STEP, 0) % len(STEPS))

    def show_step(self, at: int) -> None:
        """Show one of the callouts."""
        self.at = min(max(at, 0), len(STEPS) - 1)
        self.workspace.settings.set_number(STEP, self.at)
        step, actions = STEPS[self.at], self.workspace.actions
        keys = {command.id.replace("-", "_"): actions.hint(command.id) for command in actions.commands}
        self.callout.number.setText(tr("Tour, {} of {}", self.at + 1, len(STEPS)))
        self.callout.title.setText(tr(step.title))
        self.callout.words.setText(tr(step.words).format_map(keys))
        self.callout.back.setEnabled(self.at > 0)
        last = self.at == len(STEPS) - 1
        self.callout.forward.setText(tr("Done") if last else tr("Next"))
        self.callout.skip.setVisible(not last)
        self._place()
        self.callout.show()
        self.callout.raise_()

    def go_on(self) -> None:
        """Show the next callout; after the last one the tour is over."""
        if self.at + 1 < len(STEPS):
            self.show_step(self.at + 1)
        else:
            self.end()

    def end(self) -> None:
        """Show no callout any more, and do not begin by itself again."""
        self._offered = False
        self.workspace.settings.set_number(SEEN, 1)
        if self.at + 1 == len(STEPS):
            self.workspace.settings.set_number(STEP, 0)
        inside = QApplication.focusWidget()
        self.callout.hide()
        if inside is not None and self.callout.isAncestorOf(inside):
            self.workspace.take_keys()

    # What happens meanwhile

    def _did(self, counts: bool) -> None:
        """The person did something: that leads to the next callout."""
        if self.shown and counts and self.desk.navigator.current is not None:
            self.go_on()

    def _settle(self) -> None:
        """Begin where that was offered and can be, hide on other pages, and stand clear of what is shown now."""
        on_desk = self.workspace.on_desk
        if self._offered and on_desk and self.desk.navigator.desk is not None and not self.desk.welcome.isVisible():
            self._offered = False
            self.begin()
        elif self.shown and not on_desk:
            self.callout.hide()
        elif self.shown:
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the callout again when the window changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._soon.start()
        return super().eventFilter(watched, event)

    # Where it stands

    def _place(self) -> None:
        """Beside the control, inside the window, clear of the control and of the current quotation."""
        room = self.workspace.window.rect().adjusted(GAP, GAP, -GAP, -GAP)
        size, clear = self.callout.size_wanted(), self._kept_clear()
        spots = [QRect(spot, size) for spot in self._spots(clear[0], size)]
        inside = [spot for spot in spots if room.contains(spot)] or [QRect(room.topLeft(), size)]
        found = next((spot for spot in inside if not any(spot.intersects(part) for part in clear)), inside[0])
        self.callout.setGeometry(found)

    def _kept_clear(self) -> list[QRect]:
        """What the callout must not cover, the control first; all in the window's coordinates."""
        quotation = self._quotation()
        control = STEPS[self.at].control(self.desk)
        if not control.isVisible():
            control = self.desk.card
        own = self._on_window(control, control.rect())
        if control is self.desk.article:
            own = quotation or own
        return [own, *([quotation] if quotation is not None else [])]

    def _quotation(self) -> QRect | None:
        """Where the current quotation stands on the page; None where it does not."""
        view = self.desk.article
        mark = view.marks.get(view.current)
        found = view.where(mark.start, mark.end) if mark is not None else ()
        if not found:
            return None
        area = found[0].rect
        for piece in found[1:]:
            area = area.united(piece.rect)
        area.translate(0, -view.verticalScrollBar().value())
        seen = area.toAlignedRect().intersected(view.viewport().rect())
        return self._on_window(view.viewport(), seen) if not seen.isEmpty() else None

    def _on_window(self, part: QWidget, area: QRect) -> QRect:
        return QRect(part.mapTo(self.workspace.window, area.topLeft()), area.size())

    def _spots(self, control: QRect, size: QSize) -> list[QPoint]:
        """The places beside a control, the best first."""
        right, under = control.right() + GAP, control.bottom() + GAP
        left, above = control.left() - GAP - size.width(), control.top() - GAP - size.height()
        ends = (control.top(), control.center().y() - size.height() // 2, control.bottom() - size.height())
        across = (control.left(), control.center().x() - size.width() // 2, control.right() - size.width())
        beside = [QPoint(x, y) for x in (left, right) for y in reversed(ends)]
        over = [QPoint(x, y) for y in (under, above) for x in across]
        return over + beside if self.at == 0 else beside + over  # the quotation has words on both sides
