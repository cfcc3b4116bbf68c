"""The quotations that an adjudicator settles: everybody's decision on each, where they differ, and what was settled.

A case is a unit of the agreement figures (the quotations of different annotators that are taken for the same one), or words that
everybody who finished the article holds not to be speech. Nobody's work is left out, so that the settled corpus is whole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain

from annotator.agreement.columns import is_quotation, quotations, speaker_value
from annotator.agreement.material import Material, TeamArticle
from annotator.records import ADJUDICATED, Decision, Origin, Settlement, Status


class Aspect(StrEnum):
    """What decisions on one quotation can differ in."""

    QUOTATION = "quotation"  # whether it is one
    EDGES = "edges"
    KIND = "kind"
    SPEAKER = "speaker"
    SOURCE = "source"  # the words in the article that name the speaker
    STANCE = "stance"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One thing in which decisions differ; ``target`` is set for stances."""

    aspect: Aspect
    target: str = ""


@dataclass(frozen=True)
class Case:
    """One quotation of an article. ``given`` has everyone who finished the article, None where they do not have it at all.

    ``id`` is the id that its settled decision has; it stays the same when further annotators come in.
    """

    id: str
    article: str  # sha256
    article_id: str
    given: Mapping[str, Decision | None]
    settlement: Settlement | None = None

    @property
    def base(self) -> Decision:
        """What stands for the case while nothing is settled: the first annotator's quotation, by name, else what one decided."""
        found = [d for d in self.given.values() if d is not None]
        if not found:
            assert self.settlement is not None, "a case is there because somebody decided something"
            return self.settlement.decision
        decided = next((d for d in found if d.status is not Status.OPEN), found[0])
        return next((d for d in found if is_quotation(d)), decided)

    @cached_property
    def differs(self) -> tuple[Difference, ...]:
        """In what the annotators differ; empty where they agree."""
        kept = [d for d in self.given.values() if d is not None and is_quotation(d)]
        found = [Difference(Aspect.QUOTATION)] if kept and len(kept) < len(self.given) else []
        found += [
            Difference(aspect)
            for aspect, values in (
                (Aspect.EDGES, {(d.span, d.content) for d in kept}),
                (Aspect.KIND, {d.kind for d in kept}),
                (Aspect.SPEAKER, {speaker_value(d) for d in kept}),
                (Aspect.SOURCE, {d.source and d.source.span for d in kept}),
            )
            if len(values) > 1
        ]
        targets = sorted({s.target for d in kept for s in d.stances})
        found += [
            Difference(Aspect.STANCE, target)
            for target in targets
            if len({frozenset(s for s in d.stances if s.target == target) for d in kept}) > 1
        ]
        return tuple(found)

    @property
    def decisions(self) -> frozenset[str]:
        """The ids of the decisions that there are to settle."""
        return frozenset(d.id for d in self.given.values() if d is not None)

    @property
    def outdated(self) -> bool:
        """Whether annotators decided anew, or more of them came in, since it was settled."""
        return self.settlement is not None and self.settlement.settled != self.decisions

    @property
    def done(self) -> bool:
        """Whether it is settled, for what the annotators say now."""
        settled = self.settlement is not None and self.settlement.decision.status is not Status.OPEN
        return settled and not self.outdated

    @property
    def open(self) -> bool:
        """Whether it is a disagreement that waits to be settled."""
        return bool(self.differs or self.outdated or self.begun) and not self.done

    @property
    def begun(self) -> bool:
        """Whether a settled decision was begun and not confirmed."""
        return self.settlement is not None and self.settlement.decision.status is Status.OPEN

    @property
    def left_open(self) -> bool:
        """Whether nobody decided it, neither annotators nor adjudicator: nothing is agreed on that could be accepted."""
        return self.settlement is None and all(d is None or d.status is Status.OPEN for d in self.given.values())

    @property
    def agreed(self) -> bool:
        """Whether all agree and it only waits to be accepted."""
        return not (self.open or self.done or self.left_open)

    def take(self, annotator: str) -> Decision:
        """An annotator's decision as a settled one that is not confirmed yet."""
        given = self.given[annotator]
        if given is not None and is_quotation(given):
            return self._draft(given)
        return self._draft(given or self.base).said_by_nobody()

    def draft(self) -> Decision:
        """Where an adjudicator's own decision starts: from what all agree on, else from the base."""
        return self._draft(self.base)

    def _draft(self, decision: Decision) -> Decision:
        manual = all(d.origin is Origin.MANUAL for d in self.given.values() if d is not None)
        return replace(
            decision.anew(),
            quotation=self.id,
            annotator=ADJUDICATED,
            status=Status.OPEN,
            origin=Origin.MANUAL if manual else Origin.PROPOSAL,
            comment="",
            flagged=False,
            seconds=0.0,
        )


