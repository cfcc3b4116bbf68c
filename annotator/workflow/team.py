"""A team: blind packages out, with a chosen overlap, and the files of its members back in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from annotator.codebook import joining, parse_codebook
from annotator.codebook.joining import SavedChange
from annotator.codebook.steps import LabelFate
from annotator.errors import BadInputError, CodebookError, many
from annotator.holdout import HoldOut, HoldOutRule
from annotator.records import Change, Codebook, Stance
from annotator.store import annotators as _annotators
from annotator.store import article_facts, articles, history, opening, proposals, recoding
from annotator.store import codebooks as _codebooks
from annotator.store.codebook_graph import KEY_LENGTH
from annotator.store.coming_codebooks import ChangeToJoin, ComingVersion, JoinedVersion
from annotator.store.connection import Store
from annotator.store.history import OthersWorkError as OthersWorkError
from annotator.store.merge import MergeReport
from annotator.store.merge import merge as merge_files
from annotator.store.recoding import FateRow
from annotator.store.rules import KEY
from annotator.workflow import maintenance, versions
from annotator.workflow.project import SUFFIX, current_codebook

_KEY = rf"[0-9a-f]{{{KEY_LENGTH}}}"
MOST_WHY = 10_000  # characters of why a codebook was changed, from another file
Progress = Callable[[int, str], bool]  # things done, the name of the next; False to cancel


def assign(articles: Sequence[str], people: Sequence[str], overlap: int) -> dict[str, list[str]]:
    """Each person's articles: every article by ``overlap`` people, all with the same number of articles, give or take one.

    Each article goes to those with the fewest so far, of these to who has met the others chosen for it least often, so that
    every pair gets articles in common. BadInputError where there are fewer people than the overlap wants.
    """
    if not 1 <= overlap <= len(people) or len(set(people)) != len(people):
        raise BadInputError(
            f"With an overlap of {overlap}, name at least {overlap} annotators (you named {len(people)})."
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


def article_names(store: Store) -> list[str]:
    """The ids of all articles, each once, in order."""
    return list(dict.fromkeys(name for name, _ in articles.article_names(store)))


def article_hashes(store: Store, names: Sequence[str] = ()) -> list[str]:
    """The hashes of the articles of these ids, all where none are given; BadInputError for an id that is not there."""
    every = articles.article_names(store)
    if missing := set(names) - {name for name, _ in every}:
        raise BadInputError(f"{store.path}: there is no article “{sorted(missing)[0]}”; check its name in the queue.")
    return [sha256 for name, sha256 in every if not names or name in names]


def package(
    store: Store,
    path: Path,
    annotator: str,
    hashes: Sequence[str],
    *,
    without_proposals: float = 0.0,
    progress: Progress | None = None,
) -> Change:
    """One file for one annotator: the articles, the codebook and the proposals, nobody's decisions. It opens as that person.

    ``without_proposals`` is the share of quotations (0 to 1, others for each annotator) of which only the stretch is shown,
    as a guard against being led by the machine; each decision records it. StoreError if the file is there; BadInputError on
    canceling, which leaves no file.
    """
    if not 0 <= without_proposals <= 1:
        raise BadInputError("The share of quotations without proposals is a number from 0 to 1.")
    annotator = _annotators.person(annotator)

    def fill(made: Store) -> None:
        _codebooks.add_codebook(made, current_codebook(store))
        with made.writing():
            _annotators.add_annotator(made, annotator)
            _annotators.set_setting(made, _annotators.MADE_FOR, annotator)
            _annotators.set_hold_out(made, HoldOut(HoldOutRule.ANNOTATOR, without_proposals))
            _annotators.show_indirect(made, _annotators.shows_indirect(store))
            _annotators.ask_nested(made, _annotators.asks_nested(store))
            _annotators.set_repeats(made, _annotators.repeats(store))
            change = history.begin_change(made, None, "Make package")
            for done, sha256 in enumerate(hashes):
                if progress is not None and not progress(done, annotator):
                    raise BadInputError("Making packages was canceled; none was made.")
                articles.add_articles(made, [articles.article(store, sha256)], change, tagged=False)
                article_facts.copy_tags(store, sha256, made, change)
                proposals.copy_newest(store, sha256, made)

    with store.reading():
        opening.create(path, fill).close()
    return Change(action="Make package", message=f"{path}: {many(len(hashes), 'article')} for {annotator}.")


@dataclass(frozen=True, slots=True)
class AnnotatorShare:
    """What one annotator is to get: how many articles, the least and the most of them in common with another, and in which file."""

    annotator: str
    path: Path
    articles: tuple[str, ...]  # sha256
    common: tuple[int, int]

    @property
    def there(self) -> bool:
        """Whether there is such a file already, which no package overwrites."""
        return self.path.exists()


def plan(
    store: Store, folder: Path, people: Sequence[str], names: Sequence[str] = (), *, overlap: int | None = None
) -> list[AnnotatorShare]:
    """Who is to get what, every article (or those of these ids) by ``overlap`` people (all of them where None).

    BadInputError with a sentence where that cannot be: no names, the same one twice, too many for so few, two of one file name.
    """
    if not people or not all(name.split() for name in people):
        raise BadInputError("Name the annotators.")
    people = [_annotators.person(name) for name in people]
    if folder.exists() and not folder.is_dir():
        raise BadInputError(f"{folder}: that is a file; choose a folder for the packages.")
    given = assign(article_hashes(store, names), people, len(people) if overlap is None else overlap)
    paths = {person: package_path(store, folder, person) for person in people}
    if len(set(paths.values())) < len(people):
        raise BadInputError("Two of the names give the same file name; change one of them.")
    held = {person: set(hashes) for person, hashes in given.items()}
    made = []
    for person, hashes in given.items():
        common = [len(held[person] & other) for name, other in held.items() if name != person] or [0]
        made.append(AnnotatorShare(person, paths[person], tuple(hashes), (min(common), max(common))))
    return made


def make_packages(
    store: Store, shares: Sequence[AnnotatorShare], *, without_proposals: float = 0.0, progress: Progress | None = None
) -> list[Change]:
    """The package of each share, all of one moment: all of them or, on any error or canceling, none."""
    made: list[Change] = []
    try:
        with store.reading():
            for number, share in enumerate(shares):
                before = sum(len(each.articles) for each in shares[:number])
                go_on = None if progress is None else partial(_from, progress, before)
                made.append(
                    package(
                        store, share.path, share.annotator, share.articles,
                        without_proposals=without_proposals, progress=go_on,
                    )
                )  # fmt: skip
    except BaseException:
        for share in shares[: len(made)]:
            share.path.unlink(missing_ok=True)
        raise
    return made


def _from(progress: Progress, before: int, done: int, name: str) -> bool:
    return progress(before + done, name)


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
    with store.reading():
        shares = plan(store, folder, people, names, overlap=overlap)
        return make_packages(store, shares, without_proposals=without_proposals)


def package_path(store: Store, folder: Path, annotator: str) -> Path:
    """Where the package of an annotator goes: the project's name and the annotator's, as a file name."""
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in annotator)
    return folder / f"{store.path.stem}-{name}{SUFFIX}"


def merge(
    store: Store,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    names: Mapping[str, str] | None = None,
    as_made_for: bool = False,
    take_codebook: bool = True,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> tuple[Change, list[MergeReport]]:
    """Bring the files of a team together in this project, as one change that ``annotator`` may undo.

    ``names``: people whose decisions come as somebody else's. ``as_made_for``: what was decided in a package under a name that it was
    not made for comes as the work of the person that it was made for.
    A codebook that was changed in a file after the project's becomes the project's, unless ``take_codebook`` is False; decisions of both
    are recoded as its changes say.
    What is here already is not doubled, and the order does not matter. BadInputError with a sentence where a file is not sound:
    then none is merged. A dry run only says what would come, and which files are not sound. ``progress`` (the decisions read and
    the file's name, then 0 and what is done with it) answers False to cancel.
    """
    before = current_codebook(store).hash
    others: list[Path] = []
    for path in paths:
        if path.exists() and path.samefile(store.path):
            raise BadInputError(f"{path}: that is the project itself; name the files of the others.")
        if not any(path.exists() and each.exists() and path.samefile(each) for each in others):
            others.append(path)
    unsecured = "" if dry_run else maintenance.secure(store)
    reports = merge_files(
        store,
        others,
        _Labels(store, take_codebook),
        annotator=annotator,
        names=names,
        as_made_for=as_made_for,
        dry_run=dry_run,
        progress=progress,
        follow=_follow,
    )
    if unsecured and reports:
        reports[-1].notes.append(unsecured)
    lines = [line for report in reports for line in (report.message, *(f"  {note}" for note in report.notes))]
    changed = current_codebook(store).hash != before
    return Change(action="Merge", queue=True, speakers=True, codebook=changed, message="\n".join(lines)), reports


class _Labels:
    """What a merge asks about the project's codebook, and about one that comes."""

    def __init__(self, store: Store, takes: bool) -> None:
        self.store, self.takes = store, takes
        self._codebook = current_codebook(store)
        self.reread()

    def reread(self) -> None:
        if _codebooks.codebook_hash(self.store) != self._codebook.hash:  # reading one takes as long as 40 decisions
            self._codebook = current_codebook(self.store)
        self._fates = recoding.known_fates(self.store)

    def has(self, stance: Stance) -> bool:
        return self._codebook.has(stance) or stance in self._fates

    def join(self, base: ComingVersion, changes: tuple[ChangeToJoin, ...], apart: int) -> JoinedVersion:
        """Join the codebooks as values."""
        saved = []
        for each in changes:
            fates = tuple(LabelFate(*fate) for fate in each.after.fates)
            saved.append(SavedChange(each.key, each.known, each.who, _book(each.before), _book(each.after), fates))
        book, said, told = joining.join(_book(base), saved, apart)
        row = (book.hash, book.id, book.name, book.version, book.source, book.guideline)
        return JoinedVersion(row, tuple(FateRow(*fate) for fate in said), told)

    def fault(self, version: ComingVersion) -> str:
        """Read it by the rules of a codebook's file; what becomes of labels must name its own."""
        try:
            book = parse_codebook(version.source, name=f"its version {version.version}", guideline=version.guideline)
        except CodebookError as error:
            return f"it is not valid ({str(error).rstrip('.')})"
        named = [fate.to for fate in version.fates if fate.to is not None and not fate.retired]
        named += [option for fate in version.fates for option in fate.options]
        sound = (
            (book.hash, book.id, book.name, book.version) == version[:4]
            and re.fullmatch(_KEY, version.key)
            and re.fullmatch(rf"[0-9a-f]{{64}}|\+{_KEY}( {_KEY})*", version.parents)
            and len(version.why) <= MOST_WHY
            and all(book.has(stance) for stance in named)
            and all(fate.look is None or fate.look >= 0 for fate in version.fates)
            and all(0 < len(identity) <= KEY for identity in version.sample)
        )
        return "" if sound else "what it says about old labels is not valid"


def _book(version: ComingVersion) -> Codebook:
    return parse_codebook(version.source, name=f"version {version.version}", guideline=version.guideline)


def names_of(pairs: Sequence[str]) -> dict[str, str]:
    """Who comes as whom, from words such as ``Lead=Ann``; BadInputError with a sentence where one is no such pair."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, other = pair.rpartition("=")
        if not equals or not name.strip():
            raise BadInputError(f'“{pair}” is not written as NAME=PERSON, such as "Lead=Ann".')
        found[" ".join(name.split())] = _annotators.person(other)
    return found


def _follow(store: Store, change: int) -> str:
    """Move what a merge brought on to edited texts; a note of it, or ""."""
    moved = versions.follow(store, change)
    if not (moved.versions or moved.moved or moved.to_review):
        return ""
    return f"Edited articles: {moved.versions} new versions; {moved.moved} decisions moved on, {moved.to_review} to review."


def undo_merge(store: Store, *, sure: bool = False, progress: history.Progress | None = None) -> Change:
    """Take back the newest merge that stands; BadInputError where there is none.

    OthersWorkError with a sentence where somebody went on with what it brought, unless ``sure``; that stays in any case.
    CanceledTurnError where ``progress`` answers False.
    """
    change = history.undo_merge(store, sure=sure, progress=progress)
    if change is None:
        raise BadInputError(f"{store.path}: there is no merge to undo.")
    return change
