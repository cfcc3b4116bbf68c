"""A team: blind packages out, with a chosen overlap, and the files of its members back in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotator.errors import BadInputError
from annotator.records import Change
from annotator.store import annotators as _annotators
from annotator.store import articles, connection, history, proposals
from annotator.store import codebooks as _codebooks
from annotator.store.connection import Store
from annotator.store.merge import MergeReport
from annotator.store.merge import merge as merge_file
from annotator.workflow import versions
from annotator.workflow.project import SUFFIX, current_codebook


def assign(articles: Sequence[str], people: Sequence[str], overlap: int) -> dict[str, list[str]]:
    """Each person's articles: every article by ``overlap`` people, all with the same number of articles, give or take one.

    Each article goes to those with the fewest so far, of these to who has met the others chosen for it least often, so that
    every pair gets articles in common. BadInputError where there are fewer people than the overlap wants.
    """
    if not 1 <= overlap <= len(people) or len(set(people)) != len(people):
        raise BadInputError(
            f"Every article by {overlap} people wants at least that many different names, not {len(people)}."
        )
    given: dict[str, list[str]] = {person: [] for person in people}
    met: Counter[frozenset[str]] = Counter()
    for article in articles:
        chosen: list[str] = []
        for _ in range(overlap):
            chosen.append(
                min(
                    (person for person in people if person not in chosen),
                    key=lambda p: (len(given[p]), sum(met[frozenset((p, other))] for other in chosen), people.index(p)),
                )
            )
        for person in chosen:
            given[person].append(article)
        met.update(frozenset((a, b)) for a in chosen for b in chosen if a < b)
    return given


def article_hashes(store: Store, names: Sequence[str] = ()) -> list[str]:
    """The hashes of the articles of these ids, all where none are given; BadInputError for an id that is not there."""
    every = [(articles.article(store, sha256).id, sha256) for sha256 in articles.article_hashes(store)]
    if missing := set(names) - {name for name, _ in every}:
        raise BadInputError(f"{store.path}: there is no article “{sorted(missing)[0]}”; check its name in the queue.")
    return [sha256 for name, sha256 in every if not names or name in names]


def package(
    store: Store, path: Path, annotator: str, hashes: Sequence[str], *, without_proposals: float = 0.0
) -> Change:
    """One file for one annotator: the articles, the codebook and the proposals, nobody's decisions.

    ``without_proposals`` is the share of quotations (0 to 1, the same ones for everybody) of which only the stretch is shown,
    as a guard against being led by the machine; each decision records it. StoreError if the file is there.
    """
    if not 0 <= without_proposals <= 1:
        raise BadInputError("The share of quotations without proposals is a number from 0 to 1.")
    codebook = current_codebook(store)

    def fill(made: Store) -> None:
        _codebooks.add_codebook(made, codebook)
        with made.writing():
            _annotators.add_annotator(made, annotator)
            _annotators.set_blind_share(made, without_proposals)
            _annotators.show_indirect(made, _annotators.shows_indirect(store))
            change = history.begin_change(made, None, "Make package")
            for sha256 in hashes:
                articles.add_articles(made, [articles.article(store, sha256)], change)
                proposals.copy_newest(store, sha256, made)

    connection.create(path, fill).close()
    return Change(action="Make package", message=f"{path}: {len(hashes)} articles for {annotator}.")


def packages(
    store: Store,
    folder: Path,
    people: Sequence[str],
    names: Sequence[str] = (),
    *,
    overlap: int | None = None,
    without_proposals: float = 0.0,
) -> list[Change]:
    """A package for each person, every article by ``overlap`` of them (all of them where None)."""
    given = assign(article_hashes(store, names), people, len(people) if overlap is None else overlap)
    return [
        package(store, package_path(store, folder, person), person, hashes, without_proposals=without_proposals)
        for person, hashes in given.items()
    ]


def package_path(store: Store, folder: Path, annotator: str) -> Path:
    """Where the package of an annotator goes: the project's name and the annotator's, as a file name."""
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in annotator)
    return folder / f"{store.path.stem}-{name}{SUFFIX}"


def merge(
    store: Store, paths: Sequence[Path], *, annotator: str | None = None, dry_run: bool = False
) -> tuple[Change, list[MergeReport]]:
    """Bring the files of a team together in this project, each as one change that ``annotator`` may undo.

    What is here already is not doubled, and the order does not matter. A dry run only says what would come. BadInputError
    with a sentence where a file is not sound: the files before it stay merged.
    """
    codebook = current_codebook(store)
    for path in paths:
        if path.exists() and path.samefile(store.path):
            raise BadInputError(f"{path}: that is the project itself; name the files of the others.")
    reports = [
        merge_file(store, path, codebook.has, codebook.hash, annotator=annotator, dry_run=dry_run, follow=_follow)
        for path in paths
    ]
    lines = [line for report in reports for line in (report.message, *(f"  {note}" for note in report.notes))]
    return Change(action="Merge", queue=True, speakers=True, message="\n".join(lines)), reports


def _follow(store: Store, change: int) -> str:
    """Move what a merge brought on to edited texts; a note of it, or ""."""
    moved = versions.follow(store, change)
    if not (moved.versions or moved.moved or moved.to_review):
        return ""
    return f"Edited articles: {moved.versions} new versions; {moved.moved} decisions moved on, {moved.to_review} to review."


def undo_merge(store: Store) -> Change:
    """Take back the newest merge that stands; BadInputError where there is none."""
    change = history.undo_merge(store)
    if change is None:
        raise BadInputError(f"{store.path}: there is no merge to take back.")
    return change
