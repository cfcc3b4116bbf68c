"""Agreement between the annotators of a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain

from annotator.agreement.columns import Columns, Rows, speaker_of
from annotator.agreement.differences import DisagreementList, GivenValues
from annotator.agreement.intervals import SEED
from annotator.agreement.material import FinishedArticle, Material, TeamArticle, same_names
from annotator.agreement.measure import measure as measure_material
from annotator.agreement.measures import Facet
from annotator.agreement.report import AgreementReport
from annotator.errors import BadInputError
from annotator.store import decisions, work
from annotator.store.connection import Store
from annotator.store.kept import Beside, kept
from annotator.workflow.project import annotators, current_codebook, not_known, speakers

Progress = Callable[[int, int], bool]  # articles read, of how many; answers False to cancel


def material(
    store: Store,
    chosen: Sequence[str] | None = None,
    *,
    own: bool = False,
    progress: Progress | None = None,
    beside: Beside | None = None,
) -> Material:
    """The decisions of all annotators (or the chosen ones) in the articles that at least two of them finished.

    ``own``: instead, both readings of the articles that one of them read twice. ``beside`` is told what everybody answered in the
    articles that are read, where all decisions fit.
    BadInputError where a chosen name is not in the project, or on canceling; StoreError where a span does not hold its words.
    """
    if own:
        from annotator.workflow.own_consistency import articles_read_twice

        return Material.of(articles_read_twice(store, chosen, progress=progress))
    with store.reading():
        check_names(store, chosen)
        wanted, count = _wanted(store, chosen)
        names = sorted({name for _, name, _ in wanted} if chosen is None else set(chosen))
        found = _columns(store, sorted(wanted), count, names, progress, beside)
        # What does not fit is told by the reader that makes records.
        return found if found is not None else Material.of(_read(store, wanted), chosen)


def _columns(
    store: Store,
    wanted: Sequence[tuple[str, str, int]],
    count: int,
    names: Sequence[str],
    progress: Progress | None,
    beside: Beside | None,
) -> Material | None:
    """The material of these pairs, without a record for each row; None where a decision does not fit its article."""
    index, columns = {name: at for at, name in enumerate(names)}, Columns()
    articles: list[FinishedArticle] = []
    for part in kept(store, wanted, beside):
        _go_on(progress, len(articles), count)
        if part is None:
            return None
        parts = [(len(articles) + at, index[name]) for at, head in enumerate(part.heads) for name in head.annotators]
        articles += [FinishedArticle(*head) for head in part.heads]
        speakers = [(speaker_of(*who), who[1]) for who in part.speaker]
        said = (part.quotation, part.start, part.end, part.words, speakers, part.form, part.sets)
        columns.add(Rows(parts, part.part, part.said, part.stances, *said))
    return Material.read(articles, names, columns)


def team_article(store: Store, sha256: str) -> list[TeamArticle]:
    """One article with the decisions of those who finished it; none where fewer than two did."""
    with store.reading():
        found = _read(store, [(sha256, name, 0) for name in annotators(store)])
        return [each for each in found if len(each.finished) >= 2]


def team_articles(
    store: Store,
    chosen: Sequence[str] | None = None,
    *,
    among: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[TeamArticle]:
    """The articles that at least two annotators (or of the chosen ones) finished, by id, each as soon as it is read.

    ``among``: these articles alone (by sha256). BadInputError on canceling.
    """
    wanted, count = _wanted(store, chosen)
    for number, each in enumerate(_read(store, [pair for pair in wanted if among is None or pair[0] in among])):
        _go_on(progress, number, count)
        yield each


def check_names(store: Store, chosen: Sequence[str] | None) -> None:
    """BadInputError where a chosen name is not in the project."""
    for name in chosen or ():
        if name not in annotators(store):
            raise BadInputError(not_known(store, name))


def _wanted(store: Store, chosen: Sequence[str] | None) -> tuple[list[tuple[str, str, int]], int]:
    """What to read (article sha256, annotator, number of decisions), by article id, and of how many articles."""
    done = {pair for pair in decisions.finished(store) if chosen is None or pair[1] in chosen}
    people = Counter(sha256 for sha256, _ in done)
    wanted = [pair for pair in work.pairs(store) if pair[:2] in done and people[pair[0]] >= 2]
    return wanted, len({sha256 for sha256, _, _ in wanted})


def _go_on(progress: Progress | None, done: int, of: int) -> None:
    if progress is not None and not progress(done, of):
        raise BadInputError("Reading the decisions was canceled.")


def _read(store: Store, wanted: Iterable[tuple[str, str, int]]) -> Iterator[TeamArticle]:
    """The articles with the decisions of those who finished them; StoreError where a span does not hold its words."""
    for each in work.streamed(store, wanted):
        made = {name: given for name, given in each.decisions.items() if name in each.finished}
        with store.translate_misfits(f"a decision on article {each.sha256[:12]}…"):
            for decision in chain.from_iterable(made.values()):
                decisions.check(decision, each.article.text)
        yield TeamArticle(each.sha256, each.article.id, len(each.article.text), made)


def measure(
    store: Store, chosen: Sequence[str] | None = None, *, own: bool = False, seed: int = SEED
) -> AgreementReport:
    """All agreement figures of a project, with intervals; the same seed gives the same intervals. ``own``: as in :func:`material`."""
    with store.reading():
        return measure_of(store, material(store, chosen, own=own), seed=seed)


def measure_of(store: Store, of: Material, *, seed: int = SEED) -> AgreementReport:
    """The figures of material that is already read, for a page that shows the disagreements too."""
    labels = {target.id: [label.id for label in target.labels] for target in current_codebook(store).targets}
    return measure_material(of, labels, same_names(speakers(store)), seed)


def differences(store: Store, of: Material, about: Facet, target: str = "") -> DisagreementList:
    """The disagreements behind a figure, with speakers by their names."""
    names = {speaker.id: speaker.name for speaker in speakers(store)}
    return GivenValues.of(of, about, target, names).disagreements()
