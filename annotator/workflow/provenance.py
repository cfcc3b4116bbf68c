"""Where each decision comes from: what became of the machine's proposal, by which detector, and with which version of the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotator.exchange.annotated import AnnotatedArticle, Trace
from annotator.records import ADJUDICATED, Decision, Kind, Origin, Proposal, Status
from annotator.store import codebooks, proposals, register
from annotator.store.connection import Store

ACCEPTED, CORRECTED, REJECTED, ADDED = "accepted", "corrected", "rejected", "added"


def outcome(decision: Decision, proposal: Proposal | None) -> str:
    """What a decision made of the proposal of its quotation; "" where it came from a proposal that the newest run does not have."""
    if proposal is None:
        return ADDED if decision.origin is Origin.MANUAL else ""
    if decision.status is Status.REJECTED and proposal.kind is not Kind.NOT_SPEECH:
        return REJECTED
    return ACCEPTED if _as_it_stood(decision, proposal) else CORRECTED


def _as_it_stood(decision: Decision, proposal: Proposal) -> bool:
    source = proposal.source.mention.span if proposal.source else None
    mine = decision.source.span if decision.source else None
    return (decision.span, decision.kind, mine) == (proposal.span, proposal.kind, source)


def traced(store: Store, every: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
    """Articles with a trace for each decision; call inside ``store.reading()``."""
    known = {speaker.id: speaker for speaker in register.speakers(store)}
    versions = codebooks.codebook_versions(store)
    read, detector, proposed = "", "", dict[str, Proposal]()
    for annotated in every:
        if annotated.decisions and annotated.sha256 != read:  # the annotators of an article come one after the other
            read = annotated.sha256
            detector = proposals.detector_of(store, read) or ""
            proposed = (proposals.proposals(store, read) or {}) if detector else {}
        traces = {}
        for d in annotated.decisions:
            proposal = proposed.get(d.quotation)
            source = proposal.source if proposal else None
            speaker = known.get(d.speaker_id or "")
            traces[d.quotation] = Trace(
                outcome=outcome(d, proposal),
                detector=detector,
                proposed=proposal.span if proposal else None,
                proposed_speaker=source.name if source else "",
                codebook_version=versions.get(d.codebook, ""),
                adjudicated=annotated.annotator == ADJUDICATED,
                aliases=speaker.aliases if speaker else (),
                speaker_uri=speaker.uri if speaker else "",
                speaker_note=speaker.note if speaker else "",
            )
        yield replace(annotated, traces=traces)
