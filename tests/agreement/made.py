"""Makes decisions and annotated articles for the agreement tests, and hypothesis strategies for them."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from annotator.agreement.groups import Group
from annotator.agreement.intervals import Resampling
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.measure import measure
from annotator.agreement.report import AgreementReport
from annotator.records import Decision, Kind, Mention, Origin, Span, Stance, Status

LENGTH = 200
#: How a law is tried: on some teams. Mutation testing (``make mutation``) tries it a thousand times and asks for fewer.
USUAL = 20
TRIES = int(os.environ.get("MADE_TEAMS", USUAL))
LAW = settings(
    max_examples=TRIES,
    deadline=None,
    **({} if TRIES >= USUAL else {"phases": (Phase.explicit, Phase.generate), "database": None}),
)
LABELS = {"buoys": ["for", "against"], "troops": ["for"]}
EVERY_STANCE = [Stance(target, label) for target, labels in LABELS.items() for label in labels]


def decided(
    start: int,
    end: int,
    quotation: str = "",
    speaker: str | None = None,
    stances: Sequence[Stance] = (),
    status: Status = Status.CONFIRMED,
    origin: Origin = Origin.PROPOSAL,
    content: Sequence[tuple[int, int]] = (),
    shown: bool = True,
    source: str = "",
) -> Decision:
    """A decision about the quotation at a span; its id is made from the span where none is given."""
    return Decision(
        quotation=quotation or f"q{start}-{end}",
        article="",
        annotator="",
        status=status,
        span=Span(start, end),
        words=f"words at {start}",
        kind=Kind.DIRECT,
        origin=origin,
        source=Mention(Span(0, len(source)), source) if source else None,
        speaker_id=speaker,
        content=tuple(Span(*piece) for piece in content),
        stances=tuple(stances),
        proposals_shown=shown,
    )


def article(number: int = 0, length: int = LENGTH, **finished: Sequence[Decision]) -> TeamArticle:
    """An article with the decisions of each annotator who finished it."""
    return TeamArticle(f"{number:064d}", f"article {number}", length, finished)


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """One annotator's decisions in an article: spans may overlap, proposals and hand-made ones, any stances."""
    found: dict[str, Decision] = {}
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, LENGTH - 20))
        made = decided(
            start,
            start + draw(st.integers(1, 20)),
            speaker=draw(st.sampled_from([None, "a", "b", "c"])),
            stances=tuple(draw(st.sets(st.sampled_from(EVERY_STANCE)))),
            origin=draw(st.sampled_from(Origin)),
            shown=draw(st.booleans()),
        )
        found[made.quotation] = made
    return list(found.values())


@st.composite
def teams(draw: st.DrawFn, least: int = 1, most: int = 5) -> list[TeamArticle]:
    """Articles that each of up to four annotators may have finished."""
    return [
        TeamArticle(
            f"{number:064d}",
            f"article {number}",
            LENGTH,
            {name: draw(decisions()) for name in "abcd" if draw(st.booleans())},
        )
        for number in range(draw(st.integers(least, most)))
    ]


def reported(*articles: TeamArticle, **more: object) -> AgreementReport:
    """The report on some articles."""
    return measure(Material.of(articles), LABELS, **more)  # type: ignore[arg-type]


def group(articles: list[TeamArticle]) -> Group:
    """The figures of all quotations of some articles."""
    material = Material.of(articles)
    rows = np.ones(len(material.quotations), dtype=bool)
    return Group(material, rows, LABELS, {}, Resampling(len(material.articles)))


def many(count: int, seed: int = 1) -> list[TeamArticle]:
    """Articles of three annotators who mostly agree."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        truth = [(start, chance.choice("xyz"), chance.choice(EVERY_STANCE)) for start in range(0, 180, 20)]
        people = {
            name: [
                decided(start, start + 10, speaker=s if chance.random() < 0.8 else "w", stances=[stance])
                for start, s, stance in truth
                if chance.random() < 0.9
            ]
            for name in "abc"
        }
        made.append(article(number, **people))
    return made
