"""What lies behind a figure: the coincidence matrix, and the list of disagreements.

Worked out when asked for, not with the report: a large team has hundreds of thousands of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from annotator.agreement.columns import speaker_value
from annotator.agreement.material import Material
from annotator.agreement.measures import About
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
    about: About
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


def in_words(about: About, target: str, names: Mapping[str, str]) -> Callable[[Decision], str]:
    """How a decision's value reads."""
    if about is About.QUOTATION:
        return edges
    if about is About.SPEAKER:
        return lambda decision: named(decision, names)
    return lambda decision: stance(decision, target)


def disagreements(
    material: Material, about: About, target: str = "", names: Mapping[str, str] | None = None
) -> Iterator[Disagreement]:
    """The quotations whose annotators differ, in text order, article by article (by ``sha256``).

    About quotations: somebody who finished the article does not have it, or edges differ. About speakers and stances: the
    values of those who have it differ; whoever has it not is listed with "not a quotation".
    """
    value = in_words(about, target, names or {})
    for unit in range(material.unit_rows.shape[1]):
        rows = material.unit_rows[:, unit]
        article = material.articles[material.unit_article[unit]]
        kept = {material.annotators[a]: material.rows[row] for a, row in enumerate(rows.tolist()) if row >= 0}
        values = {name: value(kept[name]) if name in kept else NOT_A_QUOTATION for name in article.finished}
        differ = values if about is About.QUOTATION else {name: values[name] for name in kept}
        if len(set(differ.values())) > 1:
            first = next(iter(kept.values()))
            ids = {name: decision.quotation for name, decision in kept.items()}
            yield Disagreement(article.sha256, article.id, about, target, first.span, first.words, values, ids)


def coincidences(
    material: Material, about: About, target: str = "", names: Mapping[str, str] | None = None
) -> dict[tuple[str, str], float]:
    """The coincidence matrix of speakers or stances: o_ck for each two values that met (Krippendorff 2011, section C).

    Values are in words, as in :class:`Disagreement`; both orders of a pair are there; the sum is the number of pairable values.
    For quotations the values are not units: see ``characters``.
    """
    value = in_words(about, target, names or {})
    found: dict[tuple[str, str], float] = defaultdict(float)
    for rows in material.unit_rows.T:
        given = [value(material.rows[row]) for row in rows.tolist() if row >= 0]
        for pair in permutations(given, 2):
            found[pair] += 1 / (len(given) - 1)
    return dict(found)


def characters(material: Material) -> dict[tuple[str, str], float]:
    """The coincidence matrix of characters inside and outside quotations."""
    columns = material.axis.coverage(np.ones(len(material.rows), dtype=bool)).whole()
    crossed, inside, whole = columns.sum(axis=0)[:3].tolist()
    outside = whole - inside
    return {
        ("quotation", "quotation"): inside - crossed,
        ("quotation", NOT_A_QUOTATION): crossed,
        (NOT_A_QUOTATION, "quotation"): crossed,
        (NOT_A_QUOTATION, NOT_A_QUOTATION): outside - crossed,
    }
