"""How a quotation stands, as the page shows it."""

from __future__ import annotations

from enum import Enum

from annotator.records import Decision, Kind, Quotation, Status


class QuotationState(Enum):
    """How a quotation stands; each has a ground and a line of its own."""

    PROPOSED = "proposed"
    BEGUN = "begun"
    CONFIRMED = "confirmed"
    REJECTED = "not speech"
    AGREED = "agreed"  # in adjudication: all decided alike, nobody has to look


def state_of(quotation: Quotation) -> QuotationState:
    """The state that the page shows for a quotation."""
    decision: Decision | None = quotation.decision
    if decision is None:
        return QuotationState.PROPOSED
    if decision.status is Status.CONFIRMED:
        return QuotationState.REJECTED if decision.kind is Kind.NOT_SPEECH else QuotationState.CONFIRMED
    return QuotationState.REJECTED if decision.status is Status.REJECTED else QuotationState.BEGUN
