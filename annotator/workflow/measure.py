"""Agreement between the annotators of a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from annotator.agreement.differences import Disagreement, disagreements
from annotator.agreement.intervals import SEED
from annotator.agreement.material import Material, TeamArticle, same_names
from annotator.agreement.measure import measure as measure_material
from annotator.agreement.measures import About
from annotator.agreement.report import Report
from annotator.errors import BadInputError
from annotator.store import decisions, work
from annotator.store.connection import Store
from annotator.workflow.project import annotators, current_codebook, speakers

Progress = Callable[[int, int], bool]  # articles read, of how many; answers False to cancel


def material(store: Store, chosen: Sequence[str] | None = None, *, progress: Progress | None = None) -> Material:
    """The decisions of all annotators (or the chosen ones) in the articles that at least two of them finished.

    BadInputError where a chosen name is not in the project, or on cancelling.
    """
    with store.reading():
        for name in chosen or ():
            if name not in annotators(store):
                raise BadInputError(f"{store.path}: no annotator is called “{name}”; choose one of {_listed(store)}.")
        return Material.of(team_articles(store, chosen, progress=progress), chosen)


def article_material(store: Store, sha256: str) -> Material:
    """The same of one article."""
    with store.reading():
        return Material.of(_read(store, [(sha256, name, 0) for name in annotators(store)]))


def team_articles(
    store: Store, chosen: Sequence[str] | None = None, *, progress: Progress | None = None
) -> Iterator[TeamArticle]:
    """The articles that at least two annotators (or of the chosen ones) finished, by id, each as soon as it is read.

    BadInputError on cancelling.
    """
    done = {pair for pair in decisions.finished(store) if chosen is None or pair[1] in chosen}
    people = Counter(sha256 for sha256, _ in done)
    wanted = [pair for pair in work.pairs(store) if pair[:2] in done and people[pair[0]] >= 2]
    count = len({sha256 for sha256, _, _ in wanted})
    for number, each in enumerate(_read(store, wanted)):
        if progress is not None and not progress(number, count):
            raise BadInputError("Reading the decisions was cancelled.")
        yield each


def _read(store: Store, wanted: Iterable[tuple[str, str, int]]) -> Iterator[TeamArticle]:
    """The articles with the decisions of those who finished them; StoreError where a span does not hold its words."""
    for each in work.streamed(store, wanted):
        made = {name: given for name, given in each.decisions.items() if name in each.finished}
        with store.translate_misfits(f"a decision on article {each.sha256[:12]}…"):
            for decision in chain.from_iterable(made.values()):
                decisions.check(decision, each.article.text)
        yield TeamArticle(each.sha256, each.article.id, len(each.article.text), made)


def _listed(store: Store) -> str:
    return ", ".join(annotators(store)) or "nobody: the project has no annotator yet"


def measure(store: Store, chosen: Sequence[str] | None = None, *, seed: int = SEED) -> Report:
    """All agreement figures of a project, with intervals; the same seed gives the same intervals."""
    with store.reading():
        return measure_of(store, material(store, chosen), seed=seed)


def measure_of(store: Store, of: Material, *, seed: int = SEED) -> Report:
    """The figures of material that is already read, for a page that shows the disagreements too."""
    labels = {target.id: [label.id for label in target.labels] for target in current_codebook(store).targets}
    return measure_material(of, labels, same_names(speakers(store)), seed)


def differences(store: Store, of: Material, about: About, target: str = "") -> Iterator[Disagreement]:
    """The disagreements behind a figure, with speakers by their names."""
    return disagreements(of, about, target, {speaker.id: speaker.name for speaker in speakers(store)})
