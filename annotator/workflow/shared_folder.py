"""A folder on a shared drive through which a small team passes packages.

Whole files are copied and renamed; no project is ever opened on the drive, for SQLite's locks and log do not work there
(sqlite.org/wal.html: WAL is not for network file systems). The lead puts packages into the folder; each annotator copies his own
out of it, works on this computer, and gives a copy back into the folder ``returned`` below it, from where the lead merges.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError, BadInputError, StoreError
from annotator.exchange.files import stamp
from annotator.open_projects import open_input
from annotator.store import annotators, decisions, history
from annotator.store.connection import Store
from annotator.store.journal import project_id
from annotator.store.opening import backup
from annotator.workflow import desk, project
from annotator.workflow.project import SUFFIX

RETURNED = "returned"
DAY = 24 * 60 * 60  # seconds
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Shared:
    """A project file in the shared folder, and the copy of it on this computer that was looked at."""

    path: Path  # in the shared folder
    copy: Path  # on this computer; whole and sound
    identity: str  # the id of the project: the same in each of its copies
    person: str  # whom it was made for; "" where it is no package
    articles: int
    finished: int  # articles that the person said to be done
    acts: frozenset[str]  # ids of the changes that decided something, finished an article, or undid that


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """What one look at a shared folder found."""

    packages: tuple[Shared, ...]  # what the lead put there
    returned: tuple[Shared, ...]  # what annotators gave back
    problems: tuple[str, ...]  # a sentence for each file that could not be read


class SharedFolder:
    """Looks at a shared folder, again and again. Copies are kept in ``cache``, a folder on this computer that may be deleted."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        self._known: dict[tuple[str, int, int], Shared | None] = {}  # by path, size and time; None: cannot be read

    def look(self) -> FolderCheck:
        """What lies in the folder now; files that are still being written are left for the next look.

        BadInputError with a sentence where the folder cannot be read.
        """
        problems: list[str] = []
        packages = self._files(self.folder, problems)
        returned = self._files(self.folder / RETURNED, problems) if (self.folder / RETURNED).is_dir() else ()
        self._forget({each.copy.parent for each in (*packages, *returned)})
        return FolderCheck(packages, returned, tuple(problems))

    def _forget(self, needed: Collection[Path]) -> None:
        """Delete copies of files that are not there any more, a day after they were made: a question may still name them."""
        if self.cache.is_dir():
            for folder in self.cache.iterdir():
                if folder.is_dir() and folder not in needed and folder.stat().st_mtime < time.time() - DAY:
                    shutil.rmtree(folder, ignore_errors=True)

    def _files(self, folder: Path, problems: list[str]) -> tuple[Shared, ...]:
        try:
            names = sorted(
                entry.name
                for entry in os.scandir(folder)
                if entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False)
            )
        except OSError as err:
            raise BadInputError(
                f"{folder}: the shared folder cannot be read ({err.strerror}); check the drive."
            ) from err
        return tuple(found for name in names if (found := self._file(folder / name, problems)) is not None)

    def _file(self, path: Path, problems: list[str]) -> Shared | None:
        """One file as it is now; None where it cannot be read or is not whole yet."""
        before = stamp(path)
        if before is None or not before[1]:
            return None
        key = (str(path), *before)
        if key not in self._known:
            copy = self._copy(path, before)
            if copy is None:
                return None
            try:
                self._known[key] = _read(path, copy)
            except AnnotatorError as error:
                self._known[key] = None
                problems.append(str(error).replace(str(copy), str(path)))
        return self._known[key]

    def _copy(self, path: Path, before: tuple[int, int]) -> Path | None:
        """A copy on this computer; None where the file changed meanwhile: it comes with a later look."""
        name = hashlib.sha256(f"{path} {before}".encode()).hexdigest()[:16]
        target = self.cache / name / path.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if not _copied(path, target, before):
                return None
        return target


def _copied(path: Path, target: Path, before: tuple[int, int] | None) -> bool:
    """Copy a whole file and rename it at the end; False, and no file, where the first one changed meanwhile or cannot be read."""
    part = target.with_name(target.name + _PART)
    try:
        with (
            open_input(path) as source,
            part.open("wb") as copy,
        ):  # a project that is open here is refused, and keeps its locks
            shutil.copyfileobj(source, copy)
        if before is not None and (stamp(path) != before or part.stat().st_size != before[1]):
            return False
        part.replace(target)
    except (OSError, BadInputError):
        return False
    finally:
        part.unlink(missing_ok=True)
    return True


