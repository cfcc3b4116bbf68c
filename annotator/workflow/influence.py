"""Whether a project's annotators lean on suggestions: figures from the notes that decisions keep of what was shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import comb
from typing import Any, NamedTuple

from annotator.agreement.influence import SuggestionCase, influence
from annotator.agreement.influence_report import InfluenceReport, Together
from annotator.errors import BadInputError
from annotator.holdout import HoldOut, HoldOutRule, Shown, read_shown
from annotator.records import Change, Kind, Status, fold
from annotator.store import annotators, proposals, work
from annotator.store.answered import Answered, answered
from annotator.store.connection import Store
from annotator.store.left_out import LeftOut
from annotator.store.proposals import ComparedProposal
from annotator.workflow.desk import hold_out as hold_out

FIELDS = ("edges", "speaker", "stance")


def set_hold_out(store: Store, speakers: float, stances: float) -> Change:
    """Withhold these shares from now on, chosen for each annotator and quotation; BadInputError unless from 0 to 1.

    What decisions say of what was shown stays.
    """
    if not (0 <= speakers <= 1 and 0 <= stances <= 1):
        raise BadInputError("A share that is withheld is a number from 0 to 1.")
    annotators.set_hold_out(store, HoldOut(HoldOutRule.ANNOTATOR, speakers, stances))
    return Change(
        action="Withhold suggestions",
        message=f"Withheld by chance: {speakers:.0%} of speakers, {stances:.0%} of marked labels.",
    )


def report(store: Store, bias: float = 0.1, left_out: LeftOut | None = None) -> InfluenceReport:
    """The figures of all annotators; ``bias``: the size of difference that should be found.

    ``left_out`` collects decisions that break the rules, which are left out; without it StoreError is raised for them.
    """
    with store.reading():
        return Leaning(store, bias).report(left_out)


class Leaning:
    """Counts what became of suggestions, article by article; another reader of the same decisions may tell them.

    Use it inside :meth:`Store.reading`.
    """

    def __init__(self, store: Store, bias: float = 0.1) -> None:
        self._store, self._bias = store, bias
        self._waiting = proposals.suggested(store)  # articles (sha256) with suggestions
        self._cases: dict[str, Counter[SuggestionCase]] = {name: Counter() for name in FIELDS}
        self._met = {name: _Met() for name in FIELDS}
        self._notes = lru_cache(maxsize=4096)(read_shown)  # many decisions were shown the same
        self._fold = lru_cache(maxsize=4096)(fold)

    @property
    def waits(self) -> bool:
        """Whether there are articles with suggestions that were not counted yet."""
        return bool(self._waiting)

    def take(self, sha256: str, given: Iterable[Answered]) -> None:
        """Count what everybody answered in an article; nothing where it has no suggestions or was counted."""
        if sha256 not in self._waiting:
            return
        self._waiting.remove(sha256)
        given = list(given)
        suggestions = proposals.suggestions(self._store, sha256, {decision.quotation for decision in given})
        by_quotation: dict[tuple[str, str], dict[_Answer, int]] = defaultdict(dict)  # by the field and the quotation
        for decision in given:
            quotation = decision.quotation
            note = self._notes(decision.shown)
            for field, answer in _answers(decision, note, suggestions.get(quotation), self._fold):
                answers = by_quotation[field, quotation]
                answers[answer] = answers.get(answer, 0) + decision.times
        cases: dict[tuple[str, bool, bool], int] = defaultdict(int)
        for (field, _), answers in by_quotation.items():
            self._met[field].add(answers)
            for answer, times in answers.items():
                cases[field, answer.shown, answer.agrees] += times
        for (field, shown, agrees), times in cases.items():
            self._cases[field][SuggestionCase(sha256, shown, agrees)] += times

    def report(self, left_out: LeftOut | None = None) -> InfluenceReport:
        """The figures, of the articles that nobody told as well; ``left_out`` as in :func:`report`."""
        wanted = [pair for pair in work.pairs(self._store) if pair[0] in self._waiting] if self._waiting else []
        read = answered(self._store, wanted) if left_out is None else _checked(self._store, wanted, left_out)
        for sha256, given in read:
            self.take(sha256, given)
        figures = tuple(influence(field, self._cases[field], self._bias) for field in FIELDS)
        together = tuple(self._met[field].together(field) for field in FIELDS)
        return InfluenceReport(hold_out(self._store), figures, together)


def _checked(
    store: Store, wanted: Iterable[tuple[str, str, int]], left_out: LeftOut
) -> Iterator[tuple[str, list[Answered]]]:
    """As :func:`answered`, of the decisions that keep the rules; ``left_out`` collects the others."""
    for each in work.streamed(store, wanted, left_out):
        made = chain.from_iterable(each.decisions.values())
        yield each.sha256, [Answered.of(d) for d in made if d.status in (Status.CONFIRMED, Status.REJECTED)]


@dataclass(slots=True)
class _Met:
    """Pairs of annotators who answered the same suggestion: how many saw it both and not both, and how many of these agree."""

    shown: int = 0
    shown_agree: int = 0
    hidden: int = 0
    hidden_agree: int = 0

    def add(self, given: Mapping[_Answer, int]) -> None:
        """Count the pairs of all who answered one suggestion; ``given``: how many answered so."""
        if len(given) == 1:  # as of most suggestions: all pairs of them agree
            ((answer, times),) = given.items()
            pairs = comb(times, 2)
            self.shown += pairs * answer.shown
            self.shown_agree += pairs * answer.shown
            self.hidden += pairs * (not answer.shown)
            self.hidden_agree += pairs * (not answer.shown)
            return
        seen = [(answer.value, times) for answer, times in given.items() if answer.shown]
        shown, shown_agree = every, agree = _pairs(seen)
        if len(seen) < len(given):
            every, agree = _pairs((answer.value, times) for answer, times in given.items())
        self.shown += shown
        self.shown_agree += shown_agree
        self.hidden += every - shown
        self.hidden_agree += agree - shown_agree

    def together(self, field: str) -> Together:
        """The shares of a field that agree, NaN where no pair answered."""
        shares = [
            agree / every if every else float("nan")
            for agree, every in ((self.shown_agree, self.shown), (self.hidden_agree, self.hidden))
        ]
        return Together(field, self.shown, shares[0], self.hidden, shares[1])


def _pairs(values: Iterable[tuple[Any, int]]) -> tuple[int, int]:
    """How many pairs there are of some values, each with how often it is there, and how many of equal ones."""
    counts: dict[Any, int] = {}  # a Counter costs more than what is counted here
    for value, times in values:
        counts[value] = counts.get(value, 0) + times
    pairs, every = 0, 0
    for count in counts.values():
        pairs += comb(count, 2)
        every += count
    return comb(every, 2), pairs


class _Answer(NamedTuple):
    """What became of one field's suggestion: whether it was shown, whether the decision agrees with it, and what was decided."""

    shown: bool
    agrees: bool
    value: Any


def _answers(
    decision: Answered, note: Shown | None, suggested: ComparedProposal | None, fold_: Callable[[str], str]
) -> Iterator[tuple[str, _Answer]]:
    """The answer to each field that has a suggestion; ``note`` is what the decision says of what was shown."""
    if suggested is not None:
        edges = note.edges if note is not None and note.edges is not None else True
        yield "edges", _Answer(edges, decision.span == suggested.span, decision.span)
        source = suggested.source
        if source is not None and decision.kind is not Kind.NOT_SPEECH:
            shown = note.speaker if note is not None and note.speaker is not None else decision.proposals_shown
            name, marked = fold_(decision.speaker_name), decision.source
            over = marked is not None and marked[0] < source[1] and source[0] < marked[1]
            yield "speaker", _Answer(shown, name == fold_(suggested.name) or over, name)
    if note is not None and note.stance is not None and note.marks:
        of = {mark.target for mark in note.marks}
        given = frozenset(stance for stance in decision.stances if stance.target in of)
        yield "stance", _Answer(note.stance, given == frozenset(note.marks), given)
