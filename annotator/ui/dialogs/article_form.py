"""The title and the tags of an article."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.records import Article
from annotator.ui.text import button_row, cut, open_at, plain_label, take_or_leave

LONGEST = 10_000  # characters of a title


class ArticleForm(QDialog):
    """Save sends ``renamed`` with another title ("": the first one again) and ``tagged`` with the tags, where they were changed."""

    renamed = Signal(str)
    tagged = Signal(object)  # list[str]

    def __init__(
        self, article: Article, tags: Sequence[str], known: Sequence[str], parent: QWidget, *, tags_first: bool
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Title and tags"))
        self.title = QLineEdit(article.title, placeholderText=tr("The title that it came with"))
        self.title.setMaxLength(LONGEST)
        self.title.setCursorPosition(0)
        self.tags = QLineEdit(", ".join(tags), placeholderText=tr("Words of your own, with commas between them"))
        self.take, self.leave = take_or_leave(self, tr("Save"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in ((tr("Title"), self.title), (tr("Tags"), self.tags)):
            field.setAccessibleName(text)
            form.addRow(text, field)
        self.known = plain_label(wrap=True, muted=True, name=tr("Tags in this project"))
        self.known.setText(tr("In this project: {}", cut(", ".join(known), 400)) if known else "")
        self.known.setVisible(bool(known))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.known)
        column.addLayout(button_row(self.leave, self.take))
        open_at(self, 560, 0)
        first = self.tags if tags_first else self.title
        first.setFocus()
        first.selectAll() if first is self.title else first.end(False)

    def done(self, result: int) -> None:
        """Close; Save sends what was changed."""
        super().done(result)
        if result and self.title.isModified():
            self.renamed.emit(self.title.text().strip())
        if result and self.tags.isModified():
            from annotator.workflow.articles import split

            self.tagged.emit(list(split(self.tags.text())))
