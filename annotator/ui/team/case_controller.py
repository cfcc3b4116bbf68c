"""Adjudication beside the panes: the cases of the article shown in the place of quotations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.agreement.cases import Aspect, Case
from annotator.records import (
    ADJUDICATED,
    Change,
    Decision,
    Desk,
    Kind,
    Origin,
    Proposal,
    Quotation,
    Reason,
    Settlement,
    Status,
)
from annotator.store.connection import Store
from annotator.ui.controller import Controller
from annotator.ui.highlights import State
from annotator.workflow import adjudicate
from annotator.workflow import desk as work


class CaseController(Controller):
    """The cases of one article as its quotations, their settled decisions as its decisions, in the adjudicated layer."""

    names_changed = Signal()

    def __init__(self, store: Store, adjudicator: str, parent: QObject | None = None) -> None:
        super().__init__(store, adjudicator, parent)
        self.cases: dict[str, Case] = {}
        self.hidden = False

    # Reading

    def start(self) -> None:
        """Nothing by itself: the view says which article is shown."""

    def clear(self) -> None:
        """Show nothing, until an article is chosen."""
        self.desk, self.cases, self.current_id = None, {}, ""

    def reload_queue(self) -> None:
        """Ask for the articles' progress: it takes all decisions of all annotators."""
        self.rows_wanted.emit()

    def read(self, sha256: str) -> Desk:
        """The article with its cases, from disk."""
        found = adjudicate.article_cases(self.store, sha256)
        self.cases = {case.id: case for case in found}
        desk = work.load_desk(self.store, sha256, ADJUDICATED)
        proposals = {quotation.id: quotation.proposal for quotation in desk.quotations}
        quotations = tuple(_quotation(case, proposals.get(case.id)) for case in found)
        return replace(desk, quotations=quotations, proposed=True)

    def shown(self, quotation: Quotation | None = None) -> Decision | None:
        """What is settled or begun, else where a decision would start."""
        wanted = quotation or self.current
        case = self.cases.get(wanted.id) if wanted is not None else None
        if wanted is None or wanted.decision is not None or case is None or self.desk is None:
            return super().shown(quotation)
        return replace(case.draft(), codebook=self.desk.codebook.hash)

    @property
    def case(self) -> Case | None:
        """The current case."""
        return self.cases.get(self.current_id)

    def waits(self, quotation: Quotation) -> bool:
        """Only disagreements are stopped at."""
        case = self.cases.get(quotation.id)
        return case is not None and case.open

    def state(self, quotation: Quotation) -> State:
        """How a case stands on the page."""
        case = self.cases.get(quotation.id)
        decision = quotation.decision
        if case is None or case.left_open or (case.open and decision is None):
            return State.PROPOSED
        if case.open:
            return State.BEGUN
        if case.agreed:
            return State.REJECTED if case.draft().kind is Kind.NOT_SPEECH else State.AGREED
        return State.REJECTED if decision is not None and decision.status is Status.REJECTED else State.CONFIRMED

    # Names

    def people(self) -> list[str]:
        """The annotators of the current article, in the order of the columns: by name, or mixed where names are hidden."""
        names = list(self.case.given) if self.case else []
        if not self.hidden or self.case is None:
            return names
        article = self.case.article  # another order in each article, so that nobody learns who is A
        return sorted(names, key=lambda name: hashlib.sha256(f"{article}:{name}".encode()).digest())

    def name_of(self, annotator: str) -> str:
        """An annotator's name, or a letter alone: it must be told from the others in a narrow column."""
        if not self.hidden:
            return annotator
        at = self.people().index(annotator)
        return chr(ord("A") + at) if at < 26 else str(at + 1)

    def hide_names(self, hidden: bool) -> None:
        """Show letters for names, or names again."""
        self.hidden = hidden
        self.names_changed.emit()

    # Changes

    def write(self, decision: Decision, action: str) -> Change:
        """Settle or begin to settle a case, on disk."""
        assert self.desk is not None
        article = self.desk.article
        case = self.cases.get(decision.quotation) or Case(decision.quotation, article.sha256, article.id, {})
        reason = case.settlement.reason if case.settlement else Reason.NONE
        return self._settle(case, decision, reason, action)

    def give_reason(self, reason: Reason) -> None:
        """Keep why the annotators of the current case differ."""
        shown, case = self.shown(), self.case
        if shown is not None and case is not None:
            kept = replace(shown, status=_status(case, shown), replaces=self.stands(shown.quotation))
            self.wrote(self._settle(case, kept, reason, "Give a reason"))

    def _settle(self, case: Case, decision: Decision, reason: Reason, action: str) -> Change:
        stored = replace(decision, annotator=ADJUDICATED)
        if decision.status is Status.REJECTED and decision.origin is Origin.MANUAL:
            stored = replace(stored, status=Status.WITHDRAWN)
        change = adjudicate.settle(self.store, case, stored, adjudicator=self.annotator, reason=reason, action=action)
        assert change.decision is not None, "settling answers what it stored"
        settled = Settlement(change.decision, case.decisions, reason, frozenset(), self.annotator)
        self.cases[case.id] = replace(case, settlement=settled)
        return change

    def wrote(self, change: Change) -> None:
        """Show a settled decision as it is stored, and the article's progress after it."""
        super().wrote(change)
        self.refresh_row()

    def put(self, decision: Decision) -> None:
        """Show a settled decision in the article."""
        super().put(_as_shown(decision))

    def refresh_row(self) -> None:
        """Count the disagreements of the article shown."""
        row = self.row()
        if row is not None:
            self.rows[self._row_at[row.sha256]] = adjudicate.progress_row(row, list(self.cases.values()))
            self.row_changed.emit(row.sha256)

    def broadcast(self, change: Change) -> None:
        """After undo, or accepting many at once: read anew."""
        here = self.desk is not None and change.article == self.desk.article.sha256
        if change.article and not here and change.article in self._row_at:
            self.reload_queue()
            self.show_article(change.article, min(change.quotations, default=None))
        elif self.desk is not None:
            self.reload_desk(min(change.quotations) if len(change.quotations) == 1 else None)
        if not here:
            self.reload_queue()
        if change.message:
            self.told.emit(change.message)

    def concerns(self, news: work.News) -> frozenset[str]:
        """The articles that any annotator worked in, or that were settled elsewhere."""
        return news.mine | news.others

    def reload_row(self, sha256: str) -> None:
        """Count one article's disagreements anew; one that two people have finished since comes when the list is read again."""
        at = self._row_at.get(sha256)
        if at is not None:
            self.rows[at] = adjudicate.progress_row(self.rows[at], adjudicate.article_cases(self.store, sha256))
            self.row_changed.emit(sha256)

    # Moving

    def after_decision(self) -> None:
        """To the next disagreement of the article; its end is told, not jumped over."""
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found:
            self.make_current(found)
            return
        self.current_changed.emit(False)
        agreed = sum(case.agreed for case in self.cases.values())
        more = f" {agreed} on which all agree can be accepted (Ctrl+Shift+Return)." if agreed else ""
        left = any(row.decided < row.quotations for row in self.rows if row != self.row())
        self.told.emit(
            "No disagreement is left in this article." + more + (" Space goes to the next one." if left else "")
        )

    def next_undecided(self) -> None:
        """To the next disagreement, here or in the next article that has one."""
        found = self._next_from(self._at.get(self.current_id, -1) + 1, undecided=True)
        if found and found != self.current_id:
            self.make_current(found)
        elif not found and not self._next_open_article():
            self.told.emit("Every disagreement is settled.")

    def save_place(self) -> None:
        """The place is that of the annotator's own work; adjudication has none."""


def _status(case: Case, shown: Decision) -> Status:
    return shown.status if case.done else Status.OPEN


def _quotation(case: Case, proposal: Proposal | None) -> Quotation:
    base = case.base
    stub = proposal or Proposal(base.span, base.words, base.kind, 1.0)
    if case.settlement is None:
        return Quotation(case.id, stub, None)
    decision = _as_shown(case.settlement.decision)
    return Quotation(case.id, stub, replace(decision, status=Status.OPEN) if case.outdated else decision)


def _as_shown(decision: Decision) -> Decision:
    """A hand-made quotation that is settled away is kept as withdrawn, and shown like any other that is no quotation."""
    if decision.status is Status.WITHDRAWN:
        return replace(decision, status=Status.REJECTED, kind=Kind.NOT_SPEECH)
    return decision


def differences(case: Case, target_name: Callable[[str], str]) -> str:
    """In what a case's annotators differ, in words."""
    names = [target_name(d.target) if d.aspect is Aspect.STANCE else str(d.aspect) for d in case.differs]
    return ", ".join(names)
