"""Packages for a team: who annotates which articles, seen before any file is made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QTimer
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr, trn, trs
from annotator.records import Change
from annotator.ui import file_dialogs
from annotator.ui.dialogs.package_form import PackageForm
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.team.grids import Cell
from annotator.ui.text import set_tone
from annotator.ui.theme import Theme
from annotator.ui.worker import Worker
from annotator.workflow import project, team
from annotator.workflow.team import AnnotatorShare

HEAD = (later("Annotator"), later("Articles"), later("Shared with others"), later("File"))
READING, PLANNING, MAKING = later("Reading the articles"), later("Planning"), later("Making packages")
PAUSE = 250  # milliseconds after the last letter typed until the plan is made anew
NO_ARTICLES = later("The project has no articles yet: File › Import articles… brings them in.")


def _names(path: Path, watch: JobWatch) -> tuple[list[str], tuple[str, ...]]:
    with closing(project.read_project(path)) as store:
        return team.article_names(store), project.annotators(store)


def _plan(
    path: Path, folder: Path, people: Sequence[str], names: Sequence[str], overlap: int, watch: JobWatch
) -> list[AnnotatorShare]:
    with closing(project.read_project(path)) as store:
        return team.plan(store, folder, people, names, overlap=overlap)


def _make(path: Path, shares: Sequence[AnnotatorShare], without: float, watch: JobWatch) -> list[Change]:
    with closing(project.read_project(path)) as store:
        return team.make_packages(store, shares, without_proposals=without, progress=watch)


class PackageDialog(PackageForm):
    """Plans and writes in the worker; the plan follows what is typed and chosen."""

    def __init__(self, path: Path, annotator: str, worker: Worker, theme: Theme, parent: QWidget) -> None:
        super().__init__(path, theme, parent)
        self.path, self.annotator = path, annotator
        self.job = LatestJob(worker, self)
        self.every: list[str] = []
        self.shares: list[AnnotatorShare] = []
        self.doing = ""
        self.later = QTimer(self, singleShot=True, interval=PAUSE)
        self._connect()
        self._busy(READING)
        self.job.run(partial(_names, path), self._named, self._failed)

    def _connect(self) -> None:
        self.later.timeout.connect(self.plan)
        for changed in (self.people.textChanged, self.overlap.valueChanged, self.folder.textChanged):
            changed.connect(self._wait)
        self.filter.textChanged.connect(self._narrow)
        self.articles.selectionModel().selectionChanged.connect(self._wait)
        self.job.progressed.connect(self._show_progress)
        self.choose.clicked.connect(self._choose)
        self.make.clicked.connect(self.write)
        self.stop.clicked.connect(self.job.halt)
        self.leave.clicked.connect(self.reject)

    # What is filled in

    @property
    def team(self) -> list[str]:
        """The names, as the program writes them."""
        return [name for line in self.people.toPlainText().splitlines() if (name := " ".join(line.split()))]

    @property
    def wanted(self) -> list[str]:
        """The articles: those selected, else all that are listed."""
        return [index.data() for index in self.articles.selectedIndexes()] or self.names.stringList()

    def _named(self, found: tuple[list[str], tuple[str, ...]]) -> None:
        self.every, annotators = found
        self.doing = ""
        if not self.team:
            self.people.setPlainText("\n".join(name for name in annotators if name != self.annotator))
        self._narrow()
        if not self.every:
            self._rest(tr(NO_ARTICLES), wrong=True)
        self.people.setFocus()

    def _narrow(self) -> None:
        part = self.filter.text().casefold()
        self.names.setStringList([name for name in self.every if part in name.casefold()])
        self._wait()

    def _wait(self) -> None:
        """Nothing can be made until the plan is that of what is filled in."""
        self.shares = []
        self.make.setEnabled(False)
        if self.doing == PLANNING:
            self.job.cancel()
        people, chosen = max(1, len(self.team)), len(self.articles.selectedIndexes())
        whole = self.overlap.value() == self.overlap.maximum()
        self.overlap.blockSignals(True)
        self.overlap.setMaximum(people)
        self.overlap.setValue(people if whole else self.overlap.value())
        self.overlap.blockSignals(False)
        listed = self.names.rowCount()
        some = (
            tr("{} of {} selected", counted(chosen), counted(listed))
            if chosen
            else tr("All {} in the list; select some to use only these", counted(listed))
        )
        self.chosen.setText(some if listed else tr("No title contains these letters.") if self.every else "")
        self.later.start()

    # The plan

    def plan(self) -> None:
        """Show who would get what."""
        if not self.every or self.doing not in ("", PLANNING):
            return
        if not self.team or not self.wanted:
            self._show([])
            self._rest(
                tr("Name the annotators, one on each line.") if not self.team else tr("Choose at least one article.")
            )
            return
        self._busy(PLANNING)
        names = [] if len(self.wanted) == len(self.every) else self.wanted
        job = partial(_plan, self.path, Path(self.folder.text()), self.team, names, self.overlap.value())
        self.job.run(job, self._planned, self._failed)

    def _planned(self, shares: list[AnnotatorShare]) -> None:
        self._show(shares)
        there = [share.path.name for share in shares if share.there]
        if there:
            more = " " + tr("and {} more", counted(len(there) - 1)) if len(there) > 1 else ""
            self._rest(
                tr("{}{} is in the folder already; choose another folder or other names.", there[0], more), wrong=True
            )
            return
        self.shares = shares
        total = len({sha for share in shares for sha in share.articles})
        self._rest(
            trn(
                len(shares),
                "{} file with the codebook and the proposals, nobody's decisions; {}, each by {}.",
                "{} files with the codebook and the proposals, nobody's decisions; {}, each by {}.",
                len(shares),
                trn(total, "{} article", "{} articles", counted(total)),
                self.overlap.value(),
            )
        )

    def _show(self, shares: Sequence[AnnotatorShare], done: bool = False) -> None:
        rows = []
        for share in shares:
            least, most = share.common
            common = "" if len(shares) == 1 else counted(least)
            common = common if least == most or not common else tr("{} to {}", common, counted(most))
            state = (
                f"✓ {share.path.name}"
                if done
                else tr("{}  (there already)", share.path.name) * share.there or share.path.name
            )
            rows.append([Cell(share.annotator), Cell(counted(len(share.articles)), right=True), Cell(common, right=True),
                         Cell(state, str(share.path))])  # fmt: skip
        self.table.show_rows(trs(HEAD), rows)

    # Making

    def write(self) -> None:
        """Make the packages that are shown."""
        if not self.shares:
            return
        self._busy(MAKING)
        job = partial(_make, self.path, self.shares, self.without.value() / 100)
        self.job.run(job, self._made, self._failed)

    def _made(self, changes: list[Change]) -> None:
        shares, self.shares = self.shares, []
        self._show(shares, done=True)
        count = len(changes)
        self._rest(
            trn(
                count,
                "{} package in {}. Send each to its annotator; when they come back, Team › Merge files… brings them together.",
                "{} packages in {}. Send each to its annotator; when they come back, Team › Merge files… brings them together.",
                count,
                shares[0].path.parent,
            )
        )
        set_tone(self.outcome, "tone", "saved")
        self.leave.setFocus()

    def _failed(self, error: AnnotatorError) -> None:
        if self.doing == PLANNING:
            self._show([])
        self._rest(str(error), wrong=True)

    def _choose(self) -> None:
        folder = file_dialogs.choose_folder(self, tr("Where the packages go"), self.folder.text())
        if folder is not None:
            self.folder.setText(str(folder))

    def _show_progress(self, done: int, name: str) -> None:
        if self.doing:
            self.outcome.setText(tr("{}: {} articles written, {}", tr(self.doing), counted(done), name))

    def _busy(self, doing: str) -> None:
        self.doing = doing
        set_tone(self.outcome, "tone", "")
        self.outcome.setText(f"{tr(doing)}…")
        self.make.setEnabled(False)
        self.stop.setVisible(doing == MAKING)
        for field in self.fields:
            field.setEnabled(doing != MAKING)

    def _rest(self, text: str, *, wrong: bool = False) -> None:
        self.doing = ""
        set_tone(self.outcome, "tone", "unsure" if wrong else "")
        self.outcome.setText(sentence(text))
        self.make.setEnabled(bool(self.shares))
        self.stop.setVisible(False)
        for field in self.fields:
            field.setEnabled(True)

    def select(self, names: Sequence[str]) -> None:
        """Select articles of the list by their names."""
        chosen, model = self.articles.selectionModel(), self.names
        chosen.clearSelection()
        for row, name in enumerate(model.stringList()):
            if name in names:
                chosen.select(model.index(row), QItemSelectionModel.SelectionFlag.Select)

    def done(self, result: int) -> None:
        """Close; what still runs is canceled."""
        self.later.stop()
        self.job.cancel()
        super().done(result)
