"""A look at what an import would bring, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange import formats
from annotator.exchange.documents import Columns, column_names, read_articles
from annotator.records import Article
from annotator.store import articles
from annotator.store.connection import Store
from annotator.workflow import annotated, versions
from annotator.workflow.annotated import Said
from annotator.workflow.corpus import Progress, find_files


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
    failed: list[tuple[Path, str]] = field(default_factory=list)  # file, the sentence that says why
    notes: Counter[str] = field(default_factory=Counter)
    told: dict[Path, tuple[str, ...]] = field(default_factory=dict)  # what the reader noted of each file
    columns: list[str] = field(default_factory=list)  # of the tables and JSON Lines, any of which may hold the text

    @property
    def problems(self) -> list[str]:
        """A sentence for each file that cannot be read."""
        return [problem for _, problem in self.failed]

    @property
    def text(self) -> str:
        """The preview as lines for a terminal."""
        lines = [f"{item.fate}: {item.name} ({item.characters:,} characters) {item.title}" for item in self.items]
        lines += [f"annotations: {path} ({title})" for path, title in self.annotated]
        lines += [f"cannot be read: {problem}" for problem in self.problems]
        return "\n".join([*lines, *(f"{count:,} × {note}" for note, count in self.notes.most_common())])


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
    preview = ImportPreview()
    seen: set[str] = set()
    marked, others = find_files(paths)
    preview.annotated += [(files.annotation, "brat standoff") for files in marked]
    for done, path in enumerate(others):
        if progress is not None and not progress(done, path.name):
            break
        said = Said()
        try:
            _look(preview, path, columns, store, said, seen, whole)
        except BadInputError as err:
            preview.failed.append((path, str(err)))
        preview.notes.update(said.notes)
        if said.notes:
            preview.told[path] = tuple(said.notes)
    return preview


def _look(
    preview: ImportPreview,
    path: Path,
    columns: Columns | None,
    store: Store | None,
    said: Said,
    seen: set[str],
    whole: int,
) -> None:
    """One file; BadInputError where it cannot be read."""
    if path.suffix.lower() == ".qdc":
        preview.annotated.append((path, formats.get(path.suffix.lower().lstrip(".")).title))
    elif found := annotated.format_of(path):
        preview.annotated.append((path, found.title))
    else:
        preview.columns += [name for name in column_names(path) if name not in preview.columns]
        for article in read_articles(path, columns, said):
            fate = "the same text twice" if article.sha256 in seen else _fate(store, article)
            seen.add(article.sha256)
            preview.items.append(_item(path, article, fate, len(preview.items) < whole))


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
