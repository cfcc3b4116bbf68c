"""Opens the agreement page and adjudication, and does their long work in a worker."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import AnnotatorError, BadInputError, OccupiedError
from annotator.language import tr
from annotator.records import ArticleRow, Change, Reason
from annotator.ui.team import reading
from annotator.ui.team.files import TeamFiles
from annotator.ui.team.jobs import TeamJobs
from annotator.ui.team.shared import SharedFolders
from annotator.ui.team.words import PAGE_HINTS
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:  # numpy comes with them: the desk starts without it
    from annotator.agreement.page import ReportPage
    from annotator.agreement.periods import Period
    from annotator.ui.team.adjudication_view import AdjudicationView
    from annotator.ui.team.agreement import AgreementPage
    from annotator.workflow.adjudicate import CodebookFix

PAGE = "annotator.ui.team.agreement"


class TeamViews(QObject):
    """Made with the window; its views are made when they are first asked for."""

    first_read = Signal(str)  # from the worker: the first article with a disagreement to settle

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.jobs = TeamJobs(workspace)
        self.worker = self.jobs.worker
        self.jobs.failed.connect(self.failed)
        self.first_read.connect(self._show_first)
        self.page: AgreementPage | None = None
        self.own = False  # whether the page compares annotators with their own second readings
        self.adjudication: AdjudicationView | None = None
        self.files = TeamFiles(workspace, self.jobs)
        self.files.changed.connect(self.reload)
        self.shared = SharedFolders(workspace)
        self.shared.merge_wanted.connect(self.files.merge_files)

    @property
    def adjudicating(self) -> bool:
        """Whether adjudication is what is shown."""
        return self.workspace.settling

    # Agreement

    def show_agreement(self, *, own: bool = False) -> None:
        """The agreement page, worked out anew; from the page, back to the desk. ``own``: of each with their own second readings."""
        if self.on_page and own != self.own and self.page is not None:
            self.compare(own)
            return
        if self.leave_page() or not self.workspace.annotator:
            return
        if not self.workspace.show_desk():
            return
        self.own = own
        if PAGE in sys.modules:
            self._show_page()
        else:  # with numpy it takes a tenth of a second, for which the window would stand still
            self.worker.submit(_bring_views, self._brought, self.failed)

    def _brought(self, _: None) -> None:
        """Make the page now, and show it after what else waits in the window: each takes a twentieth of a second."""
        self._make_page()
        QTimer.singleShot(0, self, self._show_page)

    def _make_page(self) -> AgreementPage:
        from annotator.ui.team.agreement import AgreementPage

        if self.page is None:
            self.page = AgreementPage(self.workspace.theme, self.workspace.stack)
            self.page.back.clicked.connect(self.workspace.show_desk)
            self.page.settle.clicked.connect(lambda: self.adjudicate())
            self.page.opened.connect(self._open)
            self.page.own_wanted.connect(self.compare)
            self.page.before_after.wanted.connect(self._look_back)
            self.page.export_wanted.connect(self.export_page)
            self.page.replace_wanted.connect(partial(self.export_page, force=True))
            self.workspace.stack.addWidget(self.page)
            self.workspace.watch_keys(self.page)
        return self.page

    def _show_page(self) -> None:
        page = self._make_page()
        self.workspace.show_page(page, PAGE_HINTS)
        page.setFocus()
        self._work_out()

    def compare(self, own: bool) -> None:
        """Compare the annotators with their own second readings, or with each other."""
        self.own = own
        self._work_out()

    def _open(self, article: str, quotation: str) -> None:
        """Open a disagreement: in adjudication, or on the desk where annotators are compared with themselves."""
        if not self.own:
            self.adjudicate(article, quotation)
        elif self.workspace.show_desk():
            self.workspace.annotation.navigator.show_article(article, quotation)

    def _work_out(self, told: str = "") -> None:
        """Work the page out beside the window, then show it and a sentence."""
        assert self.page is not None
        self.page.show_own(self.own)
        self.page.show_reading(tr("Reading the decisions…"))
        self.jobs.read(partial(reading.page, self.own), partial(self._loaded, told))

    def _loaded(self, told: str, found: tuple[ReportPage, list[CodebookFix]]) -> None:
        if self.page is not None:
            self.page.show_page(*found)
            self.page.tell(told) if told else None

    def _look_back(self, by: str) -> None:
        """Work out, beside the window, how the figures changed."""
        self.jobs.read(partial(reading.periods, by, self.own), partial(self._looked_back, by))

    def _looked_back(self, by: str, found: tuple[list[Period], dict[str, str]]) -> None:
        if self.page is not None:
            self.page.before_after.show_periods(by, *found)

    def export_page(self, path: Path, *, force: bool = False) -> None:
        """Write the page to a file; where another file is there, ask first unless ``force``."""
        page = self.page.page if self.page is not None else None
        if page is None:
            return
        from annotator.ui.team.pdf import write_pdf
        from annotator.workflow import agreement_page

        write = write_pdf if path.suffix.lower() == ".pdf" else agreement_page.write_page
        self.jobs.worker.submit(
            partial(write, page, path, force=force), self._exported, partial(self._not_exported, path)
        )

    def _not_exported(self, path: Path, error: Exception) -> None:
        if isinstance(error, OccupiedError) and self.page is not None:
            self.page.ask_replace(str(error), path)
        else:
            self.failed(error)

    def _exported(self, paths: tuple[Path, ...]) -> None:
        if self.page is not None:
            self.page.tell(tr("Written: {}", ", ".join(str(path) for path in paths)))

    # Adjudication

    def adjudicate(self, article: str | None = None, quotation: str | None = None) -> None:
        """The disagreements of an article, else of the first that has any; from there, back to the desk."""
        workspace = self.workspace
        if self.adjudicating:
            workspace.show_desk()
            return
        if not workspace.annotator:
            return
        if not workspace.hand_in():
            workspace.show_desk()  # where it is told
            return
        view = self._begin_adjudication()
        workspace.show_view(view)
        view.fit(len(project.annotators(workspace.store)), workspace.window.width())
        workspace.history_changed.emit()
        view.navigator.queue.take_rows([])
        view.article.setFocus()
        if article is not None:
            view.navigator.show_article(article, quotation)
        self._read_rows()

    def _begin_adjudication(self) -> AdjudicationView:
        from annotator.ui.team.adjudication_view import AdjudicationView

        workspace, view = self.workspace, self.adjudication
        if view is None:
            view = self.adjudication = AdjudicationView(
                workspace.store, workspace.annotator, workspace.theme, self, workspace.stack
            )
            view.navigator.queue.rows_wanted.connect(self._read_rows)
            view.navigator.queue.row_changed.connect(self._show_counts)
            view.session.hide_names(bool(workspace.settings.number("hide_names", 0)))
            view.card.names_wanted.connect(self.hide_names)
            workspace.stack.addWidget(view.root)
            workspace.watch_keys(view.root)
            workspace.view_made.emit(view)
        view.navigator.annotator = workspace.annotator
        view.navigator.target_id = workspace.annotation.navigator.target_id
        view.session.clear()
        view.article.set_zoom(workspace.annotation.article.zoom)
        return view

    def _read_rows(self) -> None:
        self.jobs.read(partial(reading.overview, self.first_read.emit), self._take_rows)

    def _show_first(self, sha256: str) -> None:
        """Show the first article with a disagreement, while the others are still read."""
        if self.adjudicating and self.adjudication is not None and self.adjudication.navigator.desk is None:
            self.adjudication.navigator.show_article(sha256)

    def _take_rows(self, rows: list[ArticleRow]) -> None:
        if self.adjudication is None or not self.adjudicating:
            return
        navigator = self.adjudication.navigator
        navigator.queue.take_rows(rows)
        if navigator.desk is None and rows:
            first = next((row for row in rows if row.decided < row.quotations), rows[0])
            navigator.show_article(first.sha256)
        elif navigator.desk is None:
            navigator.show_nothing()
        navigator.queue.refresh_row()
        self._show_counts()

    def _show_counts(self, *_: object) -> None:
        if self.adjudication is not None and self.adjudicating:
            rows = self.adjudication.navigator.queue.rows
            total, done = sum(row.quotations for row in rows), sum(row.decided for row in rows)
            self.workspace.status.counts.setText(
                tr("{} of {} disagreements settled   ·   {} remain", done, total, total - done)
            )

    def accept_agreed(self) -> None:
        """Settle everything on which all agree, in all articles; one undo takes it back."""
        annotator = self.workspace.annotator
        if self.workspace.hand_in() and annotator:
            self.jobs.write(partial(reading.accept_agreed, annotator), self._accepted)

    def _accepted(self, change: Change) -> None:
        if self.adjudicating:
            self.workspace.view.session.broadcast(change)
        elif self.page is not None and self.on_page:
            self.page.tell(change.message)
        else:
            self.workspace.tell(change.message)
        self.workspace.history_changed.emit()

    def reason(self, reason: Reason) -> None:
        """Say why the annotators of the current case differ."""
        if self.adjudication is not None and self.adjudicating:
            self.adjudication.session.reason(reason)
        else:
            self.workspace.tell(tr("Reasons are given for disagreements; Team › Adjudicate shows them."))

    def hide_names(self) -> None:
        """Show letters instead of names while adjudicating, or names again."""
        hidden = not self.workspace.settings.number("hide_names", 0)
        self.workspace.settings.set_number("hide_names", int(hidden))
        if self.adjudication is not None:
            self.adjudication.session.hide_names(hidden)
        self.workspace.tell(tr("Names are hidden while adjudicating.") if hidden else tr("Names are shown."))

    # Between the views

    @property
    def on_page(self) -> bool:
        """Whether the agreement page is what is shown."""
        return not self.workspace.working

    def leave_page(self) -> bool:
        """Back from the agreement page; False where it is not shown."""
        return self.on_page and self.workspace.show_desk()

    def reload(self, change: Change) -> None:
        """Show the project as it is after a change of more than a decision, in whatever view is open."""
        if self.on_page:
            self._work_out(change.message)
        else:
            self.workspace.view.session.broadcast(change)
            self.workspace.view.article.setFocus()
        self.workspace.history_changed.emit()

    def stop(self) -> None:
        """End the dialogs' work and the worker."""
        self.files.stop()
        self.shared.stop()
        self.jobs.stop()

    def cancel(self) -> None:
        """Have what runs stop at the next article."""
        self.jobs.cancel()

    def failed(self, error: Exception) -> None:
        """Tell what went wrong, where it is looked at; raise what is a bug."""
        if not isinstance(error, AnnotatorError):
            raise error
        if self.page is not None and self.on_page:
            self.page.show_reading(str(error)) if self.page.page is None else self.page.tell(str(error))
        elif isinstance(error, BadInputError):
            self.workspace.tell(str(error))
        else:
            self.workspace.problem(str(error))


def _bring_views() -> None:
    import annotator.ui.team.adjudication_view
    import annotator.ui.team.agreement  # noqa: F401
