"""Corpus in: articles and annotations of any kind into a project, as one change that can be taken back."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from annotator.errors import BadInputError, many
from annotator.exchange import annotation_formats
from annotator.exchange.annotated import ignore
from annotator.exchange.annotation_formats import AnnotationFormat, Batch, Brings
from annotator.exchange.articles import article_of, normal_newlines
from annotator.exchange.kept_annotations import KeptAnnotations
from annotator.exchange.readers import formats as kinds
from annotator.exchange.readers import process
from annotator.exchange.readers.base import ReadOptions as ReadOptions
from annotator.exchange.readers.kept import Chunk, KeptParts
from annotator.exchange.scheme import Scheme
from annotator.records import Article, Change, hash_of
from annotator.store import article_facts, articles, history
from annotator.store.articles import PreparedArticle
from annotator.store.connection import Store
from annotator.store.gc_pause import gc_paused
from annotator.workflow import annotated, codebook_change, labels, maintenance, versions
from annotator.workflow.annotated import ImportNotes
from annotator.workflow.codebook_files import import_codebook
from annotator.workflow.selection import ExportCounts
from annotator.workflow.versions import Moved

SAME = "the same text as another article but for blank lines around it"
Progress = Callable[[int, str], bool]
Find = Callable[[Path], AnnotationFormat | None]


@dataclass(slots=True)
class KeptImport:
    """What a preview read, for the import that follows it."""

    articles: KeptParts = field(default_factory=KeptParts)
    annotations: KeptAnnotations = field(default_factory=KeptAnnotations)


@dataclass(slots=True)
class ImportReport:
    """What an import brought: counts, a sentence for each file that could not be read, and what a reader had to tell."""

    added: int = 0
    already_here: int = 0
    problems: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    moved: Moved = field(default_factory=Moved)
    annotations: ExportCounts | None = None
    annotators: set[str] = field(default_factory=set)  # whose annotations came in
    unknown: tuple[str, ...] = ()  # labels of annotations that mean nothing here
    first: str = ""  # the first article (sha256) that came in

    def merge(self, other: ImportReport) -> None:
        """Add the articles that another report counted."""
        self.added += other.added
        self.already_here += other.already_here
        self.problems += other.problems
        self.moved.versions += other.moved.versions
        self.moved.moved += other.moved.moved
        self.moved.to_review += other.moved.to_review

    @property
    def message(self) -> str:
        """The outcome in one sentence, and a line for each thing that should be known."""
        parts = [f"{many(self.added, 'article')} added"]
        if self.moved.versions:
            parts += [
                f"{self.moved.versions} of them new versions ({self.moved.moved} decisions moved, "
                f"{self.moved.to_review} to review)"
            ]
        parts += [f"{self.already_here} already here"] if self.already_here else []
        parts += [f"{len(self.problems)} could not be read"] if self.problems else []
        lines = [", ".join(parts) + "."]
        if self.annotations is not None:
            lines.append(f"Annotations of {many(len(self.annotators), 'annotator')}: {self.annotations.message}")
        return "\n".join([*lines, *(f"{count:,} × {note}" for note, count in self.notes.most_common())])


def article_files(
    paths: Sequence[Path],
    skipped: Callable[[str], None] = ignore,
    find: Find = annotation_formats.format_of,
    left: Callable[[Path], None] = lambda _: None,
) -> Iterator[tuple[Path, bool]]:
    """The files named and, of folders, every readable kind below them, sorted, each with whether it may hold annotations.

    A folder that a program keeps as one project stands for itself. Links out of a folder are not followed; ``skipped`` is told of
    each, ``left`` of each file of a folder that is of no kind that is read. ``find`` tells the format of annotations. BadInputError for a
    path that is not there.
    """
    for path in paths:
        if path.is_dir() and find(path) is None:
            yield from _below(path, Path(os.path.realpath(path)), skipped, find, left)
        elif os.path.lexists(path):
            yield path, annotation_formats.may_hold(path)
        else:
            raise BadInputError(f"{path}: there is no such file; check the name.")


def _below(
    folder: Path, root: Path, skipped: Callable[[str], None], find: Find, left: Callable[[Path], None]
) -> Iterator[tuple[Path, bool]]:
    """The files of a folder and its folders that are wanted, sorted; no links to folders, nor folders that may not be looked into."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=attrgetter("name"))
    except OSError:
        return
    for entry in entries:
        if entry.is_symlink():
            target = Path(os.path.realpath(entry.path))
            if not target.is_relative_to(root):
                skipped("link that leads out of the folder: not followed")
                continue
        if _is_file(entry):
            path, name = folder / entry.name, entry.name.lower()
            if name.endswith(_ARTICLES) and not name.startswith("."):
                yield path, False
            elif _wanted(path, name, find):
                yield path, annotation_formats.may_be_named(entry.name)
            elif not _UNTOLD.search(name):
                left(path)
        elif entry.is_dir(follow_symlinks=False):
            inside = folder / entry.name
            if find(inside) is None:
                yield from _below(inside, root, skipped, find, left)
            else:
                yield inside, True


