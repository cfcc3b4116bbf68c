"""The codebook's guideline beside the article: Markdown without HTML, and nothing is ever loaded for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDockWidget, QWidget

from annotator.language import tr
from annotator.records import Codebook
from annotator.ui.markdown_view import MarkdownView


class _Page(MarkdownView):
    """The guideline's text."""

    def sizeHint(self) -> QSize:
        """A column wide enough to read."""
        return QSize(380, 600)


class GuidelineDock(QDockWidget):
    """A dock with the guideline, or with each label's definition where the codebook has no guideline."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Guideline"), parent)
        self.setObjectName("guideline")
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.browser = _Page(tr("Guideline"))
        self.browser.setMinimumWidth(76)  # the window stays as narrow as it was
        self.setWidget(self.browser)

    def show_codebook(self, codebook: Codebook) -> None:
        """Show this codebook's guideline."""
        self.setWindowTitle(tr("Guideline: {} {}", codebook.name, codebook.version))
        self.browser.show_markdown(codebook.guideline or definitions(codebook))
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)


def definitions(codebook: Codebook) -> str:
    """The codebook's definitions as Markdown."""
    lines = [f"# {codebook.name} {codebook.version}"]
    for target in codebook.targets:
        lines += ["", f"## {target.key} {target.name}", "", target.definition, ""]
        lines += [f"- **{label.key} {label.name}** {label.definition}" for label in target.labels]
    return "\n".join(lines)
