"""Agreement of annotators with themselves: what they decided of articles that came back, beside their first decisions.

The figures are those of a team of two: an annotator, and the annotator's second reading. The first decisions count as they stood when
the article came back, so that later corrections do not raise the figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from annotator.agreement.material import TeamArticle
from annotator.errors import BadInputError
from annotator.records import Change, Decision, Status, is_second_reading, person_of, second_reading
from annotator.store import annotators, as_of, decisions, repeats, work
from annotator.store.annotators import RepeatRule as RepeatRule
from annotator.store.as_of import DecisionVersion
from annotator.store.connection import Store
from annotator.workflow.measure import Progress, check_names


def rule(store: Store) -> RepeatRule:
    """Which finished articles come back; none at first."""
    return annotators.repeats(store)


def in_words(of: RepeatRule) -> str:
    """Which articles come back, in a sentence."""
    if not of.share:
        return "Articles do not come back."
    if of.days == 1:
        return f"{of.share:.0%} of the articles come back a day after they were finished."
    return f"{of.share:.0%} of the articles come back {of.days} days after they were finished."


def set_rule(store: Store, share: float, days: int) -> Change:
    """Have a share of the finished articles come back after so many days, from now on; a share of 0 ends it.

    BadInputError unless the share is from 0 to 1 and the days at least 1.
    """
    if not 0 <= share <= 1:
        raise BadInputError("The share of articles that come back is a number from 0 to 1.")
    if days < 1:
        raise BadInputError("Articles come back after one day or more.")
    made = RepeatRule(share, days)
    annotators.set_repeats(store, made)
    return Change(action="Let articles come back", message=in_words(made))


def articles_read_twice(
    store: Store, chosen: Sequence[str] | None = None, *, progress: Progress | None = None
) -> list[TeamArticle]:
    """Each article with the two readings of one annotator who finished both; it comes once for each such annotator.

    BadInputError where a chosen name is not in the project, or on canceling.
    """
    check_names(store, chosen)
    with store.reading():
        began = repeats.began(store)
        twice = {(sha, name) for sha, name in decisions.finished(store) if (sha, name) in began}
        done = {pair for pair in twice if chosen is None or pair[1] in chosen}
        wanted = [pair for pair in work.pairs(store, again=True) if (pair[0], person_of(pair[1])) in done]
        forms = _forms(as_of.histories(store), done)
        out = []
        for number, each in enumerate(work.streamed(store, wanted)):
            if progress is not None and not progress(number, len(done)):
                raise BadInputError("Reading the decisions was canceled.")
            with store.translate_misfits(f"a decision on article {each.sha256[:12]}…"):
                for decision in chain.from_iterable(each.decisions.values()):
                    decisions.check(decision, each.article.text)
            for name in sorted(name for name in each.decisions if not is_second_reading(name)):
                key, again = (each.sha256, name), second_reading(name)
                first = _as_it_stood(store, each.decisions[name], forms.get(key, {}), began[key])
                both = {name: first, again: each.decisions.get(again, ())}
                out.append(TeamArticle(each.sha256, each.article.id, len(each.article.text), both))
        return out


_Forms = Mapping[str, Sequence[DecisionVersion]]  # of an article and annotator: quotation -> its forms, oldest first


def _forms(found: Iterable[DecisionVersion], wanted: set[tuple[str, str]]) -> dict[tuple[str, str], _Forms]:
    out: dict[tuple[str, str], dict[str, list[DecisionVersion]]] = defaultdict(lambda: defaultdict(list))
    for form in found:
        if (form.sha256, form.annotator) in wanted:
            out[form.sha256, form.annotator][form.quotation].append(form)
    return {key: dict(by) for key, by in out.items()}


def _as_it_stood(store: Store, now: Sequence[Decision], forms: _Forms, began: str) -> tuple[Decision, ...]:
    """The first decisions as they stood when the second reading began, in the form that changes of the codebook gave them since."""
    out = [each for each in now if each.quotation not in forms and each.decided_at <= began]
    known = {decision.id: decision for decision in now}
    for some in forms.values():
        last = next((form for form in reversed(some) if not form.root and form.at <= began), None)
        if last is None:
            continue
        found = next((form for form in reversed(some) if form.root == last.id), last)
        if found.status != Status.WITHDRAWN:
            out.append(known.get(found.id) or decisions.by_id(store, found.id))
    return tuple(sorted(out, key=lambda each: (each.span.start, -each.span.end, each.quotation)))
