"""What each annotator decided, side by side: a column a person, a row for each thing, those that differ on a ground of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.agreement.cases import Aspect, Case, Difference
from annotator.agreement.columns import is_quotation, speaker_value
from annotator.language import tr
from annotator.records import Codebook, Decision, Kind, Label, Settlement, Status
from annotator.session.adjudication import AdjudicationSession
from annotator.ui.badges import KeyRow, paint_square
from annotator.ui.text import PlainLabel, plain_label, plain_tip, set_tone
from annotator.ui.theme import Theme, label_color

NARROWEST = 104  # pixels: a column; more than fit are scrolled to
HEADS = 84  # pixels: the names of the rows
BESIDE = 17  # pixels: a label's square and the room between it and the name


class PersonHead(KeyRow):
    """The head of a column: digit and name, checked where the settled decision says the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 30)
        self.name = ""

    def minimumSizeHint(self) -> QSize:
        """As wide as its column."""
        return QSize(NARROWEST, self.px(30))

    def show_person(self, number: int, name: str, same: bool) -> None:
        """Show a person."""
        self.key, self.name = (str(number) if number < 10 else ""), name
        self.setChecked(same)
        self.setAccessibleName(f"{self.key} {name}".strip() + (tr(", as settled") if same else ""))
        self.setToolTip(plain_tip(tr("Take the decision of {}", name) + (f" ({number})" if number < 10 else "")))
        self.update()

    def paint_inside(self, painter: QPainter) -> None:
        """One line."""
        self.paint_badge(painter, 6, self.height() // 2)
        left = self.px(30)
        room = self.width() - left - 2 - (18 if self.isChecked() else 0)
        middle = Qt.TextElideMode.ElideMiddle  # “annotator 1” and “annotator 2” differ at the end
        self.paint_text(painter, QRect(left, 0, room, self.height()), self.name, bold=True, cut=middle)
        if self.isChecked():
            painter.drawText(QRect(self.width() - 19, 0, 16, self.height()), Qt.AlignmentFlag.AlignCenter, "✓")


class CaseCell(QLabel):
    """What a person says about one thing: words, or the labels of a stance, each behind a square in its color."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.labels: Sequence[Label] = ()
        self.theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_said(self, text: str, labels: Sequence[Label], differs: bool) -> None:
        """Show words, or labels where there are any; ``differs``: on a ground of their own."""
        self.labels = labels
        self.setContentsMargins(7 + (BESIDE if labels else 0), 3, 5, 3)
        self.setText("\n".join(label.name for label in labels) or text)
        set_tone(self, "cell", "differs" if differs else "same")
        self.update()  # labels of the same names may have other colors

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled squares: the labels are set."""
        super().paintEvent(event)
        if not self.labels:
            return
        painter, area, wraps = QPainter(self), self.contentsRect(), Qt.TextFlag.TextWordWrap
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = float(area.top())
        for label in self.labels:
            color = label_color(label.color, self.theme.colors)
            paint_square(painter, QRectF(area.left() - BESIDE + 1.5, top + 3.5, 9, 9), color, True)
            top += self.fontMetrics().boundingRect(area, wraps, label.name).height()
        painter.end()


class CaseColumns(QWidget):
    """A column a person; a click on a head takes that person's decision. What is made for one case shows the next ones, too."""

    def __init__(self, session: AdjudicationSession, theme: Theme, take: Callable[[int], None]) -> None:
        super().__init__()
        self.session = session
        self.theme = theme
        self.take = take
        self.heads: list[PersonHead] = []
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        holder = QWidget()
        holder.setProperty("clear", True)
        self.area.setWidget(holder)
        self._held = QVBoxLayout(holder)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(0)
        self._held.addStretch(1)
        self._inside, self._grid = QWidget(), QGridLayout()
        self._lines: list[tuple[PlainLabel, list[CaseCell]]] = []  # a row: its name, and what each person says

    def show_case(self, case: Case, codebook: Codebook) -> None:
        """Show what everyone decided about a case."""
        people = self.session.people()
        if len(people) != len(self.heads):
            self._begin(len(people))
        for at, (head, person) in enumerate(zip(self.heads, people, strict=True), start=1):
            head.show_person(at, self.session.name_of(person), same_as(case.settlement, case.given[person]))
        rows = rows_of(case, codebook)
        while len(self._lines) < len(rows):
            self._add_line()
        for at, (name, cells) in enumerate(self._lines):
            for part in (name, *cells):
                part.setHidden(at >= len(rows))
        self._grid.setColumnMinimumWidth(0, self.theme.px(HEADS))
        for (difference, title), (name, cells) in zip(rows, self._lines, strict=False):
            differs = difference in case.differs
            name.setText(("≠ " if differs else "") + _cut(title))
            name.setToolTip(plain_tip(title))
            name.setFixedWidth(self.theme.px(HEADS))
            set_tone(name, "muted", not differs)
            set_tone(name, "heading", differs)
            odd = apart([_value(case.given[person], difference) for person in people])
            for cell, person, alone in zip(cells, people, odd, strict=True):
                labels = _labels(case.given[person], difference, codebook)
                text = "" if labels else _said(case.given[person], difference)
                cell.show_said(text, labels, differs and alone)
        self._fit(len(people))

    def _begin(self, people: int) -> None:
        """Make the heads of so many columns."""
        self._inside.hide()
        self._held.removeWidget(self._inside)
        self._inside.deleteLater()  # it may hold the head whose click brought us here
        self._inside = QWidget()
        self._inside.setProperty("clear", True)
        # Before anything is in it: what moves into another widget is dressed anew with all that it holds.
        self._held.insertWidget(0, self._inside)
        self._grid = grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(3)
        self.heads, self._lines = [PersonHead(self.theme) for _ in range(people)], []
        for number, head in enumerate(self.heads, start=1):
            head.clicked.connect(lambda _=False, n=number: self.take(n))
            grid.addWidget(head, 0, number)
            grid.setColumnStretch(number, 1)

    def _add_line(self) -> None:
        """Make another row."""
        row = len(self._lines) + 1
        name, cells = plain_label(wrap=True), [CaseCell(self.theme) for _ in self.heads]
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, 3, 0, 3)
        for column, part in enumerate((name, *cells)):
            self._grid.addWidget(part, row, column)
        self._lines.append((name, cells))

    def _fit(self, people: int) -> None:
        """As high as what is shown, and a bar where it is wider than the card."""
        room = (
            self.area.maximumViewportSize().width()
        )  # to learn what the viewport is, the binding makes all kinds of widgets
        width = max(room, HEADS + people * (NARROWEST + 4))
        height = (
            self._inside.heightForWidth(width) if self._inside.hasHeightForWidth() else self._inside.sizeHint().height()
        )
        bar = self.area.horizontalScrollBar().sizeHint().height() if width > room else 0
        self.area.setFixedHeight(height + bar + 2)


