"""What goes into an export: filters over annotators, articles, states, kinds and labels, and the counts of what stays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from annotator.errors import BadInputError, many
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.fields import Field, statuses
from annotator.records import Article, Codebook, Decision, Kind, Proposal, Status
from annotator.store import adjudications, annotators, article_facts, articles, proposals, work
from annotator.store.connection import Store
from annotator.store.left_out import LeftOut

#: The states that can be asked for, by the word the command line takes.
STATES = {"confirmed": Status.CONFIRMED, "not-speech": Status.REJECTED, "undecided": Status.OPEN}
_LEFT_OUT = {Status.CONFIRMED: "confirmed", Status.REJECTED: "not speech", Status.OPEN: "undecided"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which decisions an export takes; an empty set takes all.

    ``articles`` are ids or checksums; ``labels`` are ``target`` or ``target:label`` and take the quotations that bear one.
    ``states``: what a format cannot tell apart it leaves out in any case. ``flagged``: True takes flagged quotations, False
    leaves them out, None takes them where the format can say that they are flagged.
    """

    annotators: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    states: frozenset[Status] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    labels: frozenset[str] = frozenset()
    flagged: bool | None = None
    finished: bool = False  # only articles that their annotator finished
    adjudicated: bool = False  # the adjudicated layer in the place of the annotators' own decisions


