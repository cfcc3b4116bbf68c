"""The fields of a search: words, where to look, and filters over decisions; read as a :class:`Search` and set from one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from annotator.errors import BadInputError
from annotator.language import later, tr
from annotator.records import Codebook, Status
from annotator.ui.text import SideBySide, plain_tip
from annotator.workflow.search import Scope, Search

PAUSE = 250  # milliseconds without typing until the search begins
STATES = (
    (later("any state"), None),
    (later("begun"), Status.OPEN),
    (later("confirmed"), Status.CONFIRMED),
    (later("not speech"), Status.REJECTED),
)
SCOPES = (
    (later("articles"), Scope.ARTICLES),
    (later("quotations"), Scope.QUOTATIONS),
    (later("comments"), Scope.COMMENTS),
)
MINE, EVERYBODY = later("my decisions"), later("everybody's decisions")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the fields say: a search, but for the speaker, who is still a name (the worker finds the id)."""

    search: Search
    speaker: str = ""


class Fields(QWidget):
    """Two rows of controls. ``changed`` is sent when what is asked for has changed and nobody types any more."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLineEdit(placeholderText=tr("Words, “a phrase”, begin*, -without, one OR other"))
        self.scope = _choice(tr("Where to look"), [tr(name) for name, _ in SCOPES])
        self.annotator = _choice(tr("Whose decisions"), [])
        self.state = _choice(tr("State of the decision"), [tr(name) for name, _ in STATES])
        self.speaker = QLineEdit(placeholderText=tr("speaker"))
        self.target = _choice(tr("Target"), [])
        self.label = _choice(tr("Label"), [])
        self.source = QLineEdit(placeholderText=tr("source words"))
        self.since = QLineEdit(placeholderText=tr("since"))
        self.until = QLineEdit(placeholderText=tr("until"))
        self.flagged = QCheckBox(tr("flagged"))
        self.disagreement = QCheckBox(tr("others differ"))
        self._offer(())
        self.me = ""
        self._codebook: Codebook | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.changed)
        self.decision, self.when = QWidget(), QWidget()
        self.filters = SideBySide(self.decision, self.when)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        first = QHBoxLayout(self)
        first.setContentsMargins(0, 0, 0, 0)
        first.addWidget(self.words, 1)
        first.addWidget(self.scope)
        for group, fields in ((self.decision, (self.annotator, self.state, self.speaker, self.target, self.label)),
                              (self.when, (self.source, self.since, self.until))):  # fmt: skip
            row = QHBoxLayout(group)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            for field in fields:
                field.setMinimumWidth(58)
                row.addWidget(field, 1)
        row.addWidget(self.flagged)
        row.addWidget(self.disagreement)
        names = {self.words: tr("Words to search for"), self.speaker: tr("Speaker"), self.source: tr("Words of the source"),
                 self.since: tr("First day of deciding, as 2024-05-31"),
                 self.until: tr("Last day of deciding, as 2024-05-31")}  # fmt: skip
        for line, name in names.items():
            line.setAccessibleName(name)
            line.setAccessibleDescription(line.placeholderText())
            line.setToolTip(plain_tip(name))
        blind = tr("Other people's decisions are found only in articles that you have finished")
        self.annotator.setToolTip(plain_tip(blind))
        self.disagreement.setToolTip(plain_tip(tr("Another annotator decided differently. {}.", blind)))
        self.flagged.setToolTip(plain_tip(tr("Flagged for another look")))

    def _connect(self) -> None:
        for line in (self.words, self.speaker, self.source, self.since, self.until):
            line.setClearButtonEnabled(line is self.words)
            line.textChanged.connect(self._pause.start)
        for choice in (self.scope, self.annotator, self.state, self.target, self.label):
            choice.currentIndexChanged.connect(self._pause.start)
        self.target.currentIndexChanged.connect(self._fill_labels)
        for box in (self.flagged, self.disagreement):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.toggled.connect(self._pause.start)

    def use(self, codebook: Codebook | None, annotators: Sequence[str], me: str) -> None:
        """Offer a codebook's targets and a project's annotators; what was chosen stays where it is still there."""
        asked = self._read() if self.me else None
        self.me = me
        with _quiet(self.annotator, self.target, self.label):
            self.annotator.clear()
            self._offer([name for name in annotators if name != me])
            self.target.clear()
            self.target.addItem(tr("any target"), "")
            for target in codebook.targets if codebook else ():
                self.target.addItem(target.name, target.id)
            self._codebook = codebook
            self._fill_labels()
        if asked is not None:
            self.show_search(asked.search, asked.speaker)
        self.filters.arrange()

    def _offer(self, others: Sequence[str]) -> None:
        """Offer one's own decisions, those of everybody, and those of others by their names."""
        for whose in (MINE, EVERYBODY):
            self.annotator.addItem(tr(whose), whose)
        for name in others:
            self.annotator.addItem(name, name)

    def _fill_labels(self) -> None:
        target = self._codebook.target(self.target.currentData() or "") if self._codebook else None
        with _quiet(self.label):
            self.label.clear()
            self.label.addItem(tr("any label"), "")
            for label in target.labels if target else ():
                self.label.addItem(label.name, label.id)
        self.label.setEnabled(target is not None)

    def asked(self) -> Asked:
        """What the fields say; BadInputError where a day is none."""
        asked = self._read()
        for day in (asked.search.since, asked.search.until):
            if day and not _DAY.fullmatch(day):
                raise BadInputError(tr("“{}” is not a day; write it as 2024-05-31.", day))
        return asked

    def _read(self) -> Asked:
        """What stands in the fields, right or wrong."""
        whose: str = self.annotator.currentData()
        filters = {"annotator": {EVERYBODY: "", MINE: self.me}.get(whose, whose),
                   "status": STATES[self.state.currentIndex()][1],
                   "target": self.target.currentData() or "", "label": self.label.currentData() or "",
                   "source": self.source.text().strip(), "since": self.since.text().strip(), "until": self.until.text().strip(),
                   "flagged": self.flagged.isChecked(), "disagreement": self.disagreement.isChecked()}  # fmt: skip
        scope = SCOPES[self.scope.currentIndex()][1]
        speaker, words = self.speaker.text().strip(), self.words.text().strip()
        others = {name for name, value in filters.items() if value} - {"annotator"}
        if scope is Scope.ARTICLES and whose == MINE and not others and not speaker:
            filters["annotator"] = ""  # nothing is asked about decisions: the texts of all articles
        if scope is Scope.ARTICLES and not words:
            scope = Scope.QUOTATIONS  # filters alone find decisions
        return Asked(Search(words=words, scope=scope, **filters), speaker)  # type: ignore[arg-type]

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        asked = self._read()
        wanted = asked.search
        return not (
            wanted.words or asked.speaker or wanted.status or wanted.target or wanted.source or wanted.since or wanted.until
            or wanted.flagged or wanted.disagreement or wanted.scope is Scope.COMMENTS
            or self.annotator.currentData() != MINE
        )  # fmt: skip

    def show_search(self, wanted: Search, speaker: str = "") -> None:
        """Set the fields to a search."""
        with _quiet(*self.findChildren(QWidget), *self.filters.findChildren(QWidget)):
            self.words.setText(wanted.words)
            self.scope.setCurrentIndex([scope for _, scope in SCOPES].index(wanted.scope))
            whose = MINE if wanted.annotator in ("", self.me) else wanted.annotator
            asks = wanted.filtered or speaker or wanted.scope is not Scope.ARTICLES
            whose = EVERYBODY if not wanted.annotator and asks else whose
            self.annotator.setCurrentIndex(max(self.annotator.findData(whose), 0))
            self.state.setCurrentIndex([state for _, state in STATES].index(wanted.status) if wanted.status else 0)
            self.speaker.setText(speaker)
            self.target.setCurrentIndex(max(self.target.findData(wanted.target), 0))
            self._fill_labels()
            self.label.setCurrentIndex(max(self.label.findData(wanted.label), 0))
            for line, text in ((self.source, wanted.source), (self.since, wanted.since), (self.until, wanted.until)):
                line.setText(text)
            self.flagged.setChecked(wanted.flagged)
            self.disagreement.setChecked(wanted.disagreement)

    def clear(self) -> None:
        """Clear the search."""
        self.show_search(Search())


def _choice(name: str, items: list[str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(plain_tip(name))
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(7)
    box.addItems(items)
    return box


class _quiet:  # noqa: N801  # used like a function
    """No signals from some widgets inside the block."""

    def __init__(self, *widgets: QWidget) -> None:
        self._widgets = widgets
        self._blockers: list[QSignalBlocker] = []

    def __enter__(self) -> None:
        self._blockers = [QSignalBlocker(widget) for widget in self._widgets]

    def __exit__(self, *_: object) -> None:
        for blocker in self._blockers:
            blocker.unblock()
