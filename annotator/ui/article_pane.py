"""The middle of the window: the article's head line, its text, and what to do where there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from annotator.language import clauses, counted, later, sentence, tr, trn
from annotator.records import Quotation
from annotator.session.protocol import Session
from annotator.session.states import QuotationState
from annotator.ui.article_view import ArticleView
from annotator.ui.highlights import Mark
from annotator.ui.notice import Notice
from annotator.ui.signs import signs_of
from annotator.ui.text import ElidedLabel, elided, plain_label, plain_tip, rule
from annotator.ui.theme import Theme

EMPTY = later("No article yet.\n\nDrop files or a folder on this window, paste a text (Ctrl+V), or choose files.")
OTHERS = later(
    "Annotations of other programs (INCEpTION, Label Studio, Prodigy, brat and others) come in the same way."
)


class ArticlePane(QWidget):
    """Keeps the view of the article in step with the navigator."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("pane", "article")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.navigator = navigator = session.navigator
        self.view = ArticleView(theme)
        self.title = plain_label(name=tr("Title of the article"))
        self.title.setProperty("heading", True)
        self.about = ElidedLabel(tr("About the article"), muted=True)
        self.notes = plain_label(muted=True, name=tr("Notes of the import"))
        self.bring = QPushButton(tr("Import articles…"))
        self.empty = plain_label(muted=True, wrap=True, name=tr("What to do"))
        self.stack = QStackedWidget()
        self.notice = Notice()
        self._words = ""
        self._lay_out()
        self.view.quotation_clicked.connect(lambda quotation: navigator.make_current(quotation, scroll=False))
        navigator.article_shown.connect(self._show_article)
        navigator.quotations_changed.connect(self._update)
        navigator.current_changed.connect(self._show_current)
        navigator.current_touched.connect(lambda: self._show_current(False))
        navigator.queue.row_changed.connect(self._show_head)

    def _lay_out(self) -> None:
        # From the outside to the inside: a part that moves into another one is dressed again with all that is in it.
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.stack, 1)
        under = QHBoxLayout()
        under.setContentsMargins(20, 6, 20, 10)
        under.addWidget(self.notice)
        whole.addLayout(under)
        full, empty = QWidget(), QWidget()
        self.stack.addWidget(full)
        self.stack.addWidget(empty)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(34, 12, 34, 8)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.about)
        head.addWidget(self.notes)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        middle = QVBoxLayout(empty)
        middle.addStretch(2)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.empty.setContentsMargins(34, 0, 34, 0)
        middle.addWidget(self.empty)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.bring)
        row.addStretch(1)
        middle.addSpacing(12)
        middle.addLayout(row)
        middle.addStretch(3)

    def _show_article(self) -> None:
        desk = self.navigator.desk
        self.stack.setCurrentIndex(0 if desk is not None else 1)
        if desk is None:
            if not self.empty.text():
                self.empty.setText(_how_to_begin())
            return
        self.view.show_text(desk.article.text)
        self.view.set_marks(self._marks())
        count = len(desk.article.text.split())
        self._words = trn(count, "{} word", "{} words", counted(count))
        self._show_head()

    def _marks(self) -> list[Mark]:
        desk = self.navigator.desk
        return [self._mark(quotation) for quotation in desk.quotations] if desk else []

    def _mark(self, quotation: Quotation) -> Mark:
        start, end = self.view.map.span_to_qt(quotation.span)
        state, desk = self.session.state(quotation), self.navigator.desk
        signs = signs_of(quotation, desk.codebook) if desk is not None and state is not QuotationState.REJECTED else ()
        note = self.session.note(quotation)
        note = f"≠ {clauses(note[2:])}" if note.startswith("≠ ") else note  # in what annotators differ, no name
        return Mark(quotation.id, start, end, state, note, signs)

    def _update(self, ids: frozenset[str]) -> None:
        """Some quotations look different; an empty set: they may have come, gone or moved."""
        changed = [self.navigator.quotation(quotation) for quotation in ids]
        moved = [not self.view.update_mark(self._mark(quotation)) for quotation in changed if quotation is not None]
        if not ids or any(moved):
            self.view.set_marks(self._marks())

    def _show_current(self, scroll: bool) -> None:
        shown = self.navigator.shown()
        if shown is None:
            self.view.set_current("", None, None, scroll=False)
            return
        source = shown.source if self.session.names_source else None
        self.view.set_current(shown.quotation, source, shown.cue, scroll=scroll)

    def _show_head(self, *_: object) -> None:
        desk = self.navigator.desk
        if desk is None:
            return
        title = desk.article.title or desk.article.id
        self.title.setText(elided(title, self.title, max(self.width() - 90, 200)))
        self.title.say(title)
        self.title.setToolTip(plain_tip(title))
        outlet = [
            str(desk.article.metadata[key])
            for key in ("outlet", "source", "publisher", "date")
            if desk.article.metadata.get(key)
        ]
        tags = [f"#{tag}" for tag in desk.article.metadata.get("tags", "").split(", ") if tag]
        self.about.setText("  ·  ".join([*outlet, *tags, self._words, sentence(self.session.progress)]))
        noted = [sentence(note) for note in desk.article.import_notes]
        noted = [sentence(note) for note in noted]
        notes = tr("Import: {}", "; ".join(noted))
        self.notes.setVisible(bool(desk.article.import_notes))
        self.notes.setText(elided(notes, self.notes, max(self.width() - 90, 200)))
        self.notes.say("; ".join(noted))
        self.notes.setToolTip(plain_tip("\n".join(noted)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide the title anew."""
        super().resizeEvent(event)
        self._show_head()


def _how_to_begin() -> str:
    """What to do in a project without articles; the registry of formats is not needed where there are some."""
    from annotator.exchange.readers import formats

    return f"{tr(EMPTY)}\n\n{formats.in_words(tr)}\n\n{tr(OTHERS)}"
