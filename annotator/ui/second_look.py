"""The second reader in the window: learns in a thread, lists decisions worth a second look, and marks likely labels.

On the desk it reads the annotator's own decisions, in adjudication everybody's.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.records import LikelyStances
    from annotator.ui.second_look_dock import SecondLookDock
    from annotator.ui.work_view import WorkView
    from annotator.workflow.second_look import LookRow, NearestDecision, SecondReader
    from annotator.workflow.team_look import TeamLook

LEARNING = "The program is learning from your decisions…"
TEAM_LEARNING = "The program is learning from everybody's decisions…"
READ = later("{} of {} are read.")
NOTHING = "No decision stands out: each fits your other decisions."
TEAM_NOTHING = "No decision to settle stands out."
CHANGED = "The codebook has changed: no likely label is marked until “Worth a second look” has learned again."
NOT_LEARNED = "The program has not learned from your decisions yet: open “Worth a second look” first."
LIKELY_FIRST = "In each quotation the likely targets stand first now."
CODEBOOK_ORDER = "The targets are in the order of the codebook again."
AGAIN = 10  # decisions after which it learns again while labels are marked


class SecondLook(QObject):
    """Opens the list on request. Once it has learned, it marks likely labels as well, also while the list is closed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = Worker("second reader", self)
        self.learning, self.marking = LatestJob(self.worker, self), LatestJob(self.worker, self)
        self.dock: SecondLookDock | None = None
        self.reader: SecondReader | None = None
        self._since = 0  # decisions since the program learned last
        self._of_team = False  # whether the list is that of a team
        self._remarks: tuple[str, ...] = ()
        self.learning.progressed.connect(self._show_progress)
        workspace.view_made.connect(self._connect_team)
        workspace.view_shown.connect(self._leave)
        annotation = workspace.annotation
        annotation.navigator.article_shown.connect(self._mark)
        annotation.session.acts.done.connect(self._decided)

    def toggle(self) -> None:
        """Learn and open the list with the keys in it, or close it."""
        if self.dock is not None and self.workspace.in_front(self.dock):
            self.dock.hide()
            self.workspace.view.article.setFocus()
        elif self.workspace.annotator and self.workspace.working and self.workspace.hand_in():
            self._open()
            self._begin()

    def _begin(self) -> None:
        """Learn from one's own decisions, or in adjudication from everybody's."""
        self._of_team = self.workspace.settling
        if not self._of_team:
            self._list(LEARNING)
            self._learn()
            return
        path, hidden = self.workspace.store.path, self._names_hidden
        self._list(TEAM_LEARNING)
        self.marking.cancel()
        self.learning.run(lambda watch: _look_at_team(path, hidden, watch), self._looked, self._failed)

    def _looked(self, found: TeamLook) -> None:
        self._remarks = found.remarks
        self._show(found.rows)

    @property
    def _names_hidden(self) -> bool:
        return bool(self.workspace.settings.number("hide_names", 0))

    def _connect_team(self, view: WorkView) -> None:
        """In adjudication, a decision whose quotation is settled leaves the list; names come and go as in its columns."""
        from annotator.session.adjudication import AdjudicationSession

        view.session.acts.done.connect(self._settled)
        if isinstance(view.session, AdjudicationSession):
            view.session.names_changed.connect(self._rename)

    def _settled(self) -> None:
        navigator = self.workspace.view.navigator
        if self._of_team and self.dock is not None and navigator.current is not None and navigator.current.decision:
            self._show(tuple(row for row in self.dock.entries if row.quotation != navigator.current_id))

    def _rename(self) -> None:
        if self._of_team and self.dock is not None and self.dock.isVisible():
            self._begin()

    def _leave(self) -> None:
        """Another view is shown: what a list says of others' decisions is not for the desk."""
        if self.dock is not None and self._of_team != self.workspace.settling:
            self.learning.cancel()
            self._of_team = False
            self.dock.hide()

    def keep(self) -> None:
        """Say that the chosen decision is right: it is not listed again."""
        from annotator.workflow import second_look

        row = self.dock.chosen if self.dock is not None and self.dock.isVisible() else None
        if self.dock is None or row is None:
            self.workspace.tell("No decision is chosen in the list of those worth a second look.")
            return
        try:
            second_look.keep(self.workspace.store, row)
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        self._show(tuple(other for other in self.dock.entries if other.decision != row.decision))

    def order_targets(self) -> None:
        """Show the likely targets of each quotation first on the card, or all in the codebook's order again."""
        annotation = self.workspace.annotation
        likely = annotation.session.likely
        if self.reader is None and not likely.ordered:
            self.workspace.tell(NOT_LEARNED)
            return
        likely.ordered = not likely.ordered
        annotation.navigator.target_changed.emit()
        self.workspace.tell(LIKELY_FIRST if likely.ordered else CODEBOOK_ORDER)

    def stop(self) -> None:
        """End the thread."""
        self.worker.stop()

    def _learn(self) -> None:
        """Read the decisions in the thread, and learn from them."""
        self._since = 0
        path, annotator = self.workspace.store.path, self.workspace.annotator
        self.marking.cancel()
        self.learning.run(lambda watch: _look_at_own(path, annotator, watch), self._learned, self._failed)

    def _learned(self, found: tuple[SecondReader, tuple[LookRow, ...]] | str) -> None:
        """The program has learned, or a sentence says why there is too little to learn from."""
        if isinstance(found, str):
            self.reader = None
            self._list(found)
            return
        self.reader, rows = found
        self._remarks = self.reader.remarks
        self._show(rows)
        self._mark()

    def _show_progress(self, done: int, of: int) -> None:
        """Say how far it is where nothing is listed yet."""
        if self.dock is not None and not self.dock.entries:
            begun = sentence(TEAM_LEARNING if self._of_team else LEARNING)
            self.dock.empty.setText(f"{begun} {tr(READ, counted(done), counted(of))}")

    def _failed(self, error: AnnotatorError) -> None:
        self.workspace.problem(str(error))

    def _list(self, sentence: str) -> None:
        """An empty list, and why it is."""
        self._remarks = ()
        if self.dock is not None:
            self.dock.show_rows((), sentence)

    def _show(self, rows: tuple[LookRow, ...]) -> None:
        if self.dock is None:
            return
        if self._of_team:
            self.dock.show_team(rows, TEAM_NOTHING, self._remarks, hide_names=self._names_hidden)
        else:
            self.dock.show_rows(rows, NOTHING, self._remarks)

    def _decided(self) -> None:
        """A decision that is listed was changed: it leaves the list. After some decisions the program learns again."""
        if self.reader is None:
            return
        at = self.workspace.annotation.navigator
        if self.dock is not None and at.current is not None and at.current.decision is not None:
            stands = at.current.decision.id
            self._show(tuple(r for r in self.dock.entries if r.quotation != at.current_id or r.decision == stands))
        self._since += 1
        if self._since >= AGAIN:
            self._learn()

    def _mark(self) -> None:
        """Mark the likely labels of the article shown."""
        desk, reader = self.workspace.annotation.navigator.desk, self.reader
        if desk is None or reader is None:
            return
        if reader.reading.annotator != desk.annotator or reader.reading.codebook.hash != desk.codebook.hash:
            if reader.reading.annotator == desk.annotator:
                self.workspace.tell(CHANGED)
            self.reader = None  # somebody else annotates, or the codebook changed under the model
            self._marked("", desk.article.sha256, {})
            return

        self.marking.run(
            lambda _: reader.likely(desk),
            lambda found: self._marked(reader.version, desk.article.sha256, found),
            self._failed,
        )

    def _marked(self, version: str, article: str, found: dict[str, LikelyStances]) -> None:
        annotation = self.workspace.annotation
        if annotation.navigator.sha256 == article:
            annotation.session.likely.use(version, found)
            annotation.navigator.target_changed.emit()

    def _open(self) -> SecondLookDock:
        if self.dock is None:
            from annotator.ui.second_look_dock import SecondLookDock

            self.dock = SecondLookDock(self.workspace.theme, self.workspace.window)
            self.dock.picked.connect(self._go)
            self.dock.walked.connect(self._look)
            self.dock.examples.picked.connect(lambda *_: self._go_to_example())
            self.dock.keep.clicked.connect(self.keep)
            self.dock.keep.setToolTip(self.workspace.actions.items["second-look-keep"].toolTip())
        self.workspace.open_below(self.dock)
        self.dock.grid.setFocus()
        return self.dock

    def _go(self) -> None:
        """Show the chosen decision's quotation; the keys go to the article."""
        if self.dock is not None and self.dock.chosen is not None:
            self._show_quotation(self.dock.chosen)

    def _look(self) -> None:
        """Show the chosen decision's quotation; the keys stay in the list."""
        self._go()
        if self.dock is not None:
            self.dock.grid.setFocus()

    def _go_to_example(self) -> None:
        if self.dock is not None and self.dock.example is not None:
            self._show_quotation(self.dock.example)

    def _show_quotation(self, place: LookRow | NearestDecision) -> None:
        navigator = self.workspace.view.navigator
        if navigator.sha256 != place.article:
            navigator.show_article(place.article, place.quotation)
        else:
            navigator.make_current(place.quotation)
        self.workspace.view.article.setFocus()


def _look_at_own(path: Path, annotator: str, watch: JobWatch) -> tuple[SecondReader, tuple[LookRow, ...]] | str:
    """In the worker, with a connection of its own: what was learned, or why nothing can be."""
    from annotator.workflow import project, second_look

    with closing(project.read_project(path)) as store:
        reading = second_look.read(store, annotator)
    if reading.why_not:
        return reading.why_not
    reader = second_look.SecondReader(reading, watch)
    return reader, reader.rows()


def _look_at_team(path: Path, hide_names: bool, watch: JobWatch) -> TeamLook:
    """In the worker, with a connection of its own."""
    from annotator.workflow import project, team_look

    with closing(project.read_project(path)) as store:
        return team_look.look(store, hide_names=hide_names, watch=watch)
