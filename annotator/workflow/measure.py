"""Agreement between the annotators of a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from annotator.agreement.differences import About, Disagreement, disagreements
from annotator.agreement.intervals import SEED
from annotator.agreement.material import Material, TeamArticle, same_names
from annotator.agreement.measure import measure as measure_material
from annotator.agreement.report import Report
from annotator.errors import BadInputError
from annotator.records import Decision
from annotator.store import articles, decisions
from annotator.store.connection import Store
from annotator.workflow.project import annotators, current_codebook, speakers

Progress = Callable[[int, int], bool]  # articles read, of how many; answers False to cancel


def material(store: Store, chosen: Sequence[str] | None = None, *, progress: Progress | None = None) -> Material:
    """The decisions of all annotators (or the chosen ones) in the articles that at least two of them finished.

    BadInputError where a chosen name is not in the project, or on cancelling.
    """
    for name in chosen or ():
        if name not in annotators(store):
            raise BadInputError(f"{store.path}: no annotator is called “{name}”; choose of {_listed(store)}.")
    people: dict[str, list[str]] = defaultdict(list)
    for sha256, name in decisions.finished(store):
        people[sha256].append(name)
    return Material.of(_read(store, people, progress), chosen)


def article_material(store: Store, sha256: str) -> Material:
    """The same of one article."""
    names = [name for name in annotators(store) if decisions.is_finished(store, sha256, name)]
    return Material.of([_article(store, sha256, names)])


def _read(store: Store, people: Mapping[str, Sequence[str]], progress: Progress | None) -> Iterator[TeamArticle]:
    for done, (sha256, names) in enumerate(people.items()):
        if progress is not None and not progress(done, len(people)):
            raise BadInputError("Reading the decisions was cancelled.")
        yield _article(store, sha256, names)


def _article(store: Store, sha256: str, names: Sequence[str]) -> TeamArticle:
    article = articles.article(store, sha256)
    made: dict[str, tuple[Decision, ...]] = {
        name: tuple(decisions.current_decisions(store, sha256, name).values()) for name in names
    }
    return TeamArticle(sha256, article.id, len(article.text), made)


def _listed(store: Store) -> str:
    return ", ".join(annotators(store)) or "nobody: the project has no annotator yet"


def measure(store: Store, chosen: Sequence[str] | None = None, *, seed: int = SEED) -> Report:
    """All agreement figures of a project, with intervals; the same seed gives the same intervals."""
    return measure_of(store, material(store, chosen), seed=seed)


def measure_of(store: Store, of: Material, *, seed: int = SEED) -> Report:
    """The figures of material that is already read, for a page that shows the disagreements too."""
    labels = {target.id: [label.id for label in target.labels] for target in current_codebook(store).targets}
    return measure_material(of, labels, same_names(speakers(store)), seed)


def differences(store: Store, of: Material, about: About, target: str = "") -> Iterator[Disagreement]:
    """The disagreements behind a figure, with speakers by their names."""
    return disagreements(of, about, target, {speaker.id: speaker.name for speaker in speakers(store)})
