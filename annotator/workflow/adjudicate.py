"""Adjudication: the cases of an article, settling one, accepting all where all agree, and what the reasons say is to be fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from annotator.agreement.cases import Aspect, Case, Difference, cases
from annotator.agreement.columns import is_quotation
from annotator.agreement.differences import edges, in_words
from annotator.agreement.material import TeamArticle
from annotator.agreement.measures import Facet
from annotator.errors import many
from annotator.records import ArticleRow, Change, Decision, Reason, Settlement, Stance, Status
from annotator.store import adjudications, articles, decisions
from annotator.store.connection import Store
from annotator.workflow import desk, measure
from annotator.workflow.measure import Progress
from annotator.workflow.project import current_codebook, speakers

NOT_A_QUOTATION = "not a quotation"
_OF_THE_CODEBOOK = (Aspect.QUOTATION, Aspect.KIND, Aspect.STANCE)
_FIXES_NOTHING = (Reason.NONE, Reason.SLIP)
AT_ONCE = 10  # articles: few, so that the first is there soon
NOTHING_AGREED = "There is nothing left to accept."


@dataclass(frozen=True, slots=True)
class CodebookFix:
    """Something in the codebook or guideline that the reasons of adjudicators point at: which values stood against each other."""

    reason: Reason
    difference: Difference
    values: tuple[str, ...]  # in words, sorted; none for edges, speakers and sources, which are each case's own
    cases: tuple[Case, ...]

    @property
    def count(self) -> int:
        """How many quotations."""
        return len(self.cases)


def article_cases(store: Store, sha256: str) -> list[Case]:
    """The cases of one article that at least two annotators finished, in text order; none where fewer did."""
    with store.reading():
        return list(all_cases(store, measure.team_article(store, sha256)))


def all_cases(store: Store, team: Sequence[TeamArticle]) -> Iterator[Case]:
    """The cases of articles whose decisions are already read."""
    return cases(team, adjudications.settlements(store, [each.sha256 for each in team]))


def overview(
    store: Store, *, progress: Progress | None = None, opened: Callable[[str], None] | None = None
) -> list[ArticleRow]:
    """The articles that two annotators finished, by id: disagreements as ``quotations``, settled ones ``decided``.

    ``opened`` is told the first that has a disagreement to settle as soon as it is read. BadInputError on canceling.
    """
    with store.reading():
        return list(_overview(store, progress, opened))


def _overview(store: Store, progress: Progress | None, opened: Callable[[str], None] | None) -> Iterator[ArticleRow]:
    titles = articles.article_titles(store)
    waiting = measure.team_articles(store, progress=progress)
    while batch := list(islice(waiting, AT_ONCE)):
        by_article: dict[str, list[Case]] = defaultdict(list)
        for case in all_cases(store, batch):
            by_article[case.article].append(case)
        for each in batch:
            before = ArticleRow(each.sha256, each.id, titles[each.sha256], 0, 0, 0, True, False)
            row = progress_row(before, by_article[each.sha256])
            yield row
            if opened is not None and row.decided < row.quotations:
                opened(each.sha256)
                opened = None


def progress_row(before: ArticleRow, found: Sequence[Case]) -> ArticleRow:
    """The same article with its progress counted from these cases."""
    disputed = [case for case in found if case.differs or case.outdated or case.begun]
    return before._replace(
        quotations=len(disputed),
        decided=sum(case.done for case in disputed),
        finished=all(case.done or case.left_open for case in found),
    )


def settle(
    store: Store, case: Case, decision: Decision, *, adjudicator: str, reason: Reason = Reason.NONE, action: str
) -> Change:
    """Append a settled decision on a case; on disk when it returns. ``adjudicator`` may undo it like any decision.

    The change answers the settled decision as it is stored.
    BadInputError where a stance is not in the project's codebook; StoreError with a sentence where the disk fails.
    """
    codebook = current_codebook(store)
    desk.check_stances(decision, codebook, lambda: _given(case))
    before = speakers(store)
    others = [each for each in article_cases(store, case.article) if each.id != case.id]
    done = decision.status is not Status.OPEN and all(each.done or each.left_open for each in others)
    made = Settlement(replace(decision, quotation=case.id, codebook=codebook.hash), case.decisions, reason)
    (identity,) = adjudications.add(store, [made], {case.article: done}, adjudicator=adjudicator, action=action)
    return Change(
        action=action,
        article=case.article,
        quotations=frozenset({case.id}),
        queue=True,
        speakers=speakers(store) is not before,
        decision=decisions.by_id(store, identity),
    )


def _given(case: Case) -> Iterator[Stance]:
    """The stances that anybody gave in a case, and those that it is settled with."""
    every = [*case.given.values(), case.settlement.decision if case.settlement else None]
    return (stance for decision in every if decision is not None for stance in decision.stances)


def accept_agreed(
    store: Store, *, adjudicator: str, article: str | None = None, progress: Progress | None = None
) -> Change:
    """Settle every case on which all agree, in one article or in all, as one change; disagreements stay open.

    BadInputError on canceling: then nothing is settled. Labels that the codebook has retired since are kept.
    """
    codebook = current_codebook(store)
    team = measure.team_article(store, article) if article else list(measure.team_articles(store, progress=progress))
    made: list[Settlement] = []
    finished = {each.sha256: True for each in team}
    touched = set(finished)  # and articles where nobody found anything
    for case in all_cases(store, team):
        touched.discard(case.article)
        if case.agreed:
            decision = replace(desk.confirm(case.draft()), codebook=codebook.hash)
            made.append(Settlement(decision, case.decisions))
        finished[case.article] = finished[case.article] and not case.open
    touched |= {each.decision.article for each in made}
    action, count = "Accept where all agree", len(made)
    adjudications.add(
        store, made, {sha: finished[sha] for sha in sorted(touched)}, adjudicator=adjudicator, action=action
    )
    message = f"Accepted {many(count, 'quotation')} on which all agree."
    return Change(action=action, article=article, queue=True, message=message if made else NOTHING_AGREED)


def codebook_fixes(store: Store) -> list[CodebookFix]:
    """What the settled disagreements point at, by reason: the most frequent first. Slips and blank reasons fix nothing."""
    fixing = [str(reason) for reason in Reason if reason not in _FIXES_NOTHING]
    settled = adjudications.articles_with(store, fixing)
    team = list(measure.team_articles(store, among=settled)) if settled else []
    names = {speaker.id: speaker.name for speaker in speakers(store)}
    found: dict[tuple[Reason, Difference, tuple[str, ...]], list[Case]] = defaultdict(list)
    for case in all_cases(store, team):
        reason = case.settlement.reason if case.settlement else Reason.NONE
        if reason not in _FIXES_NOTHING:
            for difference in case.differs:
                said = given_in_words(case, difference, names).values() if difference.aspect in _OF_THE_CODEBOOK else ()
                values = tuple(sorted(set(said)))
                found[reason, difference, values].append(case)
    order = list(Reason)
    made = [
        CodebookFix(reason, difference, values, tuple(which)) for (reason, difference, values), which in found.items()
    ]
    return sorted(made, key=lambda fix: (order.index(fix.reason), -fix.count, fix.difference, fix.values))


def given_in_words(case: Case, difference: Difference, names: dict[str, str]) -> dict[str, str]:
    """What each annotator says about one thing; ``names`` are the speakers' by id."""
    about = {Aspect.SPEAKER: Facet.SPEAKER, Aspect.STANCE: Facet.STANCE}.get(difference.aspect, Facet.QUOTATION)
    value = in_words(about, difference.target, names)

    def said(decision: Decision | None) -> str:
        if decision is None or not is_quotation(decision):
            return NOT_A_QUOTATION
        if difference.aspect is Aspect.KIND:
            return str(decision.kind)
        if difference.aspect is Aspect.SOURCE:
            return f"“{decision.source.words}”" if decision.source else "no source named"
        if difference.aspect is Aspect.QUOTATION:
            return "a quotation"
        return edges(decision) if difference.aspect is Aspect.EDGES else value(decision)

    return {name: said(decision) for name, decision in case.given.items()}
