"""The fields of a codebook, a target or a label, each with what is wrong with it beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.codebook.palette import OKABE_ITO
from annotator.language import later, tr
from annotator.records import Codebook, Label, Target
from annotator.ui.markdown_view import MarkdownView
from annotator.ui.text import plain_label, plain_tip, show_hint

POLARITIES = ((1, later("for the target")), (-1, later("against it")), (0, later("neither (neutral, unclear)")))
_LINES = {"name": later("Name"), "version": later("Version"), "key": later("Key"), "color": later("Color")}
_TEXTS = {"definition": later("Definition"), "example": later("Example"), "counter_example": later("Counter-example")}
_HINTS = {
    "key": later("one letter, or none"),
    "color": "#rrggbb",
    "counter_example": later("looks similar but does not belong: why"),
}


class PartForm(QWidget):
    """Shows the fields of one part; each edit is emitted at once."""

    edited = Signal(str, object)  # the field and its value

    def __init__(self, part: Codebook | Target | Label) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit | QPlainTextEdit | QComboBox] = {}
        self.faults: dict[str, QLabel] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(14, 12, 14, 12)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, words in _LINES.items():
            if hasattr(part, name):
                self._line(name, tr(words), str(getattr(part, name)))
        if isinstance(part, Label):
            self._polarity(part.polarity)
        for name, words in _TEXTS.items():
            if hasattr(part, name):
                self._text(name, tr(words), getattr(part, name))
        if isinstance(part, Codebook):
            self._guideline(part.guideline)
            self._form.addRow(tr("Id"), plain_label(part.id or tr("from the name"), muted=True))

    def show_key(self, part: Codebook | Target | Label) -> None:
        """Show the key as it is now."""
        field = self.fields.get("key")
        if isinstance(field, QLineEdit) and not isinstance(part, Codebook) and field.text() != part.key:
            field.setText(part.key)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Say beside each field what is wrong with it; nothing where it is sound."""
        for name, label in self.faults.items():
            label.setText(faults.get(name, ""))
            label.setVisible(name in faults)

    def _row(self, name: str, words: str, field: QWidget, *, grows: bool = False) -> None:
        told = plain_label(wrap=True, name=tr("{}: what is wrong", words))
        told.setProperty("tone", "unsure")
        told.hide()
        self.faults[name] = told
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(field)
        column.addWidget(told)
        high = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Maximum
        box.setSizePolicy(QSizePolicy.Policy.Expanding, high)
        self._form.addRow(words, box)

    def _line(self, name: str, words: str, value: str) -> None:
        field = QLineEdit(value)
        show_hint(field, tr(_HINTS.get(name, "")))
        field.setAccessibleName(words)
        field.textEdited.connect(lambda text: self.edited.emit(name, text))
        self.fields[name] = field
        if name != "color":
            self._row(name, words, field)
            return
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(field, 1)
        for color in OKABE_ITO:
            swatch = QPushButton(_square(color), "")
            swatch.setFixedWidth(26)
            swatch.setAutoDefault(False)  # or Enter in any field would press the first of them
            swatch.setAccessibleName(tr("Color {}", color))
            swatch.setToolTip(plain_tip(tr("{}: one of a set that people with any color vision tell apart", color)))
            swatch.clicked.connect(lambda _=False, c=color: self._take_color(field, c))
            row.addWidget(swatch)
        self._row(name, words, box)

    def _take_color(self, field: QLineEdit, color: str) -> None:
        field.setText(color)
        self.edited.emit("color", color)

    def _polarity(self, value: int) -> None:
        field = QComboBox()
        field.setAccessibleName(tr("Polarity"))
        for number, words in POLARITIES:
            field.addItem(tr(words), number)
        field.setCurrentIndex(field.findData(value))
        field.activated.connect(lambda at: self.edited.emit("polarity", field.itemData(at)))
        self.fields["polarity"] = field
        self._row("polarity", tr("Polarity"), field)

    def _text(self, name: str, words: str, value: str) -> None:
        field = QPlainTextEdit(value)
        show_hint(field, tr(_HINTS.get(name, "")))
        field.setAccessibleName(words)
        field.setTabChangesFocus(True)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * 3 + 14)
        field.textChanged.connect(lambda: self.edited.emit(name, field.toPlainText()))
        self.fields[name] = field
        self._row(name, words, field)

    def _guideline(self, value: str) -> None:
        field = QPlainTextEdit(value)
        field.setAccessibleName(tr("Guideline in Markdown"))
        field.setTabChangesFocus(True)
        shown = MarkdownView(tr("Guideline as annotators see it"))
        tabs = QTabWidget()
        tabs.addTab(field, tr("Markdown"))
        tabs.addTab(shown, tr("As annotators see it"))
        tabs.setMinimumHeight(260)
        tabs.currentChanged.connect(lambda at: shown.show_markdown(field.toPlainText()) if at else None)
        field.textChanged.connect(lambda: self.edited.emit("guideline", field.toPlainText()))
        self.fields["guideline"] = field
        self._row("guideline", tr("Guideline"), tabs, grows=True)


def _square(color: str) -> QIcon:
    picture = QPixmap(14, 14)
    picture.fill(QColor("transparent"))
    painter = QPainter(picture)
    painter.setBrush(QColor(color))
    painter.setPen(QColor(color).darker(130))
    painter.drawRect(0, 0, 13, 13)
    painter.end()
    return QIcon(picture)
