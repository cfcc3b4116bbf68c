"""The search pane at the foot of the window: fields, what was found, searches kept by name, a search as the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr, trn
from annotator.records import Stance
from annotator.session.navigator import Navigator
from annotator.session.queue import Narrowed
from annotator.ui.search.fields import Fields
from annotator.ui.search.finder import Finder
from annotator.ui.search.hits import HitsModel, HitsView
from annotator.ui.text import SideBySide, plain_label, plain_tip
from annotator.ui.workspace import Workspace
from annotator.workflow import project
from annotator.workflow import search as find
from annotator.workflow.search import Hit, Scope, Search, SearchPage

if TYPE_CHECKING:
    from annotator.workflow.bulk import FoundDecision

HOW = later(
    "Type words to find them in every article, or choose a filter.\n\n“a phrase”   begin*   -without   one OR other\n\n"
    "Enter opens a hit in its article, F3 the next one."
)
NOTHING = later("Nothing was found.\n\nUse fewer words or filters to find more.")


class SearchPane(QDockWidget):
    """Belongs to a window; all reading is done by the finder's worker."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(tr("Search"), workspace.window)
        self.workspace = workspace
        self.setObjectName("search")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.finder = Finder(self.navigator.store.path, self)
        self.fields = Fields()
        self.model = HitsModel(self)
        self.hits = HitsView(self.model)
        self.empty = plain_label(tr(HOW), muted=True, wrap=True, name=tr("What to do"))
        self.count = plain_label(muted=True, name=tr("How many hits"))
        self.kept = QComboBox(editable=True)
        self.keep = QPushButton(tr("Save"))
        self.forget = QPushButton(tr("Delete"))
        self.clear = QPushButton(tr("Clear"))
        self.as_queue = QPushButton(tr("Queue these"))
        self.change = QPushButton(tr("Change all…"))
        self.close_button = QPushButton("✕")
        self.stack = QStackedWidget()
        self.wanted: Search | None = None  # what is shown was found for this
        self._after: int | None = None
        self._left = 0
        self._lay_out()
        self._connect()
        self._show_nothing(tr(HOW))

    @property
    def navigator(self) -> Navigator:
        """That of the view that is shown: the desk's, or adjudication's."""
        return self.workspace.view.navigator

    def _lay_out(self) -> None:
        self.kept.setAccessibleName(tr("Saved searches of the project"))
        self.kept.setLineEdit(QLineEdit(placeholderText=tr("saved searches")))
        self.kept.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.kept.setToolTip(plain_tip(tr("Choose a saved search, or type a name to save this one")))
        self.kept.setMinimumWidth(70)
        for button, tip in ((self.keep, tr("Save this search in the project under this name")),
                            (self.forget, tr("Delete the saved search with this name")),
                            (self.clear, tr("Clear the search")), (self.as_queue, tr("Work through the articles that have a hit")),
                            (self.change, tr("Set or remove a label, flag or reject all decisions of yours that were found")),
                            (self.close_button, tr("Close the search; what was found stays (Ctrl+Shift+F)"))):  # fmt: skip
            button.setToolTip(plain_tip(tip))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        acts = QWidget()
        row = QHBoxLayout(acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.kept, 1)
        for part in (self.keep, self.forget, self.clear, self.as_queue, self.change):
            row.addWidget(part)
        self.close_button.setProperty("flat", True)
        self.close_button.setAccessibleName(tr("Close the search"))
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(SideBySide(self.fields, acts), 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setTitleBarWidget(QWidget())  # its row is better used for hits
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.hits)
        inside = QWidget()
        inside.setProperty("pane", "card")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.fields.filters)
        column.addWidget(self.stack, 1)
        column.addWidget(self.count)
        self.setWidget(inside)

    def _connect(self) -> None:
        self.fields.changed.connect(self.run)
        self.model.more_wanted.connect(self._more)
        self.hits.opened.connect(self.open_hit)
        self.hits.left.connect(self.leave)
        self.finder.found.connect(self._found)
        self.finder.indexing.connect(self._indexing)
        self.finder.failed.connect(self._tell)
        self.kept.activated.connect(lambda _: self.load(self.kept.currentText()))
        self.kept.editTextChanged.connect(self._offer)
        self.keep.clicked.connect(self._keep)
        self.forget.clicked.connect(self._forget)
        self.clear.clicked.connect(self._clear)
        self.close_button.clicked.connect(self._close)
        self.as_queue.clicked.connect(self._narrow)
        self.change.clicked.connect(self._read_own)
        self.finder.own.connect(self._ask_change)
        for line in (self.fields.words, self.fields.speaker, self.fields.source, self.fields.since, self.fields.until):
            line.installEventFilter(self)

    # Opening

    def begin(self) -> None:
        """Offer what the project has now, and put the keys into the words."""
        navigator = self.navigator
        try:
            people = project.annotators(navigator.store)
            self._fill_kept()
        except AnnotatorError as error:
            navigator.voice.problem.emit(str(error))
            return
        self.fields.use(navigator.desk.codebook if navigator.desk else None, people, navigator.annotator)
        self.show()
        self.raise_()
        self.fields.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fields.words.selectAll()

    def of_speaker(self, name: str) -> None:
        """The concordance of a speaker: what they say in every article, as this annotator decided."""
        self.begin()
        self.fields.show_search(Search(scope=Scope.QUOTATIONS, annotator=self.navigator.annotator), name)
        self.run()

    def of_label(self, stance: Stance) -> None:
        """The concordance of a label (of a target, where its label is "")."""
        self.begin()
        wanted = Search(
            scope=Scope.QUOTATIONS, annotator=self.navigator.annotator, target=stance.target, label=stance.label
        )
        self.fields.show_search(wanted)
        self.run()

    def _close(self) -> None:
        self.hide()
        self.leave()

    def leave(self) -> None:
        """The keys go back to the article; what was found stays."""
        self.workspace.view.article.setFocus()

    # Searching

    def run(self) -> None:
        """Search for what the fields say."""
        self.fields.me = self.navigator.annotator
        try:
            if self.fields.empty:
                self._show_nothing(tr(HOW))
                return
            self.finder.search(self.fields.asked(), self.navigator.annotator)
        except AnnotatorError as error:
            self._tell(str(error))

    def _show_nothing(self, text: str) -> None:
        self.finder.cancel()
        self.wanted, self._after, self._left = None, None, 0
        self.model.show_hits((), Search(), more=False)
        self.empty.setText(sentence(text))
        self.count.setText("")
        self.stack.setCurrentWidget(self.empty)
        self.as_queue.setEnabled(False)
        self.change.setEnabled(False)
        self._offer()

    def _tell(self, text: str) -> None:
        """A sentence in the place of hits."""
        self._show_nothing(text)

    def _found(self, wanted: Search, page: SearchPage, below: bool) -> None:
        self.wanted, self._after = wanted, page.after
        show = self.model.add_hits if below else self.model.show_hits
        show(page.hits, wanted, more=page.after is not None)
        self.as_queue.setEnabled(bool(self.model.lines))
        self.change.setEnabled(bool(self.model.lines))
        self._offer()
        self.empty.setText(
            tr(NOTHING) if not self._left else tr("The index is being built; hits appear when it is ready.")
        )
        self.stack.setCurrentWidget(self.hits if self.model.lines else self.empty)
        if not below and self.model.lines:
            self.hits.selectRow(0)
        self._show_count()

    def _indexing(self, left: int) -> None:
        self._left = left
        if not self.model.lines and left:
            self.empty.setText(tr("The index is being built; hits appear when it is ready."))
        self._show_count()

    def _show_count(self) -> None:
        number = len(self.model.lines)
        hits = trn(number, "{} hit", "{} hits", counted(number))
        hits = tr("{} and more below", hits) if self._after is not None else hits
        left = (
            tr("the index is being built: {} articles and decisions to go", counted(self._left)) if self._left else ""
        )
        self.count.setText("   ·   ".join(part for part in (hits if self.wanted is not None else "", left) if part))

    def _more(self) -> None:
        if self.wanted is not None and self._after is not None:
            self.finder.more(self.wanted, self.navigator.annotator, self._after)

    # What is done with hits

    def open_hit(self, hit: Hit) -> None:
        """Show a hit in its article: its quotation becomes current, words are selected."""
        if not self.workspace.show_desk():
            return
        navigator = self.navigator
        navigator.show_article(hit.article, hit.quotation)
        if navigator.desk is None or navigator.desk.article.sha256 != hit.article:
            return
        if hit.quotation is None or navigator.quotation(hit.quotation) is None:
            self.workspace.view.article.select_span(hit.span)
        self.workspace.view.article.setFocus()

    def step(self, by: int) -> None:
        """Open the hit after (1) or before (-1) the one opened last."""
        if not self.hits.go(by):
            self.navigator.voice.told.emit(
                tr("There is no other hit.") if self.model.lines else tr("Search for something first.")
            )

    def _narrow(self) -> None:
        if self.wanted is not None and self.workspace.show_desk():  # adjudication's queue is another one
            self.navigator.queue.narrow(Narrowed(self.kept.currentText().strip() or self._name(), self.wanted))

    def _read_own(self) -> None:
        """Read all hits that are decisions of the annotator's own, to change them together."""
        if self.wanted is not None and self.workspace.show_desk() and self.workspace.hand_in():
            self.finder.all_own(self.wanted, self.navigator.annotator)

    def _ask_change(self, found: list[FoundDecision]) -> None:
        """Ask what becomes of them, and do it as one change."""
        from annotator.ui.dialogs.change_hits import ChangeHitsDialog

        session = self.workspace.annotation.session
        desk = session.navigator.desk
        if desk is None:
            return
        dialog = ChangeHitsDialog(found, desk.codebook, self.workspace.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(session.bulk.change)
        dialog.finished.connect(lambda _: self.run())
        dialog.open()

    def _name(self) -> str:
        """What a search without a name is called: its words, else its speaker or label, else its filters."""
        fields = self.fields
        chosen = [fields.label.currentText()] if fields.label.currentData() else []
        chosen = chosen or ([fields.target.currentText()] if fields.target.currentData() else [])
        return (
            fields.words.text().strip() or fields.speaker.text().strip() or " ".join(chosen) or tr("chosen decisions")
        )

    # Searches kept

    def _offer(self) -> None:
        """Offer to save what was found, and to delete the search whose name stands there, where one is kept under it."""
        name = self.kept.currentText().strip()
        self.keep.setEnabled(self.wanted is not None)
        self.forget.setEnabled(bool(name) and any(name == self.kept.itemText(at) for at in range(self.kept.count())))

    def _fill_kept(self) -> None:
        text = self.kept.currentText()
        self.kept.clear()
        self.kept.addItems(list(find.saved_searches(self.navigator.store)))
        self.kept.setEditText(text)
        self._offer()

    def load(self, name: str) -> None:
        """Search for what was kept under a name."""
        store = self.navigator.store
        try:
            wanted = find.saved_searches(store).get(name)
            if wanted is not None:
                self.fields.show_search(wanted, find.speaker_name(store, wanted.speaker) if wanted.speaker else "")
                self.run()
        except AnnotatorError as error:
            self.navigator.voice.problem.emit(str(error))

    def _keep(self) -> None:
        name = self.kept.currentText().strip()
        if self.wanted is None:
            return
        try:
            find.save_search(self.navigator.store, name, self.wanted)
            self._fill_kept()
        except AnnotatorError as error:
            self.navigator.voice.told.emit(str(error))
            return
        self.navigator.voice.told.emit(tr("The search is saved as “{}”.", name))

    def _forget(self) -> None:
        name = self.kept.currentText().strip()
        try:
            if name in find.saved_searches(self.navigator.store):
                find.drop_search(self.navigator.store, name)
                self.navigator.voice.told.emit(tr("“{}” is deleted.", name))
            self.kept.setEditText("")
            self._fill_kept()
        except AnnotatorError as error:
            self.navigator.voice.problem.emit(str(error))

    def _clear(self) -> None:
        self.forget_hits()
        self.fields.words.setFocus()

    def forget_hits(self) -> None:
        """Clear the search and show nothing: what one annotator found may tell of decisions that the next one must not see."""
        self.fields.clear()
        self.kept.setEditText("")
        self._show_nothing(tr(HOW))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a field, Enter searches and goes to the hits, Down goes to them, Esc goes back to the article."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                if event.key() != Qt.Key.Key_Down:
                    self.run()
                self.hits.setFocus()
                return True
        return super().eventFilter(watched, event)