@dataclass(slots=True)
class ExportCounts:
    """What an export holds, and what it leaves out."""

    articles: int = 0
    quotations: int = 0
    stances: int = 0
    not_speech: int = 0
    undecided: int = 0
    flagged: int = 0
    excluded: int = 0  # articles of the project that are excluded, whatever is in them
    left_out: Counter[str] = field(default_factory=Counter)
    faults: LeftOut = field(default_factory=LeftOut)  # what broke the rules for what a project may hold
    _last: str = ""

    def add(self, annotated: AnnotatedArticle) -> None:
        """Count one article and annotator; the annotators of one article follow each other."""
        sha256 = annotated.sha256
        self.articles += sha256 != self._last
        self._last = sha256
        for decision in annotated.decisions:
            self.quotations += decision.status is Status.CONFIRMED
            self.not_speech += decision.status is Status.REJECTED
            self.undecided += decision.status is Status.OPEN
            self.flagged += decision.flagged and decision.status is not Status.WITHDRAWN
            self.stances += len(decision.stances) * (decision.status is Status.CONFIRMED)

    def merge(self, other: ExportCounts) -> None:
        """Add what another count holds."""
        for name in ("articles", "quotations", "stances", "not_speech", "undecided", "flagged"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.excluded = max(self.excluded, other.excluded)
        self.left_out.update(other.left_out)
        self.faults.merge(other.faults)

    @property
    def message(self) -> str:
        """The counts in one sentence: what is in it, and what is left out."""
        more = [(self.not_speech, "not speech"), (self.undecided, "undecided"), (self.flagged, "of these flagged")]
        held = [many(self.articles, "article"), many(self.quotations, "quotation"), many(self.stances, "stance")]
        held += [f"{n:,} {what}" for n, what in more if n]
        out = {"flagged": 0, "undecided": 0, **self.left_out}
        out |= {f"excluded article{'s' * (self.excluded != 1)}": self.excluded} if self.excluded else {}
        told = f"{', '.join(held)}; left out: {', '.join(f'{n:,} {what}' for what, n in out.items())}."
        return " ".join([told, *self.faults.notes()])


def check(selection: Selection, store: Store, codebook: Codebook) -> None:
    """StoreError or BadInputError with a sentence where a name in the selection is not known to the project."""
    if selection.adjudicated and next(work.pairs(store, adjudicated=True), None) is None:
        raise BadInputError(f"{store.path}: nothing is adjudicated in this project; export the annotators' decisions.")
    for name in sorted(selection.annotators):
        annotators.annotator_number(store, name)
    known = {t.id for t in codebook.targets} | {f"{t.id}:{label.id}" for t in codebook.targets for label in t.labels}
    if unknown := sorted(selection.labels - known):
        raise BadInputError(f"The codebook {codebook.name} has no label {unknown[0]}; write target or target:label.")
    if selection.articles:
        held = set(articles.article_names(store))
        if out := [each.id for each in article_facts.excluded(store) if selection.articles & {each.id, each.sha256}]:
            raise BadInputError(f"{store.path}: the article {out[0]} is excluded; include it again first.")
        if missing := sorted(name for name in selection.articles if not any(name in pair for pair in held)):
            raise BadInputError(f"{store.path}: there is no article {missing[0]}; check the name.")


def selected(
    store: Store,
    selection: Selection,
    carries: frozenset[Field],
    counts: ExportCounts,
    *,
    suggestions: bool = False,
) -> Iterator[AnnotatedArticle]:
    """The articles and decisions that the selection takes and a format can say, one article and annotator at a time.

    ``suggestions``: with what the machine proposed in each article.
    """
    counts.excluded = article_facts.excluded_count(store)
    states = statuses(carries) & (selection.states or statuses(carries))
    flagged = Field.FLAG in carries if selection.flagged is None else selection.flagged
    for annotated in annotated_articles(store, selection, suggestions=suggestions, left_out=counts.faults):
        kept = []
        for decision in annotated.decisions:
            reason = _reason(decision, selection, states, flagged)
            if reason is None:
                kept.append(decision)
            elif reason:
                counts.left_out[reason] += 1
        taken = replace(annotated, decisions=tuple(kept))
        counts.add(taken)
        yield taken


def _reason(decision: Decision, selection: Selection, states: frozenset[Status], flagged: bool) -> str | None:
    """Why a decision stays out, in words; "" for one that its maker withdrew, None for one that goes in."""
    if decision.status is Status.WITHDRAWN:
        return ""
    if decision.flagged and not flagged:
        return "flagged"
    if decision.status not in states:
        return _LEFT_OUT[decision.status]
    if selection.kinds and decision.kind not in selection.kinds:
        return "of another kind"
    names = {s.target for s in decision.stances} | {f"{s.target}:{s.label}" for s in decision.stances}
    if selection.labels and not names & selection.labels:
        return "without the label"
    return None


def annotated_articles(
    store: Store, selection: Selection, *, suggestions: bool = False, left_out: LeftOut | None = None
) -> Iterator[AnnotatedArticle]:
    """Every article that an annotator (or any) has worked on, or that was settled, one at a time, by article id and annotator.

    ``left_out`` collects what breaks the rules, which is made safe or left out; without it StoreError is raised for it.
    """
    wanted = [
        pair
        for pair in work.pairs(store, adjudicated=selection.adjudicated)
        if not selection.annotators or pair[1] in selection.annotators
    ]
    if selection.articles:
        held = {sha256 for name, sha256 in articles.article_names(store) if {name, sha256} & selection.articles}
        wanted = [pair for pair in wanted if pair[0] in held]
    nobodys = adjudications.unsettled(store) if selection.adjudicated else frozenset()
    for each in work.streamed(store, wanted, left_out):
        proposed, detector = _suggestions(store, each.sha256) if suggestions else ((), "")
        for name, made in each.decisions.items():
            done = name in each.finished
            if nobodys:
                made = tuple(_settled(made, nobodys, each.article, left_out))
            if done or not selection.finished:
                yield AnnotatedArticle(each.article, name, made, done, proposed, detector)


def _settled(
    made: Iterable[Decision], nobodys: frozenset[str], article: Article, left_out: LeftOut | None
) -> Iterator[Decision]:
    """The decisions of the adjudicated layer that somebody settled."""
    for decision in made:
        if decision.id not in nobodys:
            yield decision
        elif left_out is not None:
            left_out.decision(decision.annotator, decision.words, article.id, "nobody settled it", kept=False)


def _suggestions(store: Store, sha256: str) -> tuple[tuple[Proposal, ...], str]:
    """The quotations that the machine proposed in an article, and which detector did; blind ones are left out."""
    found = (proposals.proposals(store, sha256) or {}).values()
    speech = tuple(p for p in found if p.kind is not Kind.NOT_SPEECH and p.shown)
    return speech, proposals.detector_of(store, sha256) or ""
