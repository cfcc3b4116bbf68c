"""The card of the current quotation: words, kind, speaker, stances, comment, flag; everything by mouse, too."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr
from annotator.records import Decision, Kind, Status
from annotator.session.annotation import AnnotationSession
from annotator.ui.comment_box import CommentBox
from annotator.ui.speaker_box import SpeakerBox
from annotator.ui.stance_box import StanceBox
from annotator.ui.text import (
    ChoiceBox,
    ElidedLabel,
    framed,
    menu_text,
    plain_label,
    plain_tip,
    rule,
    set_tone,
)
from annotator.ui.theme import Theme

KINDS = (Kind.DIRECT, Kind.MIXED, Kind.INDIRECT, Kind.NOT_SPEECH)
WORDS = 140  # characters of the quotation on the card; the article shows all


class Card(QWidget):
    """Shows the current quotation and hands every act to the session."""

    left = Signal()
    menu_wanted = Signal(QPoint)  # where on the screen
    concordance_wanted = Signal(object)  # a speaker's name, or a stance (its label "" for all of a target)

    def __init__(self, session: AnnotationSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("pane", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.navigator = session.navigator
        self.place = plain_label(name=tr("Place in the article"))
        self.state = ElidedLabel(tr("State"), muted=True)
        self.kind = ChoiceBox()
        self.flag = QToolButton()
        self.words = plain_label(wrap=True, name=tr("The quotation's words"))
        self.speakers = SpeakerBox(session, theme)
        self.stances = StanceBox(session, theme)
        self.comment = CommentBox()
        self.confirm = QPushButton(tr("Confirm  ⏎"))
        self.reject = QPushButton(tr("Not speech  x"))
        self.empty = plain_label(muted=True, wrap=True)
        self._prepare()
        self._fit()
        self._lay_out()
        self._connect()
        self.stack.setCurrentIndex(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A taller card shows more candidates."""
        super().resizeEvent(event)
        self.speakers.give_room(self.height())

    def _prepare(self) -> None:
        self.place.setProperty("heading", True)
        for kind in KINDS:
            self.kind.addItem(tr(str(kind).replace("-", " ")), kind)
        self.kind.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(5)
        self.kind.setAccessibleName(tr("Kind of quotation"))
        self.kind.setToolTip(plain_tip(tr("Direct (Ctrl+1), mixed (Ctrl+2), indirect (Ctrl+3) or not speech (x)")))
        self.flag.setText("⚑")
        self.flag.setCheckable(True)
        self.flag.setProperty("narrow", True)
        self.flag.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.flag.setAccessibleName(tr("Flag"))
        self.flag.setToolTip(plain_tip(tr("Mark for another look (f)")))
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.confirm.setProperty("primary", True)
        for button, tip in ((self.confirm, tr("Confirm what is shown and go to the next undecided quotation (Enter)")),
                            (self.reject, tr("Nobody is reported to have said these words (x)"))):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(plain_tip(tip))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(18, 18, 18, 18)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.place)
        top.addWidget(self.state, 1)
        top.addWidget(self.kind)
        top.addWidget(self.flag)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(rule())
        column.addWidget(self.speakers)
        column.addWidget(rule())
        column.addWidget(self.stances)
        column.addWidget(self.comment)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        self.stances.area = area
        self.stack = framed(self, area, self.confirm, self.reject, self.empty)

    def changeEvent(self, event: QEvent) -> None:
        """The letters have another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.words.setFixedHeight(line * 3 + 2)

    def _connect(self) -> None:
        navigator, session = self.navigator, self.session
        navigator.current_changed.connect(self.show_current)
        navigator.current_touched.connect(self.show_current)
        navigator.quotations_changed.connect(self._touched)
        navigator.target_changed.connect(self._show_target)
        navigator.before_leaving.connect(self.comment.hand_in)
        self.kind.activated.connect(lambda at: session.acts.set_kind(Kind(self.kind.itemData(at))))
        self.flag.clicked.connect(session.acts.flag)
        self.confirm.clicked.connect(session.confirm)
        self.reject.clicked.connect(session.reject)
        session.speaker_asked.connect(self.speakers.ask)
        self.speakers.left.connect(self.left)
        self.comment.ended.connect(self.left)
        self.comment.handed_in.connect(session.acts.comment)

    def _order_tabs(self) -> None:
        """Tab goes down the card, though the stances are made after what stands below them."""
        order = [
            self.speakers.search,
            self.speakers.nobody,
            *self.stances.rows(),
            self.comment,
            self.confirm,
            self.reject,
        ]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    # Showing

    def _show_target(self) -> None:
        """Open the active target's labels, the likely one marked, and where it was asked for the likely targets first."""
        if self.stances.order(self.session.likely.targets()):
            self._order_tabs()
        self.stances.show_target(self.navigator.target_id)
        self.stances.show_likely(self.session.likely.marked())

    def _touched(self, ids: frozenset[str]) -> None:
        if self.navigator.current_id in ids:
            self.show_current()

    def show_current(self, *_: object) -> None:
        """Show the current quotation, or what to do where there is none."""
        shown, desk = self.navigator.shown(), self.navigator.desk
        if desk is not None:
            if self.stances.use(desk.codebook):
                self._order_tabs()
            self._show_target()
        if shown is None or desk is None:
            self.comment.show_comment("", "")
            self.empty.setText(tr(self._empty_text()))
            self.stack.setCurrentIndex(1)
            return
        self.stack.setCurrentIndex(0)
        self._show_head(shown, len(desk.quotations))
        speech = shown.status is not Status.REJECTED and shown.kind is not Kind.NOT_SPEECH
        self.speakers.show_current(self.session.choices(), shown.speaker_name, self.session.unsure(), speech)
        self.stances.show_current(shown.stances, shown.status is not Status.REJECTED)
        self.comment.show_comment(shown.quotation, shown.comment)

    def _show_head(self, shown: Decision, total: int) -> None:
        self.place.setText(tr("{} of {}", self.navigator.position(), total))
        self.state.setText(
            _state_text(shown, self.navigator.current is not None and self.navigator.current.decision is None)
        )
        self.kind.setCurrentIndex(KINDS.index(Kind.NOT_SPEECH if shown.status is Status.REJECTED else shown.kind))
        self.flag.setChecked(shown.flagged)
        self.flag.setText(tr("⚑ flagged") if shown.flagged else "⚑")
        self.flag.setAccessibleName(tr("flagged") if shown.flagged else tr("Flag"))
        words = " ".join(shown.words.split())
        self.words.setText(words if len(words) <= WORDS else words[: WORDS - 1].rstrip() + "…")
        self.words.say(words)
        self.words.setToolTip(plain_tip(words) if len(words) > WORDS else "")  # the whole of it
        not_speech = shown.kind is Kind.NOT_SPEECH and shown.status is Status.OPEN
        self.confirm.setText(tr("Confirm: not speech  ⏎") if not_speech else tr("Confirm  ⏎"))
        self.reject.setText(tr("Speech after all  x") if shown.status is Status.REJECTED else tr("Not speech  x"))
        set_tone(self.words, "muted", shown.status is Status.REJECTED)

    def _empty_text(self) -> str:
        if self.navigator.desk is None:
            return "No article is open.\n\nDrop articles on this window, or choose File › Import articles…"
        if not self.navigator.desk.proposed:
            return ("No quotation yet.\n\nWhile the English model reads the article (F5 starts it), you can select words with the "
                    "mouse and press n to make them a quotation. Enter waits; Space goes to the next article.")  # fmt: skip
        return "No quotation was found in this article.\n\nSelect words with the mouse and press n to make them a quotation."

    # Comment

    def write_comment(self) -> None:
        """Put the keys into the comment."""
        self.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def speaker_concordance(self) -> None:
        """Ask for everything that the current quotation's speaker says."""
        shown = self.navigator.shown()
        if shown is not None and shown.speaker_name:
            self.concordance_wanted.emit(shown.speaker_name)
        else:
            self.navigator.voice.told.emit("No speaker is named here.")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, where an article is shown."""
        if self.navigator.desk is not None:
            self.menu_wanted.emit(event.globalPos())

    def menu_at(self, spot: QPoint) -> QMenu | None:
        """What can be done with what stands at a point of the screen; None where there is nothing to do."""
        speaker = self.speakers.name_at(spot)
        name, what = (speaker, speaker) if speaker else self.stances.stance_at(spot)
        if what is None:
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        item = menu.addAction(menu_text(tr("Concordance of {}", name)))
        item.triggered.connect(lambda: self.concordance_wanted.emit(what))
        return menu

    def search_speaker(self) -> None:
        """Put the keys into the search over the project's speakers."""
        self.speakers.start_search()


def _state_text(shown: Decision, untouched: bool) -> str:
    if untouched:
        return tr("proposed")
    return tr(
        {Status.OPEN: "begun", Status.CONFIRMED: "✓ confirmed", Status.REJECTED: "✕ not speech"}.get(shown.status, "")
    )
