"""The report on a team's material."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.agreement.groups import Group, Labels
from annotator.agreement.intervals import DRAWS, SEED, Resampling
from annotator.agreement.material import Material
from annotator.agreement.report import AgreementReport, ArticleFigures


def measure(
    material: Material,
    labels: Labels,
    merged: Mapping[str, str] | None = None,
    seed: int = SEED,
    draws: int = DRAWS,
) -> AgreementReport:
    """All figures: ``labels`` are the codebook's for each target, ``merged`` the speakers that share a name (``same_names``).

    Targets and labels that the material has beyond the codebook are reported after it.
    """
    resampling = Resampling(len(material.articles), draws, seed)
    labels = with_used(labels, material)
    every = material.groups()
    groups = {
        name: Group(material, rows, labels, merged or {}, resampling, parts=name == "all")
        for name, rows in every.items()
        if name == "all" or not rows.all()
    }
    for group in groups.values():
        _ = group.speaker_alphas  # all are known before the first is drawn, so that they are drawn together
    whole = groups.pop("all")
    figures = whole.figures()
    return AgreementReport(
        material.annotators,
        len(material.articles),
        figures,
        {name: groups[name].figures() if name in groups else figures.whole() for name in every if name != "all"},
        per_article(whole),
        seed,
        draws,
    )


def with_used(labels: Labels, material: Material) -> dict[str, list[str]]:
    """The codebook's labels and then those in use that it lacks."""
    every = {target: list(names) for target, names in labels.items()}
    for stance in sorted({stance for stances in material.stance_sets for stance in stances}):
        names = every.setdefault(stance.target, [])
        names += [] if stance.label in names else [stance.label]
    return every


def per_article(group: Group) -> tuple[ArticleFigures, ...]:
    """The headline figures of each article by itself, worst first."""
    by_article = group.resampling.by_article
    u_alpha, characters = by_article(group.unitizing()), by_article(group.characters())
    speakers = by_article(group.speaker_alpha())
    stances = {target: by_article(group.stance_alpha(target)) for target in group.labels}
    found = [
        ArticleFigures(
            each.sha256,
            each.id,
            each.annotators,
            u_alpha[i],
            characters[i],
            speakers[i],
            {target: figures[i] for target, figures in stances.items()},
        )
        for i, each in enumerate(group.material.articles)
    ]
    return tuple(sorted(found, key=lambda article: (article.worst, article.id, article.sha256)))
