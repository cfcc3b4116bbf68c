"""The lists at the foot of the agreement page: disagreements, narrowed to a cell or an article, and what is to be fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.agreement.cases import Aspect
from annotator.agreement.differences import Disagreement
from annotator.agreement.measures import Facet
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.report import ArticleFigures
from annotator.language import counted, tr
from annotator.ui.team.cells import called, said
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.team.words import REASONS
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.adjudicate import CodebookFix

WORKING = "…"  # while others follow


class Disagreements(QWidget):
    """The disagreements behind a figure; a click or Enter opens one in its article."""

    opened = Signal(str, str)  # article, quotation

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.page: ReportPage | None = None
        self.subject: Subject | None = None
        self.shown: Sequence[Disagreement] = ()
        self.head = plain_label(tr("Disagreements"))
        self.filter = plain_label(muted=True, name=tr("Which disagreements"))
        self.every = QPushButton(tr("Show all"))
        self.list = Grid(theme, tr("Disagreements"), 14, stretch=1, widest=220)
        self.head.setProperty("heading", True)
        self.every.setProperty("flat", True)
        self.every.hide()
        line = QHBoxLayout()
        line.setSpacing(12)
        for part in (self.head, self.filter, self.every):
            line.addWidget(part)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.list)
        self.every.clicked.connect(lambda: self.narrow())
        self.list.picked.connect(self._open)

    @property
    def ready(self) -> bool:
        """Whether the disagreements of the chosen figure are shown."""
        return self.page is not None and self.filter.text() != WORKING

    def wait(self) -> None:
        """Say that those of another figure follow, in a turn of their own; what was shown stays until they are there."""
        self.filter.setText(WORKING)

    def show_subject(self, page: ReportPage, subject: Subject) -> None:
        """Show all disagreements about a subject."""
        self.page, self.subject = page, subject
        self.narrow()

    def narrow(self, cell: tuple[str, str] | None = None, article: ArticleFigures | None = None) -> None:
        """Show the disagreements of a cell, of an article, or all."""
        page, subject = self.page, self.subject
        assert page is not None and subject is not None
        every = page.behind(subject).disagreements
        self.shown = every.among(cell, article.sha256 if article else None)
        parts = [
            tr("{} of {}", counted(len(self.shown)), counted(len(every))) if cell or article else counted(len(every))
        ]
        if cell and subject.about is not Facet.QUOTATION:
            parts.append(tr("{} with {}", said(page, subject, cell[0]), said(page, subject, cell[1])))
        parts += [article.id] if article else []
        self.filter.setText("   ·   ".join(parts))
        self.every.setVisible(cell is not None or article is not None)
        self.list.show_rows(
            [tr("article"), tr("words"), *map(called, page.report.annotators)], self._row, count=len(self.shown)
        )
        self.list.setVisible(bool(self.shown))

    def _row(self, at: int) -> list[Cell]:
        page, subject, each = self.page, self.subject, self.shown[at]
        assert page is not None and subject is not None
        most = Counter(each.values.values()).most_common(1)[0][0]
        cells = [Cell(each.article_id, muted=True), Cell(each.words)]
        for name in page.report.annotators:
            value = each.values.get(name)
            apart = value is not None and value != most
            text = said(page, subject, value) if value is not None else ""
            cells.append(Cell(text, clash=0.45 if apart else None, muted=not apart))
        return cells

    def _open(self, row: int, column: int) -> None:
        each = self.shown[row]
        self.opened.emit(each.article, next(iter(each.quotations.values()), ""))


class FixList(QWidget):
    """What the reasons of adjudicators add up to; a click opens the first quotation."""

    opened = Signal(str, str)  # article, quotation

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = plain_label(tr("What to fix, by the reasons given while adjudicating"))
        self.list = Grid(theme, tr("What to fix"), 8, stretch=4)
        self.head.setProperty("heading", True)
        self._fixes: Sequence[CodebookFix] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.head)
        column.addWidget(self.list)
        self.list.picked.connect(self._open)

    def show_fixes(self, page: ReportPage, fixes: Sequence[CodebookFix]) -> None:
        """Show them, or nothing where there is none."""
        self._fixes = fixes
        rows = [
            [Cell(tr(REASONS[m.reason])), Cell(f"{m.count}", right=True), Cell(_thing(page, m)),
             Cell(" / ".join(_value(page, m, value) for value in m.values)), Cell(m.cases[0].base.words, muted=True)]
            for m in fixes
        ]  # fmt: skip
        self.list.show_rows([tr("reason"), tr("times"), tr("about"), tr("what differed"), tr("for example")], rows)
        self.setVisible(bool(rows))

    def _open(self, row: int, column: int) -> None:
        case = self._fixes[row].cases[0]
        self.opened.emit(case.article, case.id)


def _thing(page: ReportPage, fix: CodebookFix) -> str:
    difference = fix.difference
    return page.target_name(difference.target) if difference.aspect is Aspect.STANCE else tr(str(difference.aspect))


def _value(page: ReportPage, fix: CodebookFix, value: str) -> str:
    if fix.difference.aspect is not Aspect.STANCE:
        return tr(value)
    return said(page, Subject(Facet.STANCE, fix.difference.target), value)
