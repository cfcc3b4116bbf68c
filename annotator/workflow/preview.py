"""A look at what an import would bring, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from annotator.errors import BadInputError, many
from annotator.exchange import formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.annotation_formats import Batch, Brings
from annotator.exchange.readers import process
from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.kept import Chunk
from annotator.exchange.scheme import Scheme
from annotator.records import Article, Codebook, fold
from annotator.store import articles
from annotator.store.connection import Store
from annotator.workflow import annotated, labels, versions
from annotator.workflow.annotated import ImportNotes
from annotator.workflow.codebook_files import import_codebook
from annotator.workflow.corpus import KeptImport, Progress, find_files
from annotator.workflow.export import lost_by
from annotator.workflow.project import current_codebook, plain_codebook
from annotator.workflow.selection import ExportCounts
from annotator.workflow.versions import Moved

MOST = 30  # notes of files that a terminal shows


def _one_line(text: str) -> str:
    """A line for a terminal, whatever stands in names: line breaks and control characters are shown as they are written."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """One article as it would come in: its file, name, title and length, how it begins, and what will become of it."""

    path: Path
    name: str
    title: str
    characters: int
    beginning: str
    fate: str  # "new", "already here", "new version", "the same text twice"
    moved: Moved | None = None  # of a new version: the decisions that would move, and those to review
    metadata: tuple[tuple[str, str], ...] = ()
    text: str = ""  # the whole text of the first articles of a preview, "" of later ones

    @property
    def words(self) -> str:
        """What becomes of it in words, with the counts of a new version."""
        return ImportOutcome(self.fate, self.name, self.moved).words


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What becomes of an article that comes in; of a new version with the decisions that would move, and those to review."""

    fate: str
    name: str
    moved: Moved | None = None

    @property
    def words(self) -> str:
        """In words, for people."""
        if self.moved is None:
            return self.fate
        return f"{self.fate} of {self.name}: {self.moved.moved:,} move over, {self.moved.to_review:,} to review"


@dataclass(slots=True)
class AnnotationItem:
    """A file of annotations (or a codebook) as it would come in: what it holds, and what its format cannot say."""

    path: Path
    title: str  # of the format
    what: str = "annotations"
    counts: ExportCounts = field(default_factory=ExportCounts)
    annotators: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    codes: tuple[int, int] = (0, 0)  # targets and labels of a codebook
    cannot_say: str = ""

    def add(self, found: AnnotatedArticle) -> None:
        """Count an article and annotator."""
        self.counts.add(found)
        self.annotators.update({found.annotator} - {""})
        self.speakers.update(fold(d.speaker_name) for d in found.decisions if d.speaker_name)

    @property
    def message(self) -> str:
        """The counts in words."""
        counts, (targets, labels) = self.counts, self.codes
        if targets:
            return f"{many(targets, 'target')}, {many(labels, 'label')}"
        held = [(counts.articles, "article"), (len(self.annotators), "annotator"), (counts.quotations, "quotation"),
                (len(self.speakers), "speaker"), (counts.stances, "stance")]  # fmt: skip
        return ", ".join(many(n, what) for n, what in held)


@dataclass(slots=True)
class ImportPreview:
    """What an import would bring, before anything is stored."""

    items: list[PreviewItem] = field(default_factory=list)
    annotated: list[AnnotationItem] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)  # file, the sentence that says why
    notes: Counter[str] = field(default_factory=Counter)
    told: dict[Path, tuple[str, ...]] = field(default_factory=dict)  # what the reader noted of each file
    left: list[str] = field(default_factory=list)  # what of the folders does not come in, a phrase each with how often
    labels: dict[str, str] = field(
        default_factory=dict
    )  # of the annotations, with what each is taken for ("": nothing)
    meanings: tuple[tuple[str, str], ...] = ()  # what a label can be given: (meaning, how it is called)
    columns: list[str] = field(default_factory=list)  # of the tables and JSON Lines, any of which may hold the text
    kept: KeptImport = field(default_factory=KeptImport)  # what was read, for the import

    @property
    def problems(self) -> list[str]:
        """A sentence for each file that cannot be read."""
        return [problem for _, problem in self.failed]

    @property
    def text(self) -> str:
        """The preview as lines for a terminal."""
        lines = [f"{item.words}: {item.name} ({item.characters:,} characters) {item.title}" for item in self.items]
        for item in self.annotated:
            cannot = f"; the format cannot store: {item.cannot_say}" if item.cannot_say else ""
            lines.append(f"{item.what}: {item.path} ({item.title}): {item.message}{cannot}")
        lines += [f"cannot be read: {problem}" for problem in self.problems]
        lines += self.left
        told = [f"{path}: {note}" for path, notes in self.told.items() for note in notes]
        lines += told[:MOST] + [f"… and {len(told) - MOST:,} more notes"] * (len(told) > MOST)
        return "\n".join(map(_one_line, lines))


