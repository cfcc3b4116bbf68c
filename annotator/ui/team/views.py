"""Switches the window between the desk, the agreement page and adjudication, and does their long work in a worker."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError, BadInputError, OccupiedError
from annotator.records import ArticleRow, Change, Reason
from annotator.ui.team import reading
from annotator.ui.team.files import TeamFiles
from annotator.ui.team.jobs import Jobs
from annotator.ui.team.keys import HINTS, PAGE_HINTS, PARTS, use_desk_keys
from annotator.workflow import project

if TYPE_CHECKING:  # numpy comes with them: the desk starts without it
    from annotator.agreement.page import Page, Subject
    from annotator.ui.team.agreement import AgreementPage
    from annotator.ui.team.bench import Bench
    from annotator.ui.window import DeskWindow
    from annotator.workflow.adjudicate import Mend


class TeamViews(Jobs):
    """Made with the window; its views are made when they are first asked for."""

    first_read = Signal(str)  # from the worker: the first article with a disagreement to settle

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self.first_read.connect(self._show_first)
        self.page: AgreementPage | None = None
        self.bench: Bench | None = None
        self.files = TeamFiles(self)
        self._desk: dict[str, Any] = {}

    @property
    def adjudicating(self) -> bool:
        """Whether adjudication is what is shown."""
        return self.bench is not None and self.window.stack.currentWidget() is self.bench.root

    # Agreement

    def show_agreement(self) -> None:
        """The agreement page, worked out anew; from the page, back to the desk."""
        if self.leave_page() or not self.window.controller.annotator:
            return
        if not self.show_desk():
            return
        from annotator.ui.team.agreement import AgreementPage

        if self.page is None:
            self.page = AgreementPage(self.window.theme)
            self.page.back.clicked.connect(self.show_desk)
            self.page.settle.clicked.connect(lambda: self.adjudicate())
            self.page.opened.connect(self.adjudicate)
            self.page.wanted.connect(self._look_behind)
            self.page.export_wanted.connect(self.export_page)
            self.page.replace_wanted.connect(partial(self.export_page, force=True))
            self.window.stack.addWidget(self.page)
            self.window.watch_keys(self.page)
        self._show(self.page)
        use_desk_keys(self.window.menus, False)
        self.show_keys()
        self.page.setFocus()
        self._work_out()

    def _work_out(self, told: str = "") -> None:
        """Work the page out beside the window, then show it and a sentence."""
        assert self.page is not None
        self.page.show_reading("Reading the decisions…")
        self.run(partial(reading.page, self.progress), partial(self._loaded, told))

    def _loaded(self, told: str, found: tuple[Page, list[Mend]]) -> None:
        self.window.status.show_model("")
        if self.page is not None:
            self.page.show_page(*found)
            self.page.tell(told) if told else None

    def _look_behind(self, page: Page, subject: Subject) -> None:
        """Work out, beside the window, what lies behind a figure."""
        self.worker.submit(partial(page.behind, subject), lambda _: self._looked(page), self.failed)

    def _looked(self, page: Page) -> None:
        if self.page is not None and self.page.page is page:
            self.page.show_behind()

    def export_page(self, path: Path, *, force: bool = False) -> None:
        """Write the page to a file; where another file is there, ask first unless ``force``."""
        page = self.page.page if self.page is not None else None
        if page is None:
            return
        from annotator.ui.team.pdf import write_pdf
        from annotator.workflow import agreement_page

        write = write_pdf if path.suffix.lower() == ".pdf" else agreement_page.write_page
        self.worker.submit(partial(write, page, path, force=force), self._exported, partial(self._not_exported, path))

    def _not_exported(self, path: Path, error: Exception) -> None:
        if isinstance(error, OccupiedError) and self.page is not None:
            self.page.ask_replace(str(error), path)
        else:
            self.failed(error)

    def _exported(self, paths: tuple[Path, ...]) -> None:
        if self.page is not None:
            self.page.tell("Written: " + ", ".join(str(path) for path in paths))

    # Adjudication

    def adjudicate(self, article: str | None = None, quotation: str | None = None) -> None:
        """The disagreements of an article, else of the first that has any; from there, back to the desk."""
        window = self.window
        if self.adjudicating:
            self.show_desk()
            return
        if not window.controller.annotator or not self.show_desk():
            return
        window.controller.before_leaving.emit()
        if not window.decisions.saver.flush():
            return
        self._begin_bench()
        assert self.bench is not None
        self.bench.controller.target_id = window.controller.target_id
        self._desk = {part: getattr(window, part) for part in PARTS}
        for part in self._desk:
            setattr(window, part, getattr(self.bench, part))
        self._show(self.bench.root)
        self.bench.fit(len(project.annotators(window.controller.store)), window.width())
        self.show_keys()
        window.menus.name_history()
        self.bench.controller.take_rows([])
        self.bench.article.setFocus()
        if article is not None:
            self.bench.controller.show_article(article, quotation)
        self._read_rows()

    def _begin_bench(self) -> None:
        from annotator.ui.team.bench import Bench

        window = self.window
        if self.bench is None:
            self.bench = Bench(window)
            self.bench.controller.rows_wanted.connect(self._read_rows)
            self.bench.controller.row_changed.connect(self._show_counts)
            self.bench.controller.hide_names(bool(window.settings.number("hide_names", 0)))
            window.stack.addWidget(self.bench.root)
            window.watch_keys(self.bench.root)
        self.bench.controller.annotator = window.controller.annotator
        self.bench.controller.clear()
        self.bench.article.set_zoom(window.article.zoom)

    def _read_rows(self) -> None:
        self.run(partial(reading.overview, self.progress, self.first_read.emit), self._take_rows)

    def _show_first(self, sha256: str) -> None:
        """Show the first article with a disagreement, while the others are still read."""
        if self.adjudicating and self.bench is not None and self.bench.controller.desk is None:
            self.bench.controller.show_article(sha256)

    def _take_rows(self, rows: list[ArticleRow]) -> None:
        self.window.status.show_model("")
        if self.bench is None or not self.adjudicating:
            return
        controller = self.bench.controller
        controller.take_rows(rows)
        if controller.desk is None and rows:
            first = next((row for row in rows if row.decided < row.quotations), rows[0])
            controller.show_article(first.sha256)
        elif controller.desk is None:
            controller.article_shown.emit()
            controller.current_changed.emit(False)
        controller.refresh_row()
        self._show_counts()

    def _show_counts(self, *_: object) -> None:
        if self.bench is not None and self.adjudicating:
            rows = self.bench.controller.rows
            total, done = sum(row.quotations for row in rows), sum(row.decided for row in rows)
            self.window.status.counts.setText(f"{done} of {total} disagreements settled   ·   {total - done} remain")

    def accept_agreed(self) -> None:
        """Settle everything on which all agree, in all articles; one undo takes it back."""
        window = self.window
        window.controller.before_leaving.emit()
        if window.controller.annotator and window.decisions.saver.flush():
            self.run(partial(reading.accept_agreed, self.progress, window.controller.annotator), self._accepted)

    def _accepted(self, change: Change) -> None:
        self.window.status.show_model("")
        if self.adjudicating:
            self.window.controller.broadcast(change)
        elif self.page is not None and self.on_page:
            self.page.tell(change.message)
        else:
            self.window.controller.told.emit(change.message)
        self.window.menus.name_history()

    def reason(self, reason: Reason) -> None:
        """Say why the annotators of the current case differ."""
        if self.bench is not None and self.adjudicating:
            self.bench.decisions.reason(reason)
        else:
            self.window.controller.told.emit("A reason belongs to a disagreement: Team › Adjudicate shows them.")

    def hide_names(self) -> None:
        """Letters in the place of names while adjudicating, or names again."""
        hidden = not self.window.settings.number("hide_names", 0)
        self.window.settings.set_number("hide_names", int(hidden))
        if self.bench is not None:
            self.bench.controller.hide_names(hidden)
        self.window.controller.told.emit("Names are hidden while adjudicating." if hidden else "Names are shown.")

    # Between the views

    def show_desk(self) -> bool:
        """Back to the desk; False where the disk refuses what was settled last."""
        window = self.window
        if self._desk:
            window.controller.before_leaving.emit()
            if not window.decisions.saver.flush():
                return False
            for part, kept in self._desk.items():
                setattr(window, part, kept)
            self._desk = {}
        if window.stack.currentWidget() is not window.splitter:
            use_desk_keys(window.menus, True)
            self._show(window.splitter)
            self.show_keys()
            window.status.show_counts()
            if window.controller.annotator:
                window.controller.reload_queue()
                window.controller.reload_desk()
                window.menus.name_history()
            window.article.setFocus()
        return True

    @property
    def on_page(self) -> bool:
        """Whether the agreement page is what is shown."""
        return self.page is not None and self.window.stack.currentWidget() is self.page

    def leave_page(self) -> bool:
        """Back from the agreement page; False where it is not shown."""
        return self.on_page and self.show_desk()

    def reload(self, change: Change) -> None:
        """Show the project as it is after a change of more than a decision, in whatever view is open."""
        if self.on_page:
            self._work_out(change.message)
        else:
            self.window.controller.broadcast(change)
            self.window.article.setFocus()
        self.window.menus.name_history()

    def stop(self) -> None:
        """End the dialogs' work and the worker."""
        self.files.stop()
        super().stop()

    def show_keys(self) -> None:
        """Name the keys, in menus and at the foot, by what they do in the view that is shown."""
        status, keymap = self.window.status, self.window.keymap
        status.show_hints(keymap, *([PAGE_HINTS] if self.on_page else [HINTS] if self.adjudicating else []))
        self.window.menus.apply_keys()

    def _show(self, view: QWidget) -> None:
        self.window.stack.setCurrentWidget(view)
        self.window.status.counting = view is self.window.splitter
        self.window.status.counts.setText("")

    def failed(self, error: Exception) -> None:
        """Tell what went wrong, where it is looked at; raise what is a bug."""
        self.window.status.show_model("")
        if not isinstance(error, AnnotatorError):
            raise error
        if self.page is not None and self.on_page:
            self.page.show_reading(str(error)) if self.page.page is None else self.page.tell(str(error))
        elif isinstance(error, BadInputError):
            self.window.controller.told.emit(str(error))
        else:
            self.window.controller.problem.emit(str(error))
