"""Full names from the register: a speaker whom the annotator confirmed before gives the name to a last name in a later article.

Stored proposals stay as they are: the names are put in when an article is opened, for whoever opens it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from annotator.records import Candidate, Proposal, fold
from annotator.store import register
from annotator.store.connection import Store

LONGEST = 4  # words of a person's name
REASON = "{}; last name of a speaker you confirmed"
_TITLES = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "gov", "governor", "sen", "senator", "rep", "representative", "president", "mayor", "sheriff",
    "gen", "general", "judge", "justice", "secretary", "minister", "ambassador", "rev", "sir", "lady", "lord", "chancellor",
    "chairman", "chairwoman", "spokesman", "spokeswoman", "attorney",
})  # fmt: skip
"""Words before a name that are no part of it, for comparison alone."""


def complete(
    store: Store, annotator: str, found: Mapping[str, Proposal], again: str | None = None
) -> dict[str, Proposal]:
    """The proposals of an article, last names completed. Where two confirmed speakers have one last name, both are offered.

    They share the probability then, so that neither is taken for sure. ``again``: the article (sha256) where it is read a second time:
    names confirmed in its first reading complete nothing. Call inside ``store.reading()``.
    """
    last_names = {last for proposal in found.values() for each in proposal.candidates if (last := _lone(each.name))}
    known = _confirmed(store, annotator, last_names, again) if last_names else {}
    if not known:
        return dict(found)
    return {key: _completed(proposal, known) for key, proposal in found.items()}


def _completed(proposal: Proposal, known: Mapping[str, list[str]]) -> Proposal:
    if not any(_lone(each.name) in known for each in proposal.candidates):
        return proposal
    return replace(proposal, candidates=tuple(each for one in proposal.candidates for each in _named(one, known)))


def _named(candidate: Candidate, known: Mapping[str, list[str]]) -> Iterable[Candidate]:
    names = known.get(_lone(candidate.name), ())
    if not names:
        return (candidate,)
    reason = REASON.format(candidate.reason) if candidate.reason else REASON[4:]
    return (replace(candidate, name=name, score=candidate.score / len(names), reason=reason) for name in names)


def _confirmed(store: Store, annotator: str, last_names: set[str], again: str | None) -> dict[str, list[str]]:
    """Last name -> the full names, in the alphabet, of the persons with it whom the annotator confirmed as speakers."""
    fitting = [
        (identity, name, last)
        for identity, name in register.named_with(store, last_names)
        if (last := _last_of_person(name)) in last_names
    ]
    ids = [identity for identity, _, _ in fitting]
    said = register.confirmed_by(store, annotator, ids, again) if fitting else frozenset()
    out: dict[str, list[str]] = defaultdict(list)
    for identity, name, last in fitting:
        if identity in said:
            out[last].append(name)
    return dict(out)


def _lone(name: str) -> str:
    """The last name, folded, where a name is nothing else, but for a title; else ""."""
    words = words_of(name)
    return words[0] if len(words) == 1 and name.split()[-1][0].isupper() else ""


def _last_of_person(name: str) -> str:
    """The last name, folded, of a name that looks like a person's full one; else ""."""
    words = words_of(name)
    if not 2 <= len(words) <= LONGEST or _bodies() & set(words):
        return ""
    return words[-1] if all(word[0].isupper() for word in name.split()) else ""


@lru_cache(maxsize=1)
def _bodies() -> frozenset[str]:
    """Words of the names of bodies: a council, the police, a newspaper."""
    from annotator.detection import lang

    listed = lang.table("titles")
    return frozenset((*listed["bodies"], *listed["groups"]))


def words_of(name: str) -> list[str]:
    """The words of a name for comparison: folded, without titles and points."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", fold(name))
    return [word for word in words if word not in _TITLES] or words