def _read(path: Path, copy: Path) -> Shared:
    """What a copy on this computer holds; AnnotatorError with a sentence where it is no sound project."""
    with closing(project.read_project(copy)) as store, store.reading():
        person = project.made_for(store)
        rows = desk.load_queue(store, person) if person else ()
        done = _finished(store, person)
        return Shared(
            path=path,
            copy=copy,
            identity=project_id(store),
            person=person,
            articles=len(rows),
            finished=sum(row.sha256 in done for row in rows),
            acts=history.acts(store),
        )


def _finished(store: Store, person: str) -> set[str]:
    """The articles (sha256) that somebody finished; also what came back since: nobody is told that something came back."""
    return {sha256 for sha256, name in decisions.finished(store) if name == person}


def offers(look: FolderCheck, people: Collection[str], taken: Collection[str]) -> list[Shared]:
    """The packages for these people (as names are compared: without case) that were not taken to this computer yet (project ids)."""
    names = {annotators.person(name).casefold() for name in people}
    return [each for each in look.packages if each.person.casefold() in names and each.identity not in taken]


def to_merge(look: FolderCheck, store: Store) -> list[Shared]:
    """What was given back and holds work that the project lacks."""
    here = project_id(store)
    return [each for each in look.returned if each.identity != here and not history.knows_all(store, each.acts)]


def finished_package(look: FolderCheck, store: Store) -> str:
    """A sentence where every article of the open package is finished and that is not in what was given back; "" else."""
    person = project.made_for(store)
    rows, done = desk.load_queue(store, person), _finished(store, person)
    if not rows or not all(row.sha256 in done for row in rows):
        return ""
    here, own = project_id(store), history.acts(store)
    if any(each.identity == here and own <= each.acts for each in look.returned):
        return ""
    return "All articles of this package are finished; it can go back into the shared folder."


def take(shared: Shared, target: Path) -> Path:
    """Copy a package to its place on this computer; StoreError with a sentence where that cannot be or a file is there."""
    if target.exists():
        raise StoreError(f"{target}: there is a file of that name; choose another one.")
    if not _copied(shared.copy, target, None):
        raise StoreError(
            f"{target}: the package could not be copied there; check the folder and the free space on the disk."
        )
    return target


def give_back(path: Path, folder: Path, cache: Path) -> Path:
    """Copy a package as it is now into the shared folder's ``returned``, whole and by a rename; where it lies.

    A file of the same name is replaced only where it is an earlier state of the same package: one that somebody gave back from another
    computer stays, and this one gets a name of its own. BadInputError where the project is no package, StoreError where the
    folder cannot be written; both with a sentence.
    """
    cache.mkdir(parents=True, exist_ok=True)
    whole = cache / f"giving-{os.getpid()}{SUFFIX}"
    try:
        with closing(project.read_project(path)) as store:
            if not project.made_for(store):
                raise BadInputError(f"{path}: this is not a package for an annotator; there is nothing to give back.")
            backup(store, whole, checked=True)
        mine = _read(path, whole)
        target = _free_name(folder / RETURNED, path.stem, mine, cache)
        try:
            (folder / RETURNED).mkdir(exist_ok=True)
        except OSError as err:
            raise StoreError(f"{folder}: nothing can be written there ({err.strerror}); check the drive.") from err
        if not _copied(whole, target, None):
            raise StoreError(f"{target}: the package could not be copied there; check the drive and try again.")
        return target
    finally:
        for left in cache.glob(f"{whole.name}*"):
            left.unlink(missing_ok=True)


def _free_name(folder: Path, stem: str, mine: Shared, cache: Path) -> Path:
    """The first name that is free, or that an earlier state of the same package has."""
    there = SharedFolder(folder, cache)
    number = 1
    while True:
        target = folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
        if not target.exists():
            return target
        problems: list[str] = []
        found = there._file(target, problems)
        if found is not None and found.identity == mine.identity and found.acts <= mine.acts:
            return target
        number += 1
