"""The card of adjudication: everyone's decision side by side, the settled one under them, with its reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.cases import Case
from annotator.language import tr, trn
from annotator.records import Decision, Kind, Reason, Status
from annotator.session.adjudication import AdjudicationSession
from annotator.ui.card import KINDS
from annotator.ui.comment_box import CommentBox
from annotator.ui.speaker_box import SpeakerBox
from annotator.ui.stance_box import StanceBox
from annotator.ui.team.columns import CaseColumns
from annotator.ui.team.words import REASONS
from annotator.ui.text import ChoiceBox, framed, plain_label, plain_tip, rule, set_tone
from annotator.ui.theme import Theme

WORDS = 160  # characters of the quotation on the card; the article shows all


class CaseCard(QWidget):
    """Shows the current case and hands every act to :class:`Settling`."""

    left = Signal()
    concordance_wanted = Signal(object)  # a speaker's name
    names_wanted = Signal()  # hide them, or show them again

    def __init__(self, session: AdjudicationSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("pane", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.navigator = session.navigator
        self.place = plain_label(name=tr("Place in the article"))
        self.differs = plain_label(muted=True, wrap=True, name=tr("What differs"))
        self.names = QPushButton(tr("Hide names"))
        self.words = plain_label(wrap=True, name=tr("The quotation's words"))
        self.columns = CaseColumns(session, theme, session.choose)
        self.state = plain_label(wrap=True, name=tr("The settled decision"))
        self.kind = ChoiceBox()
        self.reason = ChoiceBox()
        self.speakers = SpeakerBox(session, theme, candidates=False)
        self.stances = StanceBox(session, theme)
        self.comment = CommentBox()
        self.settle = QPushButton(tr("Settle  ⏎"))
        self.reject = QPushButton(tr("Not a quotation  x"))
        self.empty = plain_label(muted=True, wrap=True)
        self._prepare()
        self._lay_out()
        self._connect()

    def _prepare(self) -> None:
        self.place.setProperty("heading", True)
        for kind in KINDS:
            self.kind.addItem(tr(str(kind).replace("-", " ")), kind)
        self.kind.setAccessibleName(tr("Kind of quotation"))
        self.reason.addItem(tr("no reason given"), Reason.NONE)
        for number, (reason, text) in enumerate(REASONS.items(), start=1):
            self.reason.addItem(f"{tr(text)}   Alt+{number}", reason)
        self.reason.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setAccessibleName(tr("Why the annotators differ"))
        self.reason.setToolTip(
            plain_tip(tr("Why they differ (Alt+1 to Alt+5): the reasons show what to fix in the codebook"))
        )
        self.names.setProperty("flat", True)
        self.settle.setProperty("primary", True)
        tips = ((self.settle, tr("Settle what is shown and go to the next disagreement (Enter)")),
                (self.reject, tr("Nobody is reported to have said these words, or they are no quotation of their own (x)")),
                (self.names, tr("Show letters instead of names, or names again (Ctrl+Shift+H)")))  # fmt: skip
        for button, tip in tips:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(plain_tip(tip))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(18, 18, 18, 18)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.place)
        top.addWidget(self.differs, 1)
        top.addWidget(self.names)
        choices = QHBoxLayout()
        choices.addWidget(self.kind)
        choices.addWidget(self.reason, 1)
        area = QScrollArea()
        self.stack = framed(self, area, self.settle, self.reject, self.empty)
        inside = QWidget()
        area.setWidget(inside)
        self.stances.area = area
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(9)
        column.addLayout(top)
        first: tuple[QWidget, ...] = (self.words, self.columns, rule(), self.state)
        for part in first:
            column.addWidget(part)
        column.addLayout(choices)
        second: tuple[QWidget, ...] = (self.speakers, rule(), self.stances, self.comment)
        for part in second:
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        navigator, session = self.navigator, self.session
        navigator.current_changed.connect(self.show_current)
        navigator.current_touched.connect(self.show_current)
        session.names_changed.connect(self.show_current)
        navigator.quotations_changed.connect(lambda ids: self.show_current() if navigator.current_id in ids else None)
        navigator.target_changed.connect(lambda: self.stances.show_target(navigator.target_id))
        navigator.before_leaving.connect(self.comment.hand_in)
        self.kind.activated.connect(lambda at: session.acts.set_kind(Kind(self.kind.itemData(at))))
        self.reason.activated.connect(self._chose_reason)
        self.settle.clicked.connect(session.confirm)
        self.reject.clicked.connect(session.reject)
        self.names.clicked.connect(self.names_wanted)
        self.speakers.left.connect(self.left)
        self.comment.ended.connect(self.left)
        self.comment.handed_in.connect(session.acts.comment)

    def _chose_reason(self, at: int) -> None:
        reason = Reason(self.reason.itemData(at))
        self.session.give_reason(reason)

    # Showing

    def show_current(self, *_: object) -> None:
        """Show the current case, or what to do where there is none."""
        case, shown, desk = self.session.case, self.navigator.shown(), self.navigator.desk
        if case is None or shown is None or desk is None:
            self.comment.show_comment("", "")
            self.empty.setText(
                tr("No article is open.") if desk is None else tr("Nobody marked a quotation in this article.")
            )
            self.stack.setCurrentIndex(1)
            return
        self.stack.setCurrentIndex(0)
        self.stances.use(desk.codebook)
        self.stances.show_target(self.navigator.target_id)
        self._show_head(case, shown)
        self.columns.show_case(case, desk.codebook)
        speech = shown.status is not Status.REJECTED and shown.kind is not Kind.NOT_SPEECH
        chosen = case.settlement is not None or not case.differs
        self.kind.setCurrentIndex(KINDS.index(shown.kind))
        reason = case.settlement.reason if case.settlement else Reason.NONE
        self.reason.setCurrentIndex(self.reason.findData(reason))
        self.speakers.show_current([], shown.speaker_name if chosen else "", not chosen, speech)
        self.speakers.hint.setText("")
        self.stances.show_current(shown.stances if chosen else (), speech)
        self.comment.show_comment(shown.quotation, shown.comment)

    def _show_head(self, case: Case, shown: Decision) -> None:
        disputed = [c for c in self.session.cases.values() if c.differs]
        ids = [c.id for c in disputed]
        alike = tr("Left open by all") if case.left_open else tr("All agree")
        self.place.setText(tr("{} of {}", ids.index(case.id) + 1, len(ids)) if case.id in ids else alike)
        self.differs.setText(
            trn(len(case.given), "{} annotator", "{} annotators", len(case.given)) if case.differs else ""
        )
        words = " ".join(case.base.words.split())
        self.words.setText(words if len(words) <= WORDS else words[: WORDS - 1].rstrip() + "…")
        self.names.setText(tr("Show names") if self.session.hidden else tr("Hide names"))
        self.state.setText(state_text(case))
        set_tone(self.state, "tone", "saved" if case.done else "unsure" if case.open else "")
        not_speech = shown.kind is Kind.NOT_SPEECH and shown.status is Status.OPEN
        accepts = tr("Accept") if case.agreed else tr("Settle")
        self.settle.setText(tr("{}: not a quotation  ⏎", accepts) if not_speech else f"{accepts}  ⏎")
        self.settle.setEnabled(case.settlement is not None or not case.differs)
        self.reject.setText(
            tr("A quotation after all  x") if shown.status is Status.REJECTED else tr("Not a quotation  x")
        )

    # Comment

    def write_comment(self) -> None:
        """Put the keys into the comment."""
        self.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def speaker_concordance(self) -> None:
        """Ask for everything that the speaker says whom the settled decision names."""
        shown = self.navigator.shown()
        if shown is not None and shown.speaker_name:
            self.concordance_wanted.emit(shown.speaker_name)
        else:
            self.navigator.voice.told.emit(tr("No speaker is named here."))

    def search_speaker(self) -> None:
        """Put the keys into the search over the project's speakers."""
        self.speakers.start_search()


def state_text(case: Case) -> str:
    """How a case stands, in words."""
    settlement = case.settlement
    if case.left_open:
        return tr("Nobody decided it — Enter settles it as it is shown")
    if settlement is None:
        return tr("Settled: nothing yet — 1–9 chooses a decision") if case.differs else tr("All agree; Enter accepts")
    if settlement.decision.status is Status.OPEN:
        return tr("Not settled yet: a change is begun — Enter settles it")
    if case.outdated:
        return tr("Changed since it was settled — Enter settles it again")
    away = settlement.decision.status in (Status.REJECTED, Status.WITHDRAWN)
    return tr("✓ Settled by {}", settlement.adjudicator) + (tr(": not a quotation") if away else "")
