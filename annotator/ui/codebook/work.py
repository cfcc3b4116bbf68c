"""The codebook's part of the window: opens the editor, previews and makes its change, and keeps the list of what waits."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from annotator.errors import AnnotatorError
from annotator.language import later, sentence, tr
from annotator.records import Change, Stance
from annotator.session.question import Question
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.codebook.draft import Draft
    from annotator.ui.codebook.editor import CodebookEditor
    from annotator.ui.codebook.effects import EffectsDialog
    from annotator.ui.codebook.waiting_dock import WaitingDock
    from annotator.workflow.codebook_change import RecodedDecision

FILES = later("Codebooks, projects and lists of labels (*.toml *.annot *.qdc *.qdpx *.xml *.json *.csv *.tsv *.txt)")
TOML = later("Codebooks (*.toml)")


def _change(path: Path, draft: Draft, why: str, annotator: str, watch: JobWatch) -> Change:
    from annotator.workflow import codebook_change

    with closing(project.open_project(path)) as store:
        return codebook_change.change_codebook(
            store, draft, why=why, annotator=annotator, progress=lambda said: watch(0, said)
        )


class CodebookWork(QObject):
    """Makes each part when it is first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = Worker("codebook", self)
        self.job = LatestJob(self.worker, self)
        self.editor: CodebookEditor | None = None
        self.effects: EffectsDialog | None = None
        self.dock: WaitingDock | None = None
        self.job.progressed.connect(lambda _, said: self.effects.busy(f"{sentence(said)}…") if self.effects else None)

    def stop(self) -> None:
        """Close what is open and end the worker; call before the window goes."""
        if self.editor is not None:
            self.editor.drop()
        self.job.cancel()
        self.worker.stop()

    # The editor

    def edit(self) -> None:
        """Open the editor on the project's codebook, or bring it forward."""
        if not self.workspace.annotator or not self.workspace.hand_in():
            return
        if self.editor is not None:
            for window in filter(None, (self.editor, self.effects)):
                window.show()
                window.raise_()
                window.activateWindow()
            if self.effects is not None:
                self.effects.why.setFocus()  # an example had the keys, and Enter would open it again
            return
        from annotator.workflow import codebook_change

        try:
            self._open(codebook_change.open_draft(self.workspace.store))
        except AnnotatorError as error:
            self.workspace.problem(str(error))

    def look_at(self, draft: Draft) -> None:
        """Show a codebook that is to take the place of the project's, in the editor, and what that does to decisions."""
        if not self.workspace.annotator or not self.workspace.hand_in():
            return
        if self.editor is not None:
            self.editor.drop()
        self._open(draft)
        self.preview()
        if self.effects is not None:  # the file dialog that closed gave the keys back to the window
            self.effects.raise_()
            self.effects.activateWindow()

    def _open(self, draft: Draft) -> None:
        from annotator.ui.codebook.editor import CodebookEditor

        editor = CodebookEditor(draft, self.workspace.theme, self.workspace.window)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.save_wanted.connect(self.preview)
        editor.import_wanted.connect(self.bring_in)
        editor.export_wanted.connect(self.write)
        editor.versions_wanted.connect(self.show_versions)
        editor.finished.connect(self._closed)
        self.editor = editor
        editor.show()

    def _closed(self, *_: object) -> None:
        self.editor = None
        if self.workspace.window.isVisible():
            self.workspace.take_keys()

    def bring_in(self) -> None:
        """Replace the codebook that is edited by that of a file, and say what the import lost."""
        from annotator.ui import file_dialogs
        from annotator.workflow import codebook_files

        if (
            self.editor is None
            or (path := file_dialogs.open_file(self.editor, tr("Import codebook"), kinds=tr(FILES))) is None
        ):
            return
        losses: Counter[str] = Counter()
        try:
            book = codebook_files.codebook_in(path, lambda note: losses.update([note]))
        except AnnotatorError as error:
            self.editor.problem.setText(sentence(str(error)))
            return
        self.editor.draft.take(book, path.name)
        self.editor.reload(())
        self.editor.problem.setText(
            "; ".join(losses) and tr("Changed on import: {}.", "; ".join(map(sentence, losses)))
        )

    def write(self) -> None:
        """Write the codebook that is edited to a file."""
        from annotator.ui import file_dialogs
        from annotator.workflow import codebook_files

        if self.editor is None:
            return
        folder = self.workspace.store.path.parent
        path, _ = file_dialogs.save_file(
            self.editor, tr("Export codebook"), folder / f"{self.editor.draft.book.id}.toml", tr(TOML)
        )
        if path is None:
            return
        try:
            written = codebook_files.write_codebook(path, self.editor.draft.book, force=True)
            self.editor.problem.setText(tr("{}: written.", ", ".join(str(each) for each in written)))
        except AnnotatorError as error:
            self.editor.problem.setText(sentence(str(error)))

    def show_versions(self) -> None:
        """The versions of the project's codebook, and what differs between them."""
        from annotator.ui.codebook.versions import VersionsDialog

        dialog = VersionsDialog(self.workspace.store, self.workspace.theme, self.editor or self.workspace.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def preview(self) -> None:
        """Show what saving would do; a change that touches no decision is shown as well, since it asks why."""
        from annotator.codebook.compare import compare
        from annotator.ui.codebook.effects import EffectsDialog
        from annotator.workflow import codebook_change

        if self.editor is None or not self.editor.buttons["save"].isEnabled():
            return
        draft = self.editor.draft
        try:
            found = codebook_change.preview(self.workspace.store, draft)
        except AnnotatorError as error:
            self.editor.problem.setText(sentence(str(error)))
            return
        differences = compare(draft.before, draft.book)
        dialog = EffectsDialog(found, differences, self.workspace.theme, self.workspace.annotator, self.editor)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self.save)
        dialog.stop_wanted.connect(self.job.halt)
        dialog.example_wanted.connect(self._show)
        dialog.destroyed.connect(self._effects_closed)
        self.effects = dialog
        dialog.show()

    def _effects_closed(self) -> None:
        self.effects = None

    def _show(self, article: str, quotation: str) -> None:
        """Show an example in its article: the editor is put aside until it is asked for again."""
        if self.workspace.show_desk():
            for window in filter(None, (self.effects, self.editor)):
                window.hide()
            navigator = self.workspace.view.navigator
            navigator.show_article(article, quotation)
            self.workspace.take_keys()
            back = Question(tr("The codebook is not changed yet."), [(tr("Back to the codebook"), self.edit)])
            navigator.voice.asked.emit(back)

    def save(self, why: str) -> None:
        """Change the project's codebook, in the worker."""
        if self.editor is None or not self.workspace.hand_in():
            return
        if self.effects is not None:
            self.effects.busy(tr("Changing the codebook…"))
        work = partial(_change, self.workspace.store.path, self.editor.draft, why, self.workspace.annotator)
        self.job.run(work, self._saved, self._refused)

    def _refused(self, error: AnnotatorError) -> None:
        if self.effects is not None:
            self.effects.rest(str(error))

    def _saved(self, change: Change) -> None:
        if self.effects is not None:
            self.effects.accept()
        if self.editor is not None:
            self.editor.drop()
        navigator = self.workspace.view.navigator
        navigator.queue.reload()
        navigator.reload_desk()
        self.workspace.codebook_used.emit()
        self.workspace.history_changed.emit()
        self.workspace.tell(change.message)

    # What waits

    def entries(self) -> list[RecodedDecision]:
        """What waits for the annotator: nobody sees what waits for another."""
        from annotator.workflow import codebook_change

        try:
            return codebook_change.waiting(self.workspace.store, self.workspace.annotator)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return []

    def toggle(self) -> None:
        """Open the list of what waits, or close it."""
        if self.dock is not None and self.workspace.in_front(self.dock):
            self.dock.hide()
            self.workspace.view.article.setFocus()
        elif self.workspace.annotator and self.workspace.on_desk:
            self._show_dock(self.entries())
            self._go()

    def offer(self) -> None:
        """Open the list where something waits; the keys stay where they are."""
        if self.workspace.annotator and (entries := self.entries()):
            self._show_dock(entries)

    def refresh(self) -> None:
        """Read the list anew, if it is open."""
        if self.dock is not None and self.dock.isVisible():
            self.dock.show_entries(self.entries())

    def _show_dock(self, entries: list[RecodedDecision]) -> None:
        if self.dock is None:
            from annotator.ui.codebook.waiting_dock import WaitingDock

            self.dock = WaitingDock(self.workspace.theme, self._name, self.workspace.window)
            self.dock.picked.connect(self._go)
            self.dock.walked.connect(self._go)
            self.dock.label_chosen.connect(self._choose)
            self.dock.kept.connect(self._keep)
        self.dock.show_entries(entries)
        self.workspace.open_below(self.dock)

    def _name(self, stance: Stance) -> str:
        label = project.current_codebook(self.workspace.store).label(stance)
        return label.name if label else project.retired(self.workspace.store, stance)[1].name

    def _go(self) -> None:
        """Show the chosen entry in its article; the keys stay in the list."""
        entry = self.dock.chosen if self.dock is not None else None
        if entry is not None and self.dock is not None:
            self.workspace.view.navigator.show_article(entry.article, entry.quotation)
            self.dock.grid.setFocus()

    def _choose(self, stance: Stance) -> None:
        from annotator.workflow import codebook_change

        if (entry := self.dock.chosen if self.dock else None) is not None:
            self._act(
                partial(
                    codebook_change.choose, self.workspace.store, entry, (stance,), annotator=self.workspace.annotator
                )
            )

    def _keep(self) -> None:
        from annotator.workflow import codebook_change

        if (entry := self.dock.chosen if self.dock else None) is not None:
            self._act(partial(codebook_change.keep, self.workspace.store, entry, annotator=self.workspace.annotator))

    def _act(self, act: partial[Change]) -> None:
        change = self.workspace.change(act)
        if change is None:
            return
        navigator = self.workspace.view.navigator
        navigator.queue.reload()
        navigator.reload_desk(next(iter(change.quotations), None))
        self.workspace.view.session.acts.done.emit()
