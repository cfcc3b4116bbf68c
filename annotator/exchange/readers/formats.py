"""The registry of article formats: the file dialog, the preview, the import, the docs and error sentences ask it.

A format is an entry here and a module of this folder. Modules are imported when a file of their kind is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.readers.base import Extract, ReadOptions, Source

#: Bytes of a file in a folder up to which its content says whether it holds articles.
LOOKED_AT = 64 << 20
Read = Callable[[Source, ReadOptions, ReaderNotes], Iterator[Extract]]


@dataclass(frozen=True, slots=True)
class ArticleFormat:
    """One format of articles.

    ``label`` names it for people, ``suffixes`` are those of its files, ``what`` says in one sentence what comes in. ``read`` and
    ``recognizes`` are ``module:function`` in this folder; a format without ``recognizes`` takes every file with its suffix that no
    other format recognizes. ``optional``: files of these suffixes in a folder are of other kinds, too, and are left alone there
    unless a format recognizes them.
    """

    label: str
    suffixes: tuple[str, ...]
    what: str
    read: str
    recognizes: str = ""
    columns: str = ""
    optional: bool = False


FORMATS: tuple[ArticleFormat, ...] = (
    ArticleFormat(
        "ProQuest text",
        (".txt",),
        "Each article of a download with its full text, title, source, day, author and section.",
        "proquest:read_text",
        "proquest:recognizes_text",
    ),
    ArticleFormat(
        "ProQuest rich text",
        (".rtf",),
        "The same from its rich text.",
        "proquest:read_rich_text",
        "proquest:recognizes_rich_text",
    ),
    ArticleFormat(
        "LexisNexis",
        (".txt",),
        "Each article of a download (`1 of 10 DOCUMENTS`), with title, source, day, byline, section and length.",
        "nexis:read_text",
        "nexis:recognizes_text",
    ),
    ArticleFormat(
        "LexisNexis page", (".html", ".htm"), "The same from its web page.", "nexis:read_page", "nexis:recognizes_page"
    ),
    ArticleFormat(
        "Nexis Uni",
        (".docx", ".docm"),
        "Each article of a download, with title, source, day, byline, section and length; the cover is left out (reported).",
        "nexis:read_word",
        "nexis:recognizes_word",
    ),
    ArticleFormat(
        "Nexis Uni in rich text",
        (".rtf",),
        "The same by the layout of the Word file; untried on a real download, check it.",
        "nexis:read_rich_text",
        "nexis:recognizes_rich_text",
    ),
    ArticleFormat(
        "Factiva page",
        (".html", ".htm"),
        "Each article of a download in either layout, with title, source, day, byline and length.",
        "factiva:read_page",
        "factiva:recognizes_page",
    ),
    ArticleFormat(
        "Factiva text", (".txt",), "The same from its text.", "factiva_text:read_text", "factiva_text:recognizes_text"
    ),
    ArticleFormat(
        "Factiva rich text",
        (".rtf",),
        "The same from its rich text.",
        "factiva_text:read_rich_text",
        "factiva_text:recognizes_rich_text",
    ),
    ArticleFormat(
        "Factiva Word",
        (".docx", ".docm"),
        "The same from its Word file.",
        "factiva_text:read_word",
        "factiva_text:recognizes_word",
    ),
    ArticleFormat(
        "Factiva XML", (".xml",), "The same from its XML.", "factiva:read_xml", "factiva:recognizes_xml", optional=True
    ),
    ArticleFormat(
        "Europresse",
        (".html", ".htm"),
        "Each article of a download, with title, source, section, day, page and author.",
        "europresse:read",
        "europresse:recognizes",
    ),
    ArticleFormat(
        "ProQuest",
        (".html", ".htm"),
        "Each article of a download with its full text, title, source, day, author and section.",
        "proquest:read",
        "proquest:recognizes",
    ),
    ArticleFormat(
        "ProQuest mail", (".eml",), "The same from a mail.", "proquest:read_mail", "proquest:recognizes_mail"
    ),
    ArticleFormat(
        "NITF",
        (".xml", ".nitf"),
        "The article, with headline, byline, place and day.",
        "agency:read_nitf",
        "agency:recognizes_nitf",
        optional=True,
    ),
    ArticleFormat(
        "NewsML-G2",
        (".xml",),
        "Each news item with a text, with headline, byline, place, day and provider.",
        "agency:read_g2",
        "agency:recognizes_g2",
        optional=True,
    ),
    ArticleFormat(
        "Feed",
        (".xml", ".rss", ".atom"),
        "Each item of RSS, Atom or an export of WordPress with its text, else its summary (reported), with title, author, day and address.",
        "feeds:read",
        "feeds:recognizes",
        optional=True,
    ),
    ArticleFormat(
        "NewsML 1",
        (".xml",),
        "Each component with a text (as paragraphs or NITF), with headline, byline, place, day and provider.",
        "agency:read_newsml",
        "agency:recognizes_newsml",
        optional=True,
    ),
    ArticleFormat(
        "TEI",
        (".xml", ".tei"),
        "Each text of a file or a corpus (also ParlaMint), with title, author, source and day of its header; notes behind it (reported).",
        "tei_text:read",
        "tei_text:recognizes",
        optional=True,
    ),
    ArticleFormat(
        "ninjs",
        (".json",),
        "The item of ninjs 1, 2 or 3, with headline, byline and day.",
        "agency:read_ninjs",
        "agency:recognizes_ninjs",
        optional=True,
    ),
    ArticleFormat(
        "Text",
        (".txt",),
        "The text as it is written; lines of a fixed width are joined to paragraphs (reported, the line breaks kept).",
        "plain:read_text",
    ),
    ArticleFormat(
        "Markdown",
        (".md", ".markdown"),
        "The text as it is written; YAML between two `---` or TOML between two `+++` at its top is metadata.",
        "plain:read_markdown",
    ),
    ArticleFormat(
        "Web page",
        (".html", ".htm", ".xhtml"),
        "The article without what stands around it, with title, author, day and source where the page has them; "
        "a page of several articles (a live blog) is one each, or one in all.",
        "web:read",
    ),
    ArticleFormat("Saved page", (".mht", ".mhtml"), "The page, read as a web page.", "containers:read_saved_page"),
    ArticleFormat("Saved page of Safari", (".webarchive",), "The same.", "containers:read_safari_page"),
    ArticleFormat(
        "Word",
        (".docx", ".docm"),
        "The words of the finished text: inserted ones in, deleted ones out; tables as rows, footnotes at the end (reported).",
        "word:read",
    ),
    ArticleFormat("OpenDocument text", (".odt",), "The same of an OpenDocument text.", "odt:read"),
    ArticleFormat(
        "Rich text",
        (".rtf",),
        "The words of the finished text; deleted ones are left out (reported).",
        "rich_text:read",
    ),
    ArticleFormat(
        "PDF",
        (".pdf",),
        "The text layer without heads and numbers of pages, lines joined to paragraphs (room between lines begins one), "
        "columns one after the other (reported). Downloads of Nexis Uni and Factiva come in an article each. A PDF of pictures is refused.",
        "pdf:read",
    ),
    ArticleFormat(
        "Mail",
        (".eml",),
        "The text of a mail, or of its page where the text is a stub, with subject, sender and day; attachments are left out (reported).",
        "mail:read",
    ),
    ArticleFormat("Mailbox", (".mbox",), "Each mail of it is an article.", "containers:read_mailbox"),
    ArticleFormat(
        "JSON Lines",
        (".jsonl", ".ndjson"),
        "A line an article: `text` (or `body`, `content`, `article`; else `--text-column`), `id` (else `--id-column`), the rest metadata.",
        "tables:read_json_lines",
        columns="tables:json_columns",
    ),
    ArticleFormat(
        "JSON list",
        (".json",),
        "An object of the list an article, keys chosen in the same way.",
        "tables:read_json",
        "tables:recognizes_json",
        columns="tables:list_columns",
        optional=True,
    ),
    ArticleFormat(
        "Table",
        (".csv", ".tsv"),
        "A row an article, columns chosen in the same way.",
        "tables:read_table",
        columns="tables:table_columns",
    ),
    ArticleFormat(
        "Spreadsheet",
        (".xlsx", ".xls", ".ods"),
        "A row an article, of each sheet that has a column of texts.",
        "tables:read_sheets",
        columns="tables:sheet_columns",
    ),
    ArticleFormat(
        "Parquet",
        (".parquet",),
        "A row an article, columns chosen in the same way.",
        "tables:read_parquet",
        columns="tables:parquet_columns",
    ),
    ArticleFormat(
        "Archive", (".zip",), "The articles of the files in it; what is not read is reported.", "containers:read_zip"
    ),
    ArticleFormat(
        "Web archive",
        (".warc", ".warc.gz", ".arc", ".arc.gz"),
        "Each page in it, with address and day (warcio).",
        "containers:read_warc",
    ),
    ArticleFormat("Web archive in a zip", (".wacz",), "The same of the archives in it.", "containers:read_wacz"),
)
SUFFIXES: tuple[str, ...] = tuple(dict.fromkeys(suffix for each in FORMATS for suffix in each.suffixes))


def in_words(say: Callable[[str], str] = str) -> str:
    """Every format in two sentences for people: the kinds of files with their suffixes, then the downloads that are recognized.

    ``say``: the language in which it is said.
    """
    kinds = [f"{say(each.label)} ({' '.join(each.suffixes)})" for each in FORMATS if not each.recognizes]
    times = Counter(suffix for each in FORMATS for suffix in each.suffixes)
    names: dict[str, str] = {}
    for each in FORMATS:
        if each.recognizes:
            own = " ".join(suffix for suffix in each.suffixes if times[suffix] == 1)
            names.setdefault(each.label.removesuffix(" page").removesuffix(" XML"), f" ({own})" if own else "")
    sources = [
        say(name) + own for name, own in names.items() if not any(name.startswith(f"{other} ") for other in names)
    ]
    return f"{say('Articles')}: {', '.join(kinds)}.\n{say('Downloads and lists')}: {', '.join(sources)}."


@cache
def by_suffix(suffix: str) -> tuple[ArticleFormat, ...]:
    """The formats whose files have a suffix, those that recognize their files first."""
    found = [each for each in FORMATS if suffix in each.suffixes]
    return tuple(sorted(found, key=lambda each: not each.recognizes))


#: Suffixes of which every file of a folder is taken.
ALWAYS = tuple(suffix for suffix in SUFFIXES if not all(each.optional for each in by_suffix(suffix)))
_OPTIONAL = tuple(suffix for suffix in SUFFIXES if all(each.optional for each in by_suffix(suffix)))


def format_of(source: Source) -> ArticleFormat | None:
    """The format of a source: its suffix says which formats are asked, its content decides. None where none takes it."""
    for each in by_suffix(source.suffix):
        if not each.recognizes or function(each.recognizes)(source):
            return each
    return None


def reader_of(source: Source) -> ArticleFormat:
    """The format of a source; BadInputError with a sentence where none reads it."""
    found = format_of(source)
    if found is not None:
        return found
    from annotator.exchange import annotation_formats  # the process that reads starts sooner without

    if by_suffix(source.suffix):
        labels = ", ".join(each.label for each in by_suffix(source.suffix))
        raise BadInputError(f"{source.where}: it holds no articles in a known format ({labels}); check the file.")
    told = _ELSEWHERE.get(source.suffix) or annotation_formats.sentence_for(source.suffix)
    told = told or f"only {', '.join(SUFFIXES)} files are read; save it as text and try again"
    raise BadInputError(f"{source.where}: {told}.")


#: What files of other kinds are for, where another command takes them.
_ELSEWHERE = {
    ".annot": "it is a project; open it, or merge it into this one (annotator merge)",
    ".toml": "it is a codebook; make it the project's with Use codebook, or with annotator import --codebook",
}


@cache
def function(name: str) -> Callable[..., object]:
    """The function ``module:function`` of this folder."""
    module, _, attribute = name.partition(":")
    found: Callable[..., object] = getattr(import_module(f"annotator.exchange.readers.{module}"), attribute)
    return found


def is_wanted(path: Path, name: str) -> bool:
    """Whether a file of a folder is taken for articles: by its suffix; one of a suffix of many kinds only where it is recognized.

    ``name``: its name in small letters. A file that cannot be read, or is too large to be looked at here, is taken: what is wrong with
    it is told when it is read.
    """
    if not name.endswith(_OPTIONAL):
        return name.endswith(SUFFIXES)
    if path.stat().st_size > LOOKED_AT:
        return True
    try:
        return format_of(Source.of(path)) is not None
    except BadInputError:
        return True


def table() -> str:
    """The registry as the table of docs/formats.md."""
    rows = [f"| {each.label} | {', '.join(f'`{s}`' for s in each.suffixes)} | {each.what} |" for each in FORMATS]
    return "\n".join(["| format | files | what comes in |", "|---|---|---|", *rows])
