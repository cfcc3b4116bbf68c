"""The agreement page: the headline figures, and for the one chosen its pairs, articles, labels, values and disagreements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.measures import Facet
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.report import ArticleFigures
from annotator.language import counted, decimals, later, sentence, tr, trn, trs
from annotator.ui import file_dialogs
from annotator.ui.team.before_after import BeforeAfter
from annotator.ui.team.cells import called, cut, heat, in_line, or_else, plain, said
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.team.lists import Disagreements, FixList
from annotator.ui.team.suggestions import SuggestionTable
from annotator.ui.team.terms import LABEL, OTHERS, PAIR, PlainTerm
from annotator.ui.team.whiskers import Whiskers, subject_name
from annotator.ui.team.words import NONE_FINISHED, NONE_TWICE
from annotator.ui.text import plain_label, plain_tip, set_tone
from annotator.ui.theme import Theme
from annotator.workflow.adjudicate import CodebookFix
from annotator.workflow.agreement_page import SUFFIXES

WIDEST = 1240  # pixels
KINDS = {**SUFFIXES, ".pdf": later("Report to print (PDF)")}


class AgreementPage(QWidget):
    """Shows a page that was worked out beside the window; every figure leads to the disagreements behind it."""

    opened = Signal(str, str)  # article, quotation
    own_wanted = Signal(bool)  # whether annotators are to be compared with their own second readings
    export_wanted = Signal(object)  # Path
    replace_wanted = Signal(object)  # Path: export there although another file is there

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", "agreement")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.page: ReportPage | None = None
        self.subject: Subject | None = None
        self.title = plain_label(tr("Agreement"), name=tr("Agreement"))
        self.about = plain_label(muted=True, wrap=True, name=tr("Whose agreement"))
        self.back = QPushButton(tr("Back to the desk  Esc"))
        self.settle = QPushButton(tr("Adjudicate…"))
        self.own = QPushButton(tr("With oneself"))
        self.save = QPushButton(tr("Export…"))
        self.replace = QPushButton(tr("Replace it"))
        self.occupied: Path | None = None  # where another file is, which the button may replace
        self.told = plain_label(wrap=True, name=tr("Notice"))
        self.stack = QStackedWidget(self)
        self.reading = plain_label("", muted=True, wrap=True, name=tr("State"))
        # From the outside to the inside: a part that moves into another one is dressed again with all that is in it.
        inside = self._frame()
        self.whiskers = Whiskers(theme)
        self.before_after = BeforeAfter(theme, inside)
        self.heading = plain_label(name=tr("Title of the figures"))
        self.also = plain_label(muted=True, wrap=True, name=tr("Other figures"))
        self.pairs = Grid(theme, tr("Agreement of each pair"), 10, stretch=-1, widest=180, parent=inside)
        self.values = Grid(theme, tr("Which values were paired"), 10, stretch=-1, widest=140, parent=inside)
        self.articles = Grid(theme, tr("Articles, worst first"), 8, widest=112, parent=inside)
        self.labels = Grid(theme, tr("Labels, worst first"), 8, widest=124, parent=inside)
        self.disagreements = Disagreements(theme, inside)
        self.fixes = FixList(theme, inside)
        self.suggestions = SuggestionTable(theme, inside)
        self.grids = (self.pairs, self.values, self.articles, self.labels)
        self.heads = {grid: plain_label(grid.accessibleName()) for grid in self.grids}
        self.values_note = plain_label(muted=True, wrap=True)
        self.labels.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the second name of a pair comes last
        self._ordered: list[ArticleFigures] = []
        self._lay_out()
        self._connect()

    def _frame(self) -> QWidget:
        """The head, and under it what scrolls, which is empty yet; in its place what is said until there are figures."""
        self.title.setProperty("title", True)
        self.settle.setProperty("primary", True)
        self.told.hide()
        self.replace.hide()
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        for button in (self.replace, self.own, self.save, self.settle, self.back):
            top.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        area = QScrollArea(widgetResizable=True)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(area)
        self.reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.reading)
        inside = QWidget()
        inside.setProperty("clear", True)
        inside.setMaximumWidth(WIDEST)
        area.setWidget(inside)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(28, 20, 28, 28)
        self._column.setSpacing(8)
        self._column.addLayout(top)
        return inside

    def _lay_out(self) -> None:
        self.heading.setProperty("title", True)
        for label in self.heads.values():
            label.setProperty("heading", True)
        column = self._column
        for part in (self.about, self.told, self.whiskers, self.before_after):
            column.addWidget(part)
        column.addSpacing(14)
        column.addWidget(self.heading)
        column.addWidget(self.also)
        column.addLayout(self._middle())
        column.addSpacing(10)
        column.addWidget(self.disagreements)
        column.addSpacing(10)
        column.addWidget(self.fixes)
        column.addSpacing(10)
        column.addWidget(self.suggestions)
        column.addStretch(1)

    def _middle(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(14)
        places = ((0, 0, self.pairs), (0, 1, self.values), (1, 0, self.articles), (1, 1, self.labels))
        for row, column, table in places:
            part = QVBoxLayout()
            part.setSpacing(6)
            part.addWidget(self.heads[table])
            part.addWidget(table)
            part.addWidget(self.values_note) if table is self.values else None
            part.addStretch(1)
            grid.addLayout(part, row, column)
            grid.setColumnStretch(column, 1)
        return grid

    def _connect(self) -> None:
        self.save.clicked.connect(self._choose_file)
        self.own.clicked.connect(lambda: self.own_wanted.emit(not self.before_after.own))
        self.replace.clicked.connect(lambda: self.replace_wanted.emit(self.occupied))
        self.whiskers.chosen.connect(self.show_subject)
        self.values.picked.connect(self._pick_values)
        self.articles.picked.connect(self._pick_article)
        self.disagreements.opened.connect(self.opened)
        self.fixes.opened.connect(self.opened)
        self.theme.changed.connect(self.update)

    # Showing

    def show_own(self, own: bool) -> None:
        """Say whose agreement is worked out: that of annotators with each other, or with their own second readings."""
        self.own.setText(tr("Between annotators") if own else tr("With oneself"))
        self.before_after.own = own
        self.title.setText(tr("Agreement with oneself") if own else tr("Agreement"))

    def show_reading(self, text: str) -> None:
        """Say that the figures are being worked out; what was shown stays until they are there."""
        self.reading.setText(sentence(text))
        if self.page is None:
            self.stack.setCurrentIndex(1)

    def show_page(self, page: ReportPage, fixes: Sequence[CodebookFix]) -> None:
        """Show figures; the subject stays the one that was looked at. Its tables follow in turns of their own, between which keys act."""
        self.page = page
        self.before_after.clear()
        report = page.report
        people = ", ".join(map(called, report.annotators))
        count = counted(report.articles)
        many = (
            trn(report.articles, "{} article read twice", "{} articles read twice", count)
            if page.own
            else trn(
                report.articles,
                "{} article finished by at least two of them",
                "{} articles finished by at least two of them",
                count,
            )
        )
        self.about.setText(f"{people}  ·  {many}" if people else tr(NONE_TWICE if page.own else NONE_FINISHED))
        self.told.hide()
        self.replace.hide()
        self.whiskers.show_page(page)
        self.fixes.show_fixes(page, fixes)
        self.suggestions.show_report(page.influence)
        for part in (self.suggestions, self.settle):
            part.setHidden(page.own)
        tables = (*self.grids, *self.heads.values(), self.values_note, self.disagreements)
        for figure in (self.before_after, self.heading, self.also, *tables):
            figure.setHidden(not people)  # where nobody is compared, the sentence above says what to do
        self.disagreements.wait()
        QTimer.singleShot(0, self, partial(self._begin, page))

    def _begin(self, page: ReportPage) -> None:
        if page is self.page:
            QTimer.singleShot(0, self, partial(self.stack.setCurrentIndex, 0))  # painted in a turn of its own, too
            before = self.subject
            self.show_subject(before if before in page.subjects else page.subjects[0])

    def tell(self, text: str) -> None:
        """A sentence under the head."""
        self.replace.hide()
        self.told.setText(sentence(text))
        set_tone(self.told, "tone", "saved")
        self.told.show()

    def ask_replace(self, text: str, path: Path) -> None:
        """Say what is in the place of an export, with a button that replaces it."""
        self.tell(text)
        set_tone(self.told, "tone", "unsure")
        self.occupied = path
        self.replace.show()

    def show_subject(self, subject: Subject) -> None:
        """Show what lies behind one of the headline figures."""
        page = self.page
        assert page is not None
        self.subject = subject
        self.whiskers.check(subject)
        self.heading.setText(subject_name(subject))
        others = [(OTHERS.get(name, PlainTerm(name, "")), figure) for name, figure in page.others(subject)]
        self.also.setText("   ·   ".join(f"{tr(term.name)} {in_line(figure)}" for term, figure in others))
        self.also.setToolTip(plain_tip("\n".join(f"{tr(term.name)}: {tr(term.tip)}" for term, _ in others if term.tip)))
        self._show_pairs(page, subject)
        self._show_articles(page)
        self._show_labels(page, subject)
        self.disagreements.wait()
        QTimer.singleShot(0, self, partial(self._show_behind, page, subject))

    def _show_pairs(self, page: ReportPage, subject: Subject) -> None:
        people, pairs, without = page.report.annotators, page.pairs(subject), page.without(subject)
        self.heads[self.pairs].setText(tr("Pairs, and everyone except one person") if without else tr("Pairs"))
        rows = []
        for one in people:
            cells = [
                heat(pairs.get((one, other)) or pairs.get((other, one)), tr("{} and {}", called(one), called(other)))
                for other in people
            ]
            rows.append(cells + ([heat(without.get(one), tr("All but {}", called(one)))] if without else []))
        names = list(map(called, people))
        self.pairs.show_rows([*names, *([tr("all but")] if without else [])], rows, side=names)

    def _show_articles(self, page: ReportPage) -> None:
        subject = self.subject
        assert subject is not None
        ordered = sorted(page.report.per_article, key=lambda a: (or_else(page.article(subject, a).value, 2.0), a.id))
        self._ordered = ordered
        shown = (subject, *(s for s in page.subjects if s != subject))

        def row(number: int) -> list[Cell]:
            article = ordered[number]
            first = Cell(article.id, tip=f"{article.id}\n{', '.join(map(called, article.annotators))}")
            return [first, *(plain(page.article(s, article), subject_name(s)) for s in shown)]

        self.heads[self.articles].setText(tr("Articles, worst first"))
        self.articles.show_rows([tr("article"), *(subject_name(s) for s in shown)], row, count=len(ordered))

    def _show_labels(self, page: ReportPage, subject: Subject) -> None:
        if subject.about is Facet.QUOTATION:
            self.heads[self.labels].setText(tr("Pairs: how their quotations match"))
            detail = page.report.figures.quotations.pairs
            rows = [
                [Cell(" – ".join(map(called, p.annotators))), *(plain(each.figure) for each in p.listed)]
                for p in detail
            ]
            self.labels.show_rows(trs(term.name for term in PAIR), rows, tips=trs(term.tip for term in PAIR))
        else:
            self.heads[self.labels].setText(tr("Labels, worst first"))
            rows = [
                [Cell(page.label_name(subject.target, name)),
                 *(plain(figure) if figure else Cell("", muted=True) for _, figure in f.listed),
                 Cell(str(f.occurrences) + (f", {tr('too few')}" if f.too_few else ""), right=True, muted=f.too_few)]
                for name, f in page.labels(subject)
            ]  # fmt: skip
            self.labels.show_rows(trs(term.name for term in LABEL), rows, tips=trs(term.tip for term in LABEL))
        for part in (self.labels, self.heads[self.labels]):
            part.setVisible(subject.about is not Facet.SPEAKER and bool(page.report.annotators))

    def _show_behind(self, page: ReportPage, subject: Subject) -> None:
        """Show the values that met and the disagreements, unless something else was chosen meanwhile."""
        if page is not self.page or subject != self.subject:
            return
        behind = page.behind(subject)
        most = max((count for (a, b), count in behind.matrix.items() if a != b), default=0.0)
        whole = max(behind.matrix.values(), default=0.0)
        rows = []
        for one in behind.values:
            row = []
            for other in behind.values:
                count = behind.matrix.get((one, other), 0.0)
                tip = tr("{} with {}", said(page, subject, one), said(page, subject, other))
                text = decimals(count) if count < 100 and count != round(count) else counted(round(count))
                strength = count / (whole if one == other else most) if count else 0.0
                row.append(Cell(text if count else "·", tip, heat=strength if one == other else None,
                                clash=strength if one != other else None, right=True, muted=not count))  # fmt: skip
            rows.append(row)
        names = [cut(said(page, subject, value)) for value in behind.values]
        self.values.show_rows(names, rows, side=names)
        what = (
            tr("Characters inside and outside quotations")
            if subject.about is Facet.QUOTATION
            else tr("Which values were paired")
        )
        self.heads[self.values].setText(what)
        more = (
            " " + tr("Values that were paired less often are left out: {}.", behind.left_out) if behind.left_out else ""
        )
        self.values_note.setText(tr("Click a cell to list its disagreements below.") + more)
        self.disagreements.show_subject(page, subject)

    def _pick_values(self, row: int, column: int) -> None:
        page, subject = self.disagreements.page, self.disagreements.subject  # those of the values that are shown
        if page is not None and subject is not None:
            values = page.behind(subject).values
            self.disagreements.narrow((values[row], values[column]))

    def _pick_article(self, row: int, column: int) -> None:
        self.disagreements.narrow(article=self._ordered[row])

    # Export

    def _choose_file(self) -> None:
        if self.page is None:
            return
        guess = (
            Path("exports" if Path("exports").is_dir() else "")
            / f"{self.page.project}-{'own-' * self.page.own}agreement.html"
        )
        kinds = ";;".join(f"{tr(name)} (*{suffix})" for suffix, name in KINDS.items())
        path, kind = file_dialogs.save_file(self, tr("Export the agreement page"), guess, kinds)
        if path is not None:
            suffix = next((s for s in KINDS if f"*{s})" in kind), ".html")
            self.export_wanted.emit(path if path.suffix.lower() in KINDS else path.with_name(path.name + suffix))
