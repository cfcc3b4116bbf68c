"""Articles in: files and folders into a project, as one change that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import AnnotatorError, BadInputError
from annotator.exchange import jsonl
from annotator.exchange.articles import SUFFIXES, read_articles
from annotator.records import Article, Change
from annotator.store import articles, history
from annotator.store.connection import Store
from annotator.workflow.export import import_annotations


@dataclass(slots=True)
class ImportReport:
    """What an import brought: counts, and a sentence for each file that could not be read."""

    added: int = 0
    already_here: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def message(self) -> str:
        """The outcome in one sentence."""
        parts = [f"{self.added} article{'s' * (self.added != 1)} added"]
        parts += [f"{self.already_here} already here"] if self.already_here else []
        parts += [f"{len(self.problems)} could not be read"] if self.problems else []
        return ", ".join(parts) + "."


def article_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named and, of folders, every readable kind below them, sorted; BadInputError for a path that is not there."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and not p.name.endswith(".gold.jsonl")
            )
        elif path.exists():
            yield path
        else:
            raise BadInputError(f"{path}: there is no such file; check the name.")


def import_articles(
    store: Store,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    progress: Callable[[int, str], bool] | None = None,
) -> tuple[Change, ImportReport]:
    """Bring articles in, all in one transaction and one undo; the same text twice is one article, a bad file is reported.

    ``progress(done, name)`` is called for each file and answers False to cancel, which leaves the project untouched.
    """
    report = ImportReport()
    files = list(article_files(paths))
    with store.writing():
        change = history.begin_change(store, annotator, "Import articles")
        for done, path in enumerate(files):
            if progress is not None and not progress(done, path.name):
                raise BadInputError("The import was cancelled; nothing was added.")
            try:
                added, here = articles.add_articles(store, list(read_articles(path)), change)
            except BadInputError as err:
                report.problems.append(str(err))
                continue
            report.added += added
            report.already_here += here
    return Change(action="Import articles", queue=True, message=report.message), report


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


def import_paths(store: Store, paths: Sequence[Path]) -> tuple[Change, ImportReport]:
    """Bring in whatever the files hold: articles, or (``.jsonl`` with annotations) articles with people's decisions."""
    files = list(article_files(paths))
    annotated = [p for p in files if p.suffix.lower() == ".jsonl" and jsonl.is_annotated(p)]
    plain = [p for p in files if p not in annotated]
    messages, report = [], ImportReport()
    if plain:
        change, report = import_articles(store, plain)
        messages.append(change.message)
    for path in annotated:
        try:
            change, _ = import_annotations(store, path)
            messages.append(f"{path.name}: {change.message}")
        except BadInputError as err:
            report.problems.append(str(err))
    if not files:
        raise BadInputError("No article was found there; name .txt or .jsonl files, or a folder that holds some.")
    return Change(action="Import", queue=True, speakers=bool(annotated), message="\n".join(messages)), report
