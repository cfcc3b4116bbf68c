"""What lies behind a figure: the coincidence matrix, and the list of disagreements.

Worked out when asked for, not with the report: a large team has hundreds of thousands of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement.arrays import Ints
from annotator.agreement.columns import numbering, speaker_value
from annotator.agreement.material import Material
from annotator.agreement.measures import Facet
from annotator.records import Decision, Span

NOT_A_QUOTATION = "not a quotation"
NO_STANCE = "no stance"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One quotation whose annotators differ. ``values`` has every annotator who finished the article, in words.

    ``quotations`` has the id of each annotator's quotation, where they have one. ``span`` and ``words`` are those of the
    annotator who comes first by name. ``target`` is set for stances.
    """

    article: str  # sha256
    article_id: str
    about: Facet
    target: str
    span: Span
    words: str
    values: Mapping[str, str]
    quotations: Mapping[str, str]

    def has(self, one: str, other: str) -> bool:
        """Whether two annotators gave these two values: a click on a cell of the coincidence matrix."""
        given = Counter(self.values.values())
        return given[one] >= 1 and given[other] >= (2 if one == other else 1)


def named(decision: Decision, names: Mapping[str, str]) -> str:
    """The speaker in words; ``names`` are the register's by id."""
    value = speaker_value(decision)
    return names.get(value, decision.speaker_name or value)


def stance(decision: Decision, target: str) -> str:
    """The labels towards a target in words."""
    return " + ".join(sorted(s.label for s in decision.stances if s.target == target)) or NO_STANCE


def edges(decision: Decision) -> str:
    """Where a quotation stands, in code points."""
    pieces = decision.content or (decision.span,)
    return " and ".join(f"{piece.start}–{piece.end}" for piece in pieces)


def in_words(about: Facet, target: str, names: Mapping[str, str]) -> Callable[[Decision], str]:
    """How a decision's value reads."""
    if about is Facet.QUOTATION:
        return edges
    if about is Facet.SPEAKER:
        return lambda decision: named(decision, names)
    return lambda decision: stance(decision, target)


def disagreements(
    material: Material, about: Facet, target: str = "", names: Mapping[str, str] | None = None
) -> Iterator[Disagreement]:
    """The quotations whose annotators differ, in text order, article by article (by ``sha256``).

    About quotations: somebody who finished the article does not have it, or edges differ. About speakers and stances: the
    values of those who have it differ; whoever has it not is listed with "not a quotation".
    """
    given, said = _given(material, about, target, names or {})
    several = given.min(axis=0, initial=len(said), where=given >= 0) < given.max(axis=0, initial=-1)
    if about is Facet.QUOTATION:
        several |= np.count_nonzero(given >= 0, axis=0) < material.finished.sum(axis=0)[material.unit_article]
    people, offsets = material.annotators, material.offsets.tolist()
    for unit in np.flatnonzero(several).tolist():
        number = int(material.unit_article[unit])
        article = material.articles[number]
        rows, values = material.unit_rows[:, unit].tolist(), given[:, unit].tolist()
        kept = {people[a]: row for a, row in enumerate(rows) if row >= 0}
        have = {people[a]: said[value] for a, value in enumerate(values) if value >= 0}
        every = {name: have.get(name, NOT_A_QUOTATION) for name in article.annotators}
        first = next(iter(kept.values()))
        span = Span(int(material.start[first]) - offsets[number], int(material.end[first]) - offsets[number])
        ids = {name: material.quotations[row] for name, row in kept.items()}
        yield Disagreement(article.sha256, article.id, about, target, span, material.words[first], every, ids)


def coincidences(
    material: Material, about: Facet, target: str = "", names: Mapping[str, str] | None = None
) -> dict[tuple[str, str], float]:
    """The coincidence matrix of speakers or stances: o_ck for each two values that met (Krippendorff 2011, section C).

    Values are in words, as in :class:`Disagreement`; both orders of a pair are there; the sum is the number of pairable values.
    For quotations the values are not units: see ``characters``.
    """
    given, said = _given(material, about, target, names or {})
    there, size = given >= 0, len(said) + 1
    others = np.count_nonzero(there, axis=0) - 1
    counts: Counter[tuple[int, int, int]] = Counter()  # of two values and of how many others each met
    for a, b in combinations(range(len(given)), 2):
        both = np.flatnonzero(there[a] & there[b])
        keys = (others[both] * size + given[a, both]) * size + given[b, both]
        for key, count in zip(*(part.tolist() for part in np.unique(keys, return_counts=True)), strict=True):
            counts[key // size % size, key % size, key // size // size] += count
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (one, other, of), count in counts.items():
        for pair in ((one, other), (other, one)):
            found[said[pair[0]], said[pair[1]]] += count / of
    return dict(found)


def _given(material: Material, about: Facet, target: str, names: Mapping[str, str]) -> tuple[Ints, list[str]]:
    """``given[annotator, unit]``: the number of the value given, -1 where there is none; and the values in words by number."""
    words: dict[str, int] = numbering()
    if about is Facet.QUOTATION:
        rows = _edges(material, words)
    elif about is Facet.SPEAKER:
        read = [names.get(each) or material.named.get(each) or each for each in material.speakers]
        rows = np.array([words[each] for each in read], dtype=np.int64)[material.speaker]
    else:
        sets = [sorted(s.label for s in stances if s.target == target) for stances in material.stance_sets]
        rows = np.array([words[" + ".join(labels) or NO_STANCE] for labels in sets], dtype=np.int64)[material.stances]
    return np.append(rows, -1)[material.unit_rows], list(words)


def _edges(material: Material, words: dict[str, int]) -> Ints:
    """The number of each row's edges in words, in ``words``."""
    starts, offset = material.start, material.offsets[material.article]
    size = int(material.end.max(initial=0)) + 1
    found, number = np.unique((starts - offset) * size + material.end - offset, return_inverse=True)
    rows: Ints = np.array([words[f"{key // size}–{key % size}"] for key in found.tolist()], dtype=np.int64)[number]
    pieces: dict[int, list[str]] = defaultdict(list)
    content = zip(
        material.content_row.tolist(), material.content_start.tolist(), material.content_end.tolist(), strict=True
    )
    for row, start, end in content:
        pieces[row].append(f"{start - offset[row]}–{end - offset[row]}")
    for row, each in pieces.items():
        rows[row] = words[" and ".join(each)]
    return rows


def characters(material: Material) -> dict[tuple[str, str], float]:
    """The coincidence matrix of characters inside and outside quotations."""
    columns = material.axis.coverage(np.ones(len(material.quotations), dtype=bool)).whole()
    crossed, inside, whole = columns.sum(axis=0)[:3].tolist()
    outside = whole - inside
    return {
        ("quotation", "quotation"): inside - crossed,
        ("quotation", NOT_A_QUOTATION): crossed,
        (NOT_A_QUOTATION, "quotation"): crossed,
        (NOT_A_QUOTATION, NOT_A_QUOTATION): outside - crossed,
    }