def cases(team: Iterable[TeamArticle], settlements: Mapping[str, Sequence[Settlement]]) -> Iterator[Case]:
    """The cases of the articles that at least two annotators finished, article by article (by sha256), in text order.

    ``settlements`` has what is settled, by article.
    """
    by_hash = {each.sha256: each for each in team}
    material = Material.of(by_hash.values())
    articles = [by_hash[each.sha256] for each in material.articles]
    rows = [d for each in articles for name in sorted(each.finished) for d in quotations(each.finished[name])]
    units: dict[int, list[dict[str, Decision]]] = defaultdict(list)
    for unit, kept in enumerate(material.unit_rows.T.tolist()):
        found = {material.annotators[a]: rows[row] for a, row in enumerate(kept) if row >= 0}
        units[int(material.unit_article[unit])].append(found)
    for number, article in enumerate(articles):
        people = material.articles[number].annotators
        groups = _with_rejected(units[number], {name: article.finished[name] for name in people})
        made = _article_cases(groups, article.sha256, article.id, settlements.get(article.sha256, ()), people)
        yield from sorted(made, key=lambda case: (case.base.span.start, -case.base.span.end, case.id))


def _with_rejected(
    units: Sequence[dict[str, Decision]], finished: Mapping[str, Sequence[Decision]]
) -> list[dict[str, Decision]]:
    """The units with the rejections of those who do not have them, and words that all reject as units of their own.

    Who rejected a proposal and drew the quotation anew is in the unit with the new one: the rejection is no unit beside it.
    """
    rejected: dict[str, dict[str, Decision]] = defaultdict(dict)
    for name, decisions in finished.items():
        for decision in decisions:
            if not is_quotation(decision) and decision.status is not Status.WITHDRAWN:
                rejected[decision.quotation][name] = decision
    groups = []
    for kept in units:
        group = dict(kept)
        for quotation in sorted({d.quotation for d in kept.values()}):
            for name, decision in rejected.pop(quotation, {}).items():
                group.setdefault(name, decision)
        groups.append(group)
    return [*groups, *rejected.values()]


def _article_cases(
    groups: Sequence[dict[str, Decision]],
    sha256: str,
    name: str,
    settlements: Sequence[Settlement],
    people: Sequence[str],
) -> Iterator[Case]:
    """The groups of one article with what settled them, then what an adjudicator added by hand."""
    found = _settled(groups, settlements)
    used = {each.decision.quotation for each in found.values()}
    for number, group in enumerate(groups):
        settlement, ids = found.get(number), _ids(group)
        if settlement is not None:
            own = settlement.decision.quotation
        else:
            own = next((i for i in ids if i not in used), None) or _another_id(group)
            used.add(own)
        yield Case(own, sha256, name, {person: group.get(person) for person in people}, settlement)
    for each in settlements:
        if each.decision.quotation not in used and each.decision.status is not Status.WITHDRAWN:
            yield Case(each.decision.quotation, sha256, name, dict.fromkeys(people), each)


def _settled(groups: Sequence[Mapping[str, Decision]], settlements: Sequence[Settlement]) -> dict[int, Settlement]:
    """What settled each group (by its number), each settlement once: by its own quotation, else by those that it was about."""
    found: dict[int, Settlement] = {}
    about = [{each.decision.quotation: each for each in settlements}, dict[str, Settlement]()]
    for each in settlements:
        for quotation in sorted(each.quotations):
            about[1].setdefault(quotation, each)
    used: set[str] = set()
    for by_quotation in about:
        for number, group in enumerate(groups):
            known = (by_quotation[i] for i in _ids(group) if i in by_quotation)
            best = next((each for each in known if each.decision.quotation not in used), None)
            if number not in found and best is not None:
                found[number] = best
                used.add(best.decision.quotation)
    return found


def _another_id(group: Mapping[str, Decision]) -> str:
    """An id for a group whose quotations' ids other cases have; the same each time that the project is read."""
    ids = " ".join(sorted(d.id for d in group.values()))
    return "m" + hashlib.sha256(ids.encode()).hexdigest()[:24]


def _ids(group: Mapping[str, Decision]) -> list[str]:
    """The quotation ids of a group: a proposal's before those of hand-made ones, then by annotator."""
    ordered = [group[name] for name in sorted(group)]
    proposed = (d.quotation for d in ordered if d.origin is Origin.PROPOSAL)
    return list(dict.fromkeys(chain(proposed, (d.quotation for d in ordered))))
