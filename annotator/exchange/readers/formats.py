"""The registry of article formats: the file dialog, the preview, the import, the docs and error sentences ask it.

A format is an entry here and a module of this folder. Modules are imported when a file of their kind is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.readers.base import Extract, ReadOptions, Source

Read = Callable[[Source, ReadOptions, Notes], Iterator[Extract]]


@dataclass(frozen=True, slots=True)
class ArticleFormat:
    """One format of articles.

    ``label`` names it for people, ``suffixes`` are those of its files, ``what`` says in one sentence what comes in. ``read`` and
    ``recognises`` are ``module:function`` in this folder; a format without ``recognises`` takes every file with its suffix that no
    other format recognises. ``optional``: files of these suffixes in a folder are of other kinds, too, and are left alone there
    unless a format recognises them.
    """

    label: str
    suffixes: tuple[str, ...]
    what: str
    read: str
    recognises: str = ""
    columns: str = ""
    optional: bool = False


FORMATS: tuple[ArticleFormat, ...] = (
    ArticleFormat("Text", (".txt",), "The text as it is written.", "plain:read_text"),
    ArticleFormat(
        "Markdown",
        (".md", ".markdown"),
        "The text as it is written; `key: value` lines between two `---` at the top are metadata.",
        "plain:read_markdown",
    ),
    ArticleFormat(
        "Web page",
        (".html", ".htm"),
        "The article without its boilerplate, with title, author, date and source where the page has them (trafilatura).",
        "web:read",
    ),
    ArticleFormat("Word", (".docx",), "The paragraphs; tables are left out and reported.", "word:read"),
    ArticleFormat(
        "PDF",
        (".pdf",),
        "The text layer, lines that were broken to fit the page joined again (reported). A PDF of pictures is refused.",
        "pdf:read",
    ),
    ArticleFormat(
        "JSON Lines",
        (".jsonl",),
        "A line an article: `text` (or `body`, `content`, `article`; else `--text-column`), `id` (else `--id-column`), the rest metadata.",
        "tables:read_json_lines",
        columns="tables:json_columns",
    ),
    ArticleFormat(
        "Table",
        (".csv", ".tsv"),
        "A row an article, columns chosen in the same way.",
        "tables:read_table",
        columns="tables:table_columns",
    ),
    ArticleFormat(
        "Mail",
        (".eml",),
        "The text of a mail, with subject, sender and date; attachments are left out and reported.",
        "mail:read",
    ),
    ArticleFormat("Rich text", (".rtf",), "The text.", "rich_text:read"),
)
SUFFIXES: tuple[str, ...] = tuple(dict.fromkeys(suffix for each in FORMATS for suffix in each.suffixes))


@cache
def by_suffix(suffix: str) -> tuple[ArticleFormat, ...]:
    """The formats whose files have a suffix, those that recognise their files first."""
    found = [each for each in FORMATS if suffix in each.suffixes]
    return tuple(sorted(found, key=lambda each: not each.recognises))


def format_of(source: Source) -> ArticleFormat | None:
    """The format of a source: its suffix says which formats are asked, its content decides. None where none takes it."""
    return next((each for each in by_suffix(source.suffix) if _takes(each, source)), None)


def reader_of(source: Source) -> ArticleFormat:
    """The format of a source; BadInputError with a sentence where none reads it."""
    found = format_of(source)
    if found is not None:
        return found
    if by_suffix(source.suffix):
        labels = ", ".join(each.label for each in by_suffix(source.suffix))
        raise BadInputError(f"{source.where}: it holds no articles of a kind that is read ({labels}); check the file.")
    raise BadInputError(f"{source.where}: only {', '.join(SUFFIXES)} files are read; save it as text and try again.")


def _takes(each: ArticleFormat, source: Source) -> bool:
    return not each.recognises or bool(function(each.recognises)(source))


@cache
def function(name: str) -> Callable[..., object]:
    """The function ``module:function`` of this folder."""
    module, _, attribute = name.partition(":")
    found: Callable[..., object] = getattr(import_module(f"annotator.exchange.readers.{module}"), attribute)
    return found


def is_wanted(source: Source) -> bool:
    """Whether a file of a folder is taken for articles: by its suffix; one of a suffix of many kinds only where it is recognised."""
    formats = by_suffix(source.suffix)
    return bool(formats) and (not all(each.optional for each in formats) or format_of(source) is not None)


def table() -> str:
    """The registry as the table of docs/formats.md."""
    rows = [f"| {each.label} | {', '.join(f'`{s}`' for s in each.suffixes)} | {each.what} |" for each in FORMATS]
    return "\n".join(["| format | files | what comes in |", "|---|---|---|", *rows])