_ARTICLES = tuple(set(kinds.ALWAYS) - {suffix for brings in Brings for suffix in annotation_formats.suffixes(brings)})
"""Suffixes of files that are always taken for articles, and never looked into for annotations."""


_UNTOLD = re.compile(r"^\.|^thumbs\.db$|^desktop\.ini$|\.gold\.jsonl$|\.annot|\.journal$")
"""Names (in lower case) of files that nobody looks for among articles: hidden ones, gold, projects and what lies beside them."""


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, as the folder itself tells: a third of the time that asking for each file takes."""
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


def _wanted(path: Path, name: str, find: Find) -> bool:
    """Whether a file of a folder (``name``: its name in lower case) is brought in: articles or annotations; gold files only by name."""
    if name.startswith(".") or name.endswith(".gold.jsonl"):
        return False
    if kinds.is_wanted(path, name):
        return True
    return name.endswith(annotation_formats.suffixes(Brings.ANNOTATIONS)) and find(path) is not None


def find_files(
    paths: Sequence[Path], skipped: Callable[[str], None] = ignore, kept: KeptAnnotations | None = None
) -> tuple[dict[Path, Batch], list[Batch], list[Path]]:
    """What is in files and folders: annotations and codebooks by their file, batches that formats gather in folders, and all files.

    The files are those with annotations, in order with those that hold articles. ``skipped`` is told of what is left alone, also the kinds
    of files of a folder that are not read; ``kept`` is what a preview found.
    """
    left: list[Path] = []
    gathered = annotation_formats.gathered([path for path in paths if path.is_dir()])
    parts = {part for batch in gathered for file in batch.files for part in file.parts}
    find = kept.format_of if kept is not None else annotation_formats.format_of
    with gc_paused():
        files = [each for each in article_files(paths, skipped, find, left.append) if not parts or each[0] not in parts]
    for path in left:
        ending = path.suffix.lower() or "no ending"
        if path in parts:
            continue
        if path.name.lower().endswith(kinds.SUFFIXES):  # also other things than articles have it (.xml, .json)
            skipped(f"file without an article that can be read: left out ({ending})")
        else:
            skipped(f"file of a kind that is not read: left out ({ending})")
    others = annotated.batches([path for path, may_hold in files if may_hold], kept)
    return others, gathered, [path for path, _ in files]


def import_paths(
    store: Store,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    options: ReadOptions | None = None,
    progress: Progress | None = None,
    kept: KeptImport | None = None,
    meanings: Sequence[str] = (),
) -> tuple[Change, ImportReport]:
    """Bring in whatever the files hold: articles, annotations of any format that can be read, codebooks.

    One transaction and one undo (of ``annotator``); a file that cannot be read is reported and the others come in. ``kept`` is what
    a preview read of the same files: they are not read again. ``meanings`` are ``LABEL=MEANING`` words, which are kept with the
    project.
    """
    said = ImportNotes()
    if any(path.is_dir() or path.name.lower().endswith(kinds.SUFFIXES) for path in paths):
        process.warm()  # it starts while the files are looked for
    others, gathered, files = find_files(paths, said, kept.annotations if kept else None)
    if not files and not gathered:
        raise BadInputError(
            f"No article was found there; name {', '.join(kinds.SUFFIXES)} files, or a folder that holds some."
        )
    return _import(
        store,
        files,
        annotator,
        options,
        progress,
        others=others,
        gathered=gathered,
        kept=kept,
        said=said,
        meanings=meanings,
    )


class CanceledError(BadInputError):
    """The user stopped an import; nothing of it stays."""


def _import(
    store: Store,
    files: Sequence[Path],
    annotator: str | None,
    options: ReadOptions | None,
    progress: Progress | None,
    *,
    others: Mapping[Path, Batch] = MappingProxyType({}),
    gathered: Sequence[Batch] = (),
    kept: KeptImport | None = None,
    said: ImportNotes | None = None,
    meanings: Sequence[str] = (),
) -> tuple[Change, ImportReport]:
    texts = [path for path in files if path not in others] if others else files
    unsecured = maintenance.secure(store)
    reading = closing(process.read_files(texts, options, kept=kept.articles if kept else None))
    with store.long_write(), store.writing(), reading as parts:
        change = history.begin_change(store, annotator, "Import articles")
        said = said or ImportNotes()
        scheme = labels.scheme(store, said, meanings)
        running = _Import(store, change, parts, progress, scheme, said=said, others=articles.more_than(store, 0))
        running.kept = kept.annotations if kept else None
        if unsecured:
            running.said.notes[unsecured] += 1
        for running.done, path in enumerate(files):
            if progress is not None:
                running.go_on(0, path.name)
            try:
                running.take(path, others.get(path) if others else None)
            except CanceledError:
                raise
            except BadInputError as err:
                running.report.problems.append(str(err))
        running.flush()
        for batch in gathered:
            try:
                running.take_annotations(batch, running.go_on)
            except CanceledError:
                raise
            except BadInputError as err:
                running.report.problems.append(str(err))
        labels.remember(store, scheme.labels)
        history.refresh_derived(store, change)
        running.report.first = articles.first_of(store, change)
    report = running.report
    report.notes = running.said.notes
    report.unknown = tuple(name for name, meaning in scheme.met.items() if not meaning)
    people = report.annotations is not None
    told = Change("Import articles", queue=True, message=report.message, speakers=people, codebook=running.codebook)
    return told, report


@dataclass(slots=True)
class _Import:
    """An import on its way, inside the open transaction. Articles of small files wait to be added many at once."""

    store: Store
    change: int
    parts: Iterator[Chunk]
    progress: Progress | None
    scheme: Scheme
    fresh: set[str] = field(default_factory=set)  # articles that annotations brought
    done: int = 0
    report: ImportReport = field(default_factory=ImportReport)
    said: ImportNotes = field(default_factory=ImportNotes)
    others: bool = False  # whether the project held articles before
    waiting: list[list[Article]] = field(default_factory=list)  # of each file
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)  # hash without blank lines around: hash, first id
    codebook: bool = False
    kept: KeptAnnotations | None = None  # what a preview read

    def go_on(self, articles_: int, name: str) -> bool:
        """Tell how far it is; CanceledError where the user wants no more."""
        shown = f"{name}: {articles_:,} articles" if articles_ else name
        if self.progress is not None and not self.progress(self.done, shown):
            raise CanceledError("The import was canceled; nothing was added.")
        return True

    def take(self, path: Path, found: Batch | None) -> None:
        """One file: a codebook, annotations of a format, or articles. BadInputError where it cannot be read; nothing of it stays."""
        if found is None:
            self.take_articles(path)
        elif found.format.brings is Brings.CODEBOOK:
            read = import_codebook if self.kept is None else partial(self.kept.codebook, read=import_codebook)
            codebook_change.put_in_place(self.store, read(path, self.said), path.name, self.change)
            self.codebook = True
        else:
            self.take_annotations(found, lambda n, _: self.go_on(n, path.name))

    def take_annotations(self, batch: Batch, progress: Progress) -> None:
        """Annotations that come in together; BadInputError where they cannot be read, and nothing of them stays."""
        report, counts = self.report, ExportCounts()
        with self.store.savepoint():
            every = annotated.read(batch, self.scheme, self.kept)
            brought = annotated.bring_in(self.store, every, self.change, counts, progress, self.fresh)
        report.added += brought.added
        report.already_here += brought.already_here
        report.annotators |= brought.annotators
        report.problems += brought.problems
        report.annotations = report.annotations or ExportCounts()
        report.annotations.merge(counts)

    def take_articles(self, path: Path) -> None:
        """The articles of a file; those of a long one part by part, so that its length does not matter."""
        first = next(self.parts)
        if first.done:
            self.waiting.append(self.told(first))
            if len(self.waiting) >= articles.BATCH:
                self.flush()
            return
        self.flush()
        brought, count, part = ImportReport(), 0, first
        try:
            with self.store.savepoint():
                while True:
                    batch = self.sound(self.told(part))
                    self.add(batch, brought)
                    count += len(batch)
                    self.go_on(count, path.name)
                    if part.done:
                        break
                    part = next(self.parts)
        finally:
            while not part.done:  # what is still coming of a file that stays out
                part = next(self.parts)
        self.report.merge(brought)

    def told(self, part: Chunk) -> list[Article]:
        """The articles of a part, its notes taken; BadInputError where the file cannot be read."""
        for note, times in part.notes.items():
            self.said.notes[note] += times
        if part.error:
            raise BadInputError(part.error)
        return part.articles

    def sound(self, some: list[Article]) -> list[PreparedArticle]:
        """Articles as they may be kept; BadInputError where one may not."""
        found = articles.sound(some)
        for each in found:
            self.tell_same(each)
        return found

    def tell_same(self, new: PreparedArticle) -> None:
        """Tell a text that differs from one of this import by blank lines around it alone: it comes in as another article."""
        bare = new.article.text.strip()
        key = new.sha256 if len(bare) == len(new.article.text) else hash_of(bare)
        first = self.texts.setdefault(key, (new.sha256, new.article.id))
        if first[0] != new.sha256:
            self.said(f"{SAME} ({first[1]} and {new.article.id})")

    def add(self, batch: list[PreparedArticle], report: ImportReport) -> None:
        """Add articles; those that differ by blank lines alone from one of the project are told."""
        for at in range(0, len(batch) if self.others else 0, articles.BATCH):
            like: dict[str, str] = {}
            for article, *_ in batch[at : at + articles.BATCH]:
                bare = article.text.strip()
                like |= {hash_of(text): article.id for text in (bare, bare + "\n") if text != article.text}
            for sha, name in articles.names_of(self.store, list(like)).items():
                self.said(f"{SAME} ({name} and {like[sha]})")
        _add(self.store, batch, self.change, report, excluded=self.others)

    def flush(self) -> None:
        """Add the articles that wait."""
        waiting, self.waiting = self.waiting, []
        try:
            prepared = self.sound([each for some in waiting for each in some])
        except BadInputError:  # of one file: the others come in
            prepared = []
            for some in waiting:
                try:
                    prepared += self.sound(some)
                except BadInputError as err:
                    self.report.problems.append(str(err))
        self.add(prepared, self.report)


def _add(
    store: Store, found: list[PreparedArticle], change: int, report: ImportReport, *, excluded: bool = True
) -> None:
    """Add articles; one whose id is here with another, similar text as a new version of it.

    ``excluded``: whether there may be some that are here and excluded.
    """
    for at in range(0, len(found), articles.BATCH):
        part = found[at : at + articles.BATCH]
        taken = articles.names_taken(store, [each.article.id for each in part])
        plain = []
        for each in part:
            old = _earlier(store, each.article) if each.article.id in taken else None
            if old is None:
                plain.append(each)
            else:
                versions.add_version(store, each.article, old, change, report.moved)
                report.added += 1
        for name in article_facts.excluded_among(store, [each.sha256 for each in plain]) if excluded else ():
            report.problems.append(f"{name}: it is here already, but excluded; include it again.")
        added, here = articles.add_prepared(store, plain, change)
        report.added += added
        report.already_here += here


def pasted_article(text: str, name: str = "") -> Article:
    """An article from a text without a file; its name is its first line where none is given. BadInputError for a blank text."""
    article = article_of("", normal_newlines(text), "The text")
    return replace(article, id=" ".join(name.split()) or article.title)


def _earlier(store: Store, article: Article) -> str | None:
    """The text (sha256) that an article replaces: one of the same id that is similar and stands; None where it is new, or here."""
    return None if articles.has_article(store, article.sha256) else versions.earlier_version(store, article)


def import_text(store: Store, article: Article, *, annotator: str | None = None) -> tuple[Change, ImportReport]:
    """Bring in one article that was pasted, as a file of that name would come in.

    Where it is an edited text of an article that is here, decisions move to it, and a snapshot is taken first. An article that is new
    adds one row, which undo takes back: that waits for no copy of the project.
    """
    (prepared,), report = articles.sound([article]), ImportReport()
    if _earlier(store, prepared.article) is not None and (unsecured := maintenance.secure(store)):
        report.notes[unsecured] += 1
    with store.writing():
        change = history.begin_change(store, annotator, "Import article")
        _add(store, [prepared], change, report)
        history.refresh_derived(store, change)
        report.first = articles.first_of(store, change)
    return Change(action="Import article", queue=True, message=report.message), report
