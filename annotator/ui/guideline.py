"""The codebook's guideline beside the article: Markdown without HTML, and nothing is ever loaded for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDockWidget, QTextBrowser, QWidget

from annotator.records import Codebook

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class _Quiet(QTextBrowser):
    """Shows Markdown; loads nothing, follows no link."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing comes from outside, not even a picture."""
        return ""

    def sizeHint(self) -> QSize:
        """A column wide enough to read."""
        return QSize(380, 600)


class GuidelineDock(QDockWidget):
    """A dock with the guideline, or with each label's definition where the codebook has no guideline."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Guideline", parent)
        self.setObjectName("guideline")
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.browser = _Quiet()
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName("Guideline")
        self.setWidget(self.browser)

    def show_codebook(self, codebook: Codebook) -> None:
        """Show this codebook's guideline."""
        self.setWindowTitle(f"Guideline: {codebook.name} {codebook.version}")
        self.browser.document().setMarkdown(codebook.guideline or definitions(codebook), _FEATURES)
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)


def definitions(codebook: Codebook) -> str:
    """The codebook's definitions as Markdown."""
    lines = [f"# {codebook.name} {codebook.version}"]
    for target in codebook.targets:
        lines += ["", f"## {target.key} {target.name}", "", target.definition, ""]
        lines += [f"- **{label.key} {label.name}** {label.definition}" for label in target.labels]
    return "\n".join(lines)
