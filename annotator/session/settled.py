"""The layer of settled decisions: the cases of an article in the place of its quotations, written as the adjudicator settles them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.agreement.cases import Aspect, Case
from annotator.records import (
    ADJUDICATED,
    ArticleRow,
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
from annotator.workflow import adjudicate
from annotator.workflow import desk as work


class SettledDecisions:
    """The adjudicated layer; ``cases`` are those of the article that was read last."""

    first = 0
    all_done = "Every disagreement is settled."

    def __init__(self, store: Store, adjudicator: str) -> None:
        self.store = store
        self.annotator = adjudicator
        self.cases: dict[str, Case] = {}
        self._article = self._article_id = ""

    def first_rows(self) -> tuple[Sequence[ArticleRow], bool]:
        """None at once: the articles' progress takes all decisions of all annotators."""
        return (), False

    def row(self, sha256: str, before: ArticleRow | None) -> ArticleRow | None:
        """The article's line with its disagreements counted; None where it is not in the queue."""
        return adjudicate.progress_row(before, self.cases_of(sha256)) if before is not None else None

    def cases_of(self, sha256: str) -> list[Case]:
        """The cases of an article: those that are shown, else from disk."""
        return (
            list(self.cases.values()) if sha256 == self._article else list(adjudicate.article_cases(self.store, sha256))
        )

    def read(self, sha256: str) -> Desk:
        """The article with its cases, from disk."""
        found = adjudicate.article_cases(self.store, sha256)
        desk = work.load_desk(self.store, sha256, ADJUDICATED)
        self.cases = {case.id: case for case in found}
        self._article, self._article_id = sha256, desk.article.id
        proposals = {quotation.id: quotation.proposal for quotation in desk.quotations}
        quotations = tuple(_quotation(case, proposals.get(case.id)) for case in found)
        return replace(desk, quotations=quotations, proposed=True)

    def read_proposals(self, desk: Desk) -> Desk:
        """The same article, read anew."""
        return self.read(desk.article.sha256)

    def forget(self) -> None:
        """No article is shown any more."""
        self.cases, self._article = {}, ""

    def reader(self, sha256: str) -> str:
        """The layer's name."""
        return ADJUDICATED

    def write(self, decision: Decision, action: str) -> Change:
        """Settle or begin to settle a case, with the reason that it has."""
        case = self.cases.get(decision.quotation)
        if case is None:  # selected words that nobody has as a quotation
            case = Case(decision.quotation, decision.article, self._article_id, {})
        reason = case.settlement.reason if case.settlement else Reason.NONE
        return self.settle(case, decision, reason, action)

    def settle(self, case: Case, decision: Decision, reason: Reason, action: str) -> Change:
        """Write what a case is settled with, or begun; the case as it is then is kept."""
        stored = replace(decision, annotator=ADJUDICATED)
        if decision.status is Status.REJECTED and decision.origin is Origin.MANUAL:
            stored = replace(stored, status=Status.WITHDRAWN)
        change = adjudicate.settle(self.store, case, stored, adjudicator=self.annotator, reason=reason, action=action)
        assert change.decision is not None, "settling answers what it stored"
        settled = Settlement(change.decision, case.decisions, reason, frozenset(), self.annotator)
        self.cases[case.id] = replace(case, settlement=settled)
        return change

    def shown(self, desk: Desk, quotation: Quotation) -> Decision:
        """What is settled or begun, else where a decision would start."""
        case = self.cases.get(quotation.id)
        if quotation.decision is not None or case is None:
            return work.shown(desk, quotation)
        return replace(case.draft(), codebook=desk.codebook.hash)

    def as_shown(self, decision: Decision) -> Decision:
        """A hand-made quotation that is settled away is kept as withdrawn, and shown like any other that is no quotation."""
        return _as_shown(decision)

    def waits(self, quotation: Quotation) -> bool:
        """Whether it is a disagreement to settle: only these are stopped at."""
        case = self.cases.get(quotation.id)
        return case is not None and case.open

    def has_work(self, row: ArticleRow) -> bool:
        """Whether a disagreement of it is not settled."""
        return row.decided < row.quotations

    def article_done(self, more: bool) -> str:
        """The article's end, and what of it can be accepted at once."""
        agreed = sum(case.agreed for case in self.cases.values())
        accept = f" {agreed} on which all agree can be accepted (Ctrl+Shift+Return)." if agreed else ""
        onward = " Space goes to the next one." if more else ""
        return "No disagreement is left in this article." + accept + onward


def _quotation(case: Case, proposal: Proposal | None) -> Quotation:
    base = case.base
    stub = proposal or Proposal(base.span, base.words, base.kind, 1.0)
    if case.settlement is None:
        return Quotation(case.id, stub, None)
    decision = _as_shown(case.settlement.decision)
    return Quotation(case.id, stub, replace(decision, status=Status.OPEN) if case.outdated else decision)


def _as_shown(decision: Decision) -> Decision:
    if decision.status is Status.WITHDRAWN:
        return replace(decision, status=Status.REJECTED, kind=Kind.NOT_SPEECH)
    return decision


def differences(case: Case, target_name: Callable[[str], str]) -> str:
    """In what a case's annotators differ, in words."""
    names = [target_name(d.target) if d.aspect is Aspect.STANCE else str(d.aspect) for d in case.differs]
    return ", ".join(names)
