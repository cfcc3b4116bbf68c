"""Corpus in: articles and annotations of any kind into a project, as one change that can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.codebook import LABEL_KEYS, TARGET_KEYS, parse_codebook
from annotator.errors import AnnotatorError, BadInputError
from annotator.exchange import brat, refi_qda
from annotator.exchange.brat import StandoffFiles
from annotator.exchange.documents import SUFFIXES, read_articles
from annotator.exchange.documents import Columns as Columns
from annotator.records import Article, Change
from annotator.store import articles, codebooks, history
from annotator.store.connection import Store
from annotator.workflow import annotated, standoff, versions
from annotator.workflow.annotated import Said
from annotator.workflow.project import current_codebook
from annotator.workflow.selection import ExportCounts
from annotator.workflow.standoff import StandoffCounts
from annotator.workflow.versions import Moved

Progress = Callable[[int, str], bool]
CANCELLED = "The import was cancelled; nothing was added."


@dataclass(slots=True)
class ImportReport:
    """What an import brought: counts, a sentence for each file that could not be read, and what a reader had to tell."""

    added: int = 0
    already_here: int = 0
    problems: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    moved: Moved = field(default_factory=Moved)
    annotations: ExportCounts | None = None
    standoff: StandoffCounts | None = None
    standoff_new: ExportCounts = field(default_factory=ExportCounts)

    @property
    def message(self) -> str:
        """The outcome in one sentence, and a line for each thing that should be known."""
        parts = [f"{self.added} article{'s' * (self.added != 1)} added"]
        if self.moved.versions:
            parts += [
                f"{self.moved.versions} of them new versions ({self.moved.moved} decisions moved, "
                f"{self.moved.to_review} to review)"
            ]
        parts += [f"{self.already_here} already here"] if self.already_here else []
        parts += [f"{len(self.problems)} could not be read"] if self.problems else []
        nothing = self.standoff is not None and not (self.added or self.already_here or self.problems)
        lines = [] if nothing else [", ".join(parts) + "."]
        if self.annotations is not None:
            lines.append(f"Annotations: {self.annotations.message}")
        if self.standoff is not None:
            lines += [self.standoff.message(self.standoff_new), *self.standoff.unsaid]
        return "\n".join([*lines, *(f"{count:,} × {note}" for note, count in self.notes.most_common())])


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """One article as it would come in: its file, name, title and length, how it begins, and what will become of it."""

    path: Path
    name: str
    title: str
    characters: int
    beginning: str
    fate: str  # "new", "already here", "new version", "the same text twice"
    metadata: tuple[tuple[str, str], ...] = ()
    text: str = ""  # the whole text of the first articles of a preview, "" of later ones


@dataclass(slots=True)
class ImportPreview:
    """What an import would bring, before anything is stored."""

    items: list[PreviewItem] = field(default_factory=list)
    annotated: list[tuple[Path, str]] = field(default_factory=list)  # file, title of the format
    problems: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        """The preview as lines for a terminal."""
        lines = [f"{item.fate}: {item.name} ({item.characters:,} characters) {item.title}" for item in self.items]
        lines += [f"annotations: {path} ({title})" for path, title in self.annotated]
        lines += [f"cannot be read: {problem}" for problem in self.problems]
        return "\n".join([*lines, *(f"{count:,} × {note}" for note, count in self.notes.most_common())])


def article_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named and, of folders, every readable kind below them, sorted; BadInputError for a path that is not there."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and _wanted(p))
        elif path.exists():
            yield path
        else:
            raise BadInputError(f"{path}: there is no such file; check the name.")


def _wanted(path: Path) -> bool:
    """Whether a file of a folder is brought in: an article, or a .json that holds annotations; gold files only by name."""
    suffix = path.suffix.lower()
    if path.name.endswith(".gold.jsonl") or path.name.startswith("."):
        return False
    return suffix in SUFFIXES or (suffix == ".json" and annotated.format_of(path) is not None)


def _standoff(paths: Sequence[Path]) -> tuple[list[StandoffFiles], list[Path]]:
    """The brat annotations in the folders, and all other files."""
    found = [files for path in paths if path.is_dir() for files in brat.find_standoff(path)]
    texts = {files.text for files in found}
    return found, [path for path in article_files(paths) if path not in texts]


def preview_import(
    paths: Sequence[Path],
    *,
    columns: Columns | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    whole: int = 20,
) -> ImportPreview:
    """What an import would bring; with a store, whether each article is here already or edits one that is.

    The texts of the first ``whole`` articles are kept for showing. ``progress(files, name)`` answers False to stop there.
    """
    preview, said = ImportPreview(), Said()
    seen: set[str] = set()
    marked, others = _standoff(paths)
    preview.annotated += [(files.annotation, "brat standoff") for files in marked]
    for done, path in enumerate(others):
        if progress is not None and not progress(done, path.name):
            break
        try:
            if found := annotated.format_of(path):
                preview.annotated.append((path, found.title))
                continue
            for article in read_articles(path, columns, said):
                fate = "the same text twice" if article.sha256 in seen else _fate(store, article)
                seen.add(article.sha256)
                preview.items.append(_item(path, article, fate, len(preview.items) < whole))
        except BadInputError as err:
            preview.problems.append(str(err))
    preview.notes = said.notes
    return preview


def _item(path: Path, article: Article, fate: str, whole: bool) -> PreviewItem:
    beginning = " ".join(article.text[:300].split())
    metadata = tuple(sorted(article.metadata.items()))
    text = article.text if whole else ""
    return PreviewItem(path, article.id, article.title, len(article.text), beginning, fate, metadata, text)


def _fate(store: Store | None, article: Article) -> str:
    if store is None:
        return "new"
    if articles.has_article(store, article.sha256):
        return "already here"
    return "new version" if versions.earlier_version(store, article) else "new"


def import_articles(
    store: Store,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> tuple[Change, ImportReport]:
    """Bring articles in, all in one transaction and one undo; the same text twice is one article, a bad file is reported.

    An article whose id is here with another, similar text is a new version of it. ``progress(files, name)`` is called for each
    file and answers False to cancel, which leaves the project untouched.
    """
    return _import(store, list(article_files(paths)), annotator, columns, progress, articles_alone=True)


def import_paths(
    store: Store,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> tuple[Change, ImportReport]:
    """Bring in whatever the files hold: articles, annotations of any format that can be read, brat folders, ``.qdc`` codebooks.

    One transaction and one undo (of ``annotator``); a file that cannot be read is reported and the others come in.
    """
    marked, files = _standoff(paths)
    if not files and not marked:
        raise BadInputError(
            f"No article was found there; name {', '.join(SUFFIXES)} files, or a folder that holds some."
        )
    return _import(store, files, annotator, columns, progress, marked=marked)


def _import(
    store: Store,
    files: Sequence[Path],
    annotator: str | None,
    columns: Columns | None,
    progress: Progress | None,
    *,
    articles_alone: bool = False,
    marked: Sequence[StandoffFiles] = (),
) -> tuple[Change, ImportReport]:
    report, said, codebook = ImportReport(), Said(), False
    with store.writing():
        change = history.begin_change(store, annotator, "Import articles")
        waiting: list[Article] = []
        for done, path in enumerate(files):
            if progress is not None and not progress(done, path.name):
                raise BadInputError(CANCELLED)
            try:
                found = None if articles_alone else annotated.format_of(path)
                if path.suffix.lower() == ".qdc":
                    codebook |= _use_qdc(store, path, change, said)
                elif found is not None and found.read is not None:
                    report.annotations = report.annotations or ExportCounts()
                    with store.part():
                        annotated.bring_in(store, found.read(path, said), str(path), change, report.annotations)
                else:
                    waiting += list(read_articles(path, columns, said))
            except BadInputError as err:
                report.problems.append(str(err))
            if len(waiting) >= articles.BATCH:
                _add(store, waiting, change, report)
                waiting = []
        _add(store, waiting, change, report)
        if marked:
            report.standoff = StandoffCounts()
            every = standoff.read(marked, current_codebook(store), report.standoff)
            annotated.bring_in(store, every, str(marked[0].annotation.parent), change, report.standoff_new, progress)
        history.settle(store, change)
    report.notes = said.notes
    told = Change(
        action="Import articles",
        queue=True,
        message=report.message,
        speakers=report.annotations is not None or report.standoff is not None,
        codebook=codebook,
    )
    return told, report


def _use_qdc(store: Store, path: Path, change: int, said: Said) -> bool:
    """Make a REFI-QDA codebook the project's."""
    source = refi_qda.toml_of(path, TARGET_KEYS, LABEL_KEYS, said)
    codebooks.append_codebook(store, parse_codebook(source, name=path.name), change)
    return True