def same_as(settlement: Settlement | None, given: Decision | None) -> bool:
    """Whether a settled decision says what an annotator said."""
    if settlement is None:
        return False
    settled = settlement.decision
    spoken = settled.status not in (Status.REJECTED, Status.WITHDRAWN) and settled.kind is not Kind.NOT_SPEECH
    if given is None or not is_quotation(given):
        return not spoken
    return spoken and (
        (settled.span, settled.kind, settled.speaker_name, settled.source, set(settled.stances))
        == (given.span, given.kind, given.speaker_name, given.source, set(given.stances))
    )


def rows_of(case: Case, codebook: Codebook) -> list[tuple[Difference, str]]:
    """The rows: kind and speaker always, edges and source where they differ, each target that anybody has, comments."""
    differs = {difference.aspect for difference in case.differs}
    wanted = [(Aspect.QUOTATION, tr("Quotation"))] if Aspect.QUOTATION in differs else []
    wanted += [(Aspect.EDGES, tr("Edges"))] if Aspect.EDGES in differs else []
    wanted += [(Aspect.KIND, tr("Kind")), (Aspect.SPEAKER, tr("Speaker"))]
    wanted += [(Aspect.SOURCE, tr("Source"))] if Aspect.SOURCE in differs else []
    rows = [(Difference(aspect), name) for aspect, name in wanted]
    used = {s.target for d in case.given.values() if d is not None and is_quotation(d) for s in d.stances}
    names = {target.id: target.name for target in codebook.targets}
    rows += [(Difference(Aspect.STANCE, target), names.get(target, target)) for target in names if target in used]
    rows += [(Difference(Aspect.STANCE, target), target) for target in sorted(used - set(names))]
    if any(d is not None and d.comment for d in case.given.values()):
        rows.append((COMMENT, tr("Comment")))
    return rows


COMMENT = Difference(Aspect.QUOTATION, "comment")


def apart(values: Sequence[object]) -> list[bool]:
    """Which values stand apart from the one that most gave; all, where none has most. None is no value."""
    counts = Counter(value for value in values if value is not None).most_common(2)
    if len(counts) < 2:
        return [False] * len(values)
    most = None if counts[0][1] == counts[1][1] else counts[0][0]
    return [value is not None and value != most for value in values]


def _value(given: Decision | None, difference: Difference) -> object:
    """What a person says about one thing, to be compared; None where they do not have the quotation."""
    if difference.aspect is Aspect.QUOTATION:
        return given is not None and is_quotation(given)
    if given is None or not is_quotation(given):
        return None
    if difference.aspect is Aspect.STANCE:
        return frozenset(s.label for s in given.stances if s.target == difference.target)
    if difference.aspect is Aspect.EDGES:
        return given.span, given.content
    return _said(given, difference)


def _labels(given: Decision | None, difference: Difference, codebook: Codebook) -> list[Label]:
    """The labels of a stance row; one that the codebook lacks (a retired one) by its id."""
    if given is None or difference.aspect is not Aspect.STANCE or not is_quotation(given):
        return []
    target = codebook.target(difference.target)
    known = {label.id: label for label in target.labels} if target else {}
    ids = [s.label for s in given.stances if s.target == difference.target]
    return [known.get(i) or Label(i, i, "", "#888888", 0) for i in ids]


def _said(given: Decision | None, difference: Difference) -> str:
    """The text of a cell."""
    if difference == COMMENT:
        return given.comment if given is not None and given.comment else ""
    if given is None:
        return tr("not marked") if difference.aspect in (Aspect.QUOTATION, Aspect.KIND) else "–"
    if not is_quotation(given):
        said = tr("left open") if given.status is Status.OPEN else tr("not speech")
        return said if difference.aspect in (Aspect.QUOTATION, Aspect.KIND) else "–"
    if difference.aspect is Aspect.QUOTATION:
        return tr("a quotation")
    if difference.aspect is Aspect.KIND:
        return tr(str(given.kind).replace("-", " "))
    if difference.aspect is Aspect.SPEAKER:
        return given.speaker_name or tr(speaker_value(given))
    if difference.aspect is Aspect.SOURCE:
        return f"“{given.source.words}”" if given.source else tr("no source named")
    return _ends(given) if difference.aspect is Aspect.EDGES else tr("no stance")


def _cut(name: str) -> str:
    """A name that takes two lines at most."""
    return name if len(name) <= 22 else name[:20].rstrip() + "…"


def _ends(given: Decision) -> str:
    """The first and the last words of a quotation."""
    words = given.words.split()
    return given.words if len(words) <= 5 else f"{' '.join(words[:2])} … {' '.join(words[-2:])}"