def preview_import(
    paths: Sequence[Path],
    *,
    options: ReadOptions | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    whole: int = 20,
    meanings: Sequence[str] = (),
) -> ImportPreview:
    """What an import would bring; with a store, whether each article is here already or edits one that is.

    The texts of the first ``whole`` articles are kept for showing. ``progress(files, name)`` answers False to stop there.
    """
    preview, said = ImportPreview(), ImportNotes()
    known, gathered, files = find_files(paths, said, preview.kept.annotations)
    preview.notes.update(said.notes)
    preview.left = said.lines
    texts = [path for path in files if path not in known]
    with closing(process.read_files(texts, options, columns=True, kept=preview.kept.articles)) as parts:
        codebook = current_codebook(store) if store is not None else plain_codebook()
        look = _Look(preview, parts, store, codebook, whole, meanings)
        preview.meanings = labels.choices(codebook)
        jobs: list[tuple[Path, Callable[[ImportNotes], None]]]
        jobs = [(batch.path, partial(look.annotations, batch)) for batch in gathered]
        jobs += [(path, partial(look.file, path, known.get(path))) for path in files]
        for done, (path, job) in enumerate(jobs):
            if progress is not None and not progress(done, path.name):
                break
            said = ImportNotes()
            try:
                job(said)
            except BadInputError as err:
                preview.failed.append((path, str(err)))
            look.tell(path, said)
    return preview


@dataclass(slots=True)
class _Look:
    """A preview on its way."""

    preview: ImportPreview
    parts: Iterator[Chunk]
    store: Store | None
    codebook: Codebook  # the project's, or the one that a new project gets
    whole: int
    meanings: Sequence[str]
    seen: set[str] = field(default_factory=set)

    def scheme(self, said: ImportNotes) -> Scheme:
        """What a reader is given, with all labels of the files gathered in the preview."""
        if self.store is not None:
            found = labels.scheme(self.store, said, self.meanings)
        else:
            found = labels.scheme_of(self.codebook, said, self.meanings)
        found.met = found.values = self.preview.labels
        return found

    def file(self, path: Path, found: Batch | None, said: ImportNotes) -> None:
        """One file; BadInputError where it cannot be read."""
        if found is None:
            self.articles(path, said)
        elif found.format.brings is Brings.CODEBOOK:
            book = self.preview.kept.annotations.codebook(path, said, import_codebook)
            codes = (len(book.targets), sum(len(target.labels) for target in book.targets))
            self.preview.annotated.append(AnnotationItem(path, found.format.label, "codebook", codes=codes))
        else:
            self.annotations(found, said)

    def annotations(self, batch: Batch, said: ImportNotes) -> None:
        """Annotations that come in together, a line for each file; BadInputError where they cannot be read.

        ``said`` takes the notes of the last file; those of the others are told of their files.
        """
        cannot_say = "; ".join(dict.fromkeys(lost_by(formats.get(name)) for name in batch.format.exports[:1]))
        items = {
            file.path: AnnotationItem(file.path, batch.format.label, cannot_say=cannot_say) for file in batch.files
        }
        for path, found in annotated.read(batch, self.scheme(said), self.preview.kept.annotations):
            if isinstance(found, BadInputError):
                self.preview.failed.append((path, str(found)))
                items.pop(path, None)
            else:
                if self.store is not None:
                    annotated.check_labels(found, self.codebook.has, str(path))
                items[path].add(found)
            if batch.format.gather:
                self.tell(path, said)
        self.preview.annotated += items.values()

    def tell(self, path: Path, said: ImportNotes) -> None:
        """Keep the notes of a file of several, and take no more account of them."""
        self.preview.notes.update(said.notes)
        if said.notes:
            self.preview.told[path] = tuple(said.notes)
        said.notes.clear()

    def articles(self, path: Path, said: ImportNotes) -> None:
        """A file of articles."""
        preview = self.preview
        for part in self.parts:
            preview.columns += [name for name in part.columns if name not in preview.columns]
            for note, times in part.notes.items():
                said.notes[note] += times
            for article in part.articles:
                again = ImportOutcome("the same text twice", article.id)
                fate = again if article.sha256 in self.seen else fate_of(self.store, article)
                self.seen.add(article.sha256)
                preview.items.append(_item(path, article, fate, len(preview.items) < self.whole))
            if part.error:
                raise BadInputError(part.error)
            if part.done:
                return


def _item(path: Path, article: Article, fate: ImportOutcome, whole: bool) -> PreviewItem:
    beginning = " ".join(article.text[:300].split())
    metadata = tuple(sorted(article.metadata.items()))
    text = article.text if whole else ""
    return PreviewItem(
        path, article.id, article.title, len(article.text), beginning, fate.fate, fate.moved, metadata, text
    )


def fate_of(store: Store | None, article: Article) -> ImportOutcome:
    """What becomes of an article: new, here already, or a new version of one that is here."""
    if store is not None and articles.has_article(store, article.sha256):
        return ImportOutcome("already here", article.id)
    old = versions.earlier_version(store, article) if store is not None else None
    if store is None or old is None:
        return ImportOutcome("new", article.id)
    return ImportOutcome("new version", article.id, versions.foreseen(store, article, old))