def _add(store: Store, found: list[Article], change: int, report: ImportReport) -> None:
    """Add articles; one whose id is here with another, similar text as a new version of it."""
    for at in range(0, len(found), articles.BATCH):
        part = found[at : at + articles.BATCH]
        taken = articles.names_taken(store, [article.id for article in part])
        plain = []
        for article in part:
            old = None
            if article.id in taken and not articles.has_article(store, article.sha256):
                old = versions.earlier_version(store, article)
            if old is None:
                plain.append(article)
            else:
                versions.add_version(store, article, old, change, report.moved)
                report.added += 1
        added, here = articles.add_articles(store, plain, change)
        report.added += added
        report.already_here += here


def import_article(store: Store, path: Path, *, annotator: str | None = None) -> Change:
    """Bring one file in; AnnotatorError with a sentence if it cannot be read."""
    change, report = import_articles(store, [path], annotator=annotator)
    if report.problems:
        raise AnnotatorError(report.problems[0])
    return change


def import_text(store: Store, article: Article, *, annotator: str | None = None) -> Change:
    """Bring in one article that was pasted."""
    with store.writing():
        added, _ = articles.add_articles(store, [article], history.begin_change(store, annotator, "Import article"))
    return Change(
        action="Import article", queue=True, message="1 article added." if added else "That text is already here."
    )
