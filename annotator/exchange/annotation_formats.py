"""The registry of annotation formats that come in: the file dialog, the preview, the import, the docs and error sentences ask it.

A format is an entry here and a module of this folder. Modules are imported when a file of their kind is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import cast

from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.scheme import Scheme

Read = Callable[[Path, Scheme], Iterator[AnnotatedArticle]]


class Brings(Enum):
    """What the files of a format bring into a project."""

    ANNOTATIONS = "annotations"
    CODEBOOK = "codebook"


@dataclass(frozen=True, slots=True)
class AnnotationFormat:
    """One format of annotations.

    ``label`` names it for people, ``suffixes`` are those of its files, ``what`` says in a few words who its annotators are and what it
    does not say. All functions are ``module:function`` in this folder: ``read(path, scheme)`` yields annotated articles;
    ``recognizes(path)`` tells from a file's content whether it is of this format (without it, every file with its suffix is);
    ``recognizes_folder(path)`` does that for a folder that is read as one; ``gather(folders)`` lists the :class:`AnnotationFile`
    records of a format whose files cannot be read alone, and ``alone`` is the sentence for such a file. ``exports`` are the export
    formats that come back in.
    """

    name: str
    label: str
    suffixes: tuple[str, ...] = ()
    what: str = ""
    read: str = ""
    recognizes: str = ""
    recognizes_folder: str = ""
    gather: str = ""
    alone: str = ""
    exports: tuple[str, ...] = ()
    brings: Brings = Brings.ANNOTATIONS


#: Asked in this order: the first one that recognizes a file reads it.
FORMATS: tuple[AnnotationFormat, ...] = (
    AnnotationFormat(
        "jsonl",
        "JSON Lines, one article and annotator a line",
        (".jsonl",),
        "The export of this program; all comes back.",
        "jsonl:read",
        "jsonl:is_annotated",
        exports=("jsonl",),
    ),
    AnnotationFormat(
        "prodigy",
        "Prodigy, spans and relations",
        (".jsonl", ".json"),
        "Annotators: `_annotator_id` or `_session_id`. The pages of a task are one article.",
        "prodigy:read",
        "prodigy:recognizes",
        exports=("prodigy",),
    ),
    AnnotationFormat(
        "label-studio",
        "Label Studio, JSON with its labeling config",
        (".json", ".jsonl", ".csv", ".tsv"),
        "Annotators: address or number of the user. "
        "The turns of a dialogue are lines behind their authors. JSON-MIN, CSV and TSV have no relations.",
        "label_studio:read",
        "label_studio:recognizes",
        exports=("label-studio",),
    ),
    AnnotationFormat(
        "doccano",
        "doccano, entities and relations",
        (".jsonl", ".json", ".zip"),
        "A file, or the zip of a project. Annotator: the file's name.",
        "doccano:read",
        "doccano:recognizes",
        exports=("doccano",),
    ),
    AnnotationFormat(
        "citron",
        "Citron, quotes with cue, sources and contents",
        (".jsonl", ".json"),
        "Annotator: “citron”.",
        "citron:read",
        "citron:recognizes",
        exports=("citron",),
    ),
    AnnotationFormat(
        "inception",
        "UIMA CAS of INCEpTION, XMI or JSON",
        (".xmi", ".json", ".zip"),
        "A document, a project as zip (also with WebAnno TSV), or a folder of our export. "
        "Annotators: the users in a project's export, else “inception”. "
        "Layers are labels; relations link.",
        "uima_read:read",
        "uima_read:recognizes",
        "uima_read:recognizes_folder",
        exports=("uima-cas",),
    ),
    AnnotationFormat(
        "webanno-tsv",
        "WebAnno TSV 3.3 and 2",
        (".tsv",),
        "A file, or a folder of our export. Annotator: “inception”. What stands between sentences is not in these files, "
        "nor the layers without features in TSV 2.",
        "webanno_tsv:read",
        "webanno_tsv:recognizes",
        "webanno_tsv:recognizes_folder",
        exports=("webanno-tsv",),
    ),
    AnnotationFormat(
        "qdpx",
        "REFI-QDA project (NVivo, MAXQDA, ATLAS.ti, QualCoder)",
        (".qdpx",),
        "Annotators: the user of each coding. The names of the selections show which end convention, line ends, byte order mark and "
        "units a file counts in.",
        "qdpx_read:read",
        exports=("qdpx",),
    ),
    AnnotationFormat(
        "qualcoder",
        "QualCoder project",
        (".qda",),
        "A `.qda` folder or the database in it. Annotators: the owner of each coding.",
        "qda_projects:read_qualcoder",
        "qda_projects:recognizes_qualcoder",
        "qda_projects:recognizes_qualcoder_folder",
    ),
    AnnotationFormat(
        "taguette",
        "Taguette project",
        (".sqlite3", ".sqlite", ".db", ".csv"),
        "Annotators: who added each highlight. A table of highlights has no documents and is refused.",
        "qda_projects:read_taguette",
        "qda_projects:recognizes_taguette",
    ),
    AnnotationFormat(
        "potato",
        "Potato's output with its data",
        (),
        "A folder: the output, or the project around it, with the data files. Annotators: `user_id`. A choice about the whole text goes on "
        "its only quotation.",
        "potato:read",
        recognizes_folder="potato:recognizes_folder",
    ),
    AnnotationFormat(
        "potato-1",
        "Potato 1, annotated instances",
        (".jsonl",),
        "`PERSON/annotated_instances.jsonl`. Annotators: the names of the folders.",
        "potato:read_old",
        "potato:recognizes_old",
    ),
    AnnotationFormat(
        "rows",
        "Rows with labeled stretches (Hugging Face datasets)",
        (".parquet", ".jsonl", ".json"),
        "A text with a list of stretches (start, end, label), or tokens with BIO tags; a file, or the folder of a data set with its card; "
        "or the pairs of spaCy 2 in JSON. "
        "Annotators: `annotator`, else the file's name.",
        "labeled_rows:read",
        "labeled_rows:recognizes",
        "labeled_rows:recognizes_folder",
    ),
    AnnotationFormat(
        "conll",
        "CoNLL, one token with its BIO tag per line",
        (".conll", ".conllu", ".conll2003", ".bio", ".iob", ".iob2", ".bioes", ".tsv", ".csv"),
        "IOB, IOBES, BILOU and brackets (`(PER*`, OntoNotes) and the mentions of CorefUD (`Entity=`), too; who says a sentence is "
        "the speaker of its quotation without a source; tables whose first row names the tokens. "
        "Annotator: the file's name. The text is assembled from tokens.",
        "conll:read",
        "conll:recognizes",
    ),
    AnnotationFormat(
        "spacy",
        "spaCy DocBin, span groups",
        (".spacy",),
        "Span groups and entities. Annotator: the file's name; ours all come back.",
        "spacy_read:read",
        "spacy_read:recognizes",
        exports=("spacy",),
    ),
    AnnotationFormat(
        "brat",
        "brat standoff",
        (".ann",),
        "A folder with texts and annotations, of brat or PolNeAR. Annotators: the folder, or the file's name after `_`.",
        gather="brat_import:gather",
        alone="it is brat standoff, which needs its texts; name the folder that holds both",
        exports=("brat", "polnear"),
    ),
    AnnotationFormat(
        "qdc",
        "REFI-QDA codebook (NVivo, MAXQDA, ATLAS.ti, QualCoder)",
        (".qdc",),
        "The codebook, without keys, polarities and examples.",
        exports=("qdc",),
        brings=Brings.CODEBOOK,
    ),
)


@dataclass(frozen=True, slots=True)
class AnnotationFile:
    """One file of annotations (or a folder that is one): its path, what reads it, and all files that it consists of."""

    path: Path
    read: Callable[[Scheme], Iterator[AnnotatedArticle]]
    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one format that come in together: one file mostly; of a format that gathers, all that it found.

    The labels of a batch are checked as one: a file without any known label is fine where another one has some.
    """

    format: AnnotationFormat
    files: tuple[AnnotationFile, ...]

    @property
    def path(self) -> Path:
        """What error sentences about the whole batch name."""
        return self.files[0].path if len(self.files) == 1 and not self.format.gather else self.files[0].path.parent


@cache
def function(name: str) -> Callable[..., object]:
    """The function ``module:function`` of this folder."""
    module, _, attribute = name.partition(":")
    found: Callable[..., object] = getattr(import_module(f"annotator.exchange.{module}"), attribute)
    return found


@cache
def by_suffix(suffix: str) -> tuple[AnnotationFormat, ...]:
    """The formats whose files have a suffix and can be read alone."""
    return tuple(each for each in FORMATS if suffix in each.suffixes and not each.gather)


@cache
def suffixes(brings: Brings) -> tuple[str, ...]:
    """The suffixes of files that can be read alone and bring such a thing."""
    every = (suffix for each in FORMATS if not each.gather and each.brings is brings for suffix in each.suffixes)
    return tuple(dict.fromkeys(every))


def get(name: str) -> AnnotationFormat:
    """The format of that name; KeyError for none."""
    return {each.name: each for each in FORMATS}[name]


def may_hold(path: Path) -> bool:
    """Whether a file or folder may hold annotations, by its name alone where it is a file."""
    return may_be_named(path.name) or path.is_dir()


def may_be_named(name: str) -> bool:
    """Whether a file of such a name may hold annotations."""
    return bool(by_suffix(os.path.splitext(name)[1].lower()))  # noqa: PTH122  # asked for each file of an import


def format_of(path: Path) -> AnnotationFormat | None:
    """The format of a file or folder, or None: its suffix says which formats are asked, its content decides."""
    if path.is_dir():
        folders = (each for each in FORMATS if each.recognizes_folder)
        return next((each for each in folders if function(each.recognizes_folder)(path)), None)
    asked = by_suffix(path.suffix.lower())
    return next((each for each in asked if not each.recognizes or function(each.recognizes)(path)), None)


def batch_of(path: Path, fmt: AnnotationFormat) -> Batch:
    """A file or folder of a format as a batch of its own."""
    return Batch(fmt, (AnnotationFile(path, partial(_read, fmt, path), (path,)),))


def _read(fmt: AnnotationFormat, path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    return cast(Read, function(fmt.read))(path, scheme)


def gathered(folders: Sequence[Path]) -> list[Batch]:
    """The batches of files in folders that are not read alone, a batch a format."""
    batches = []
    for fmt in FORMATS:
        if fmt.gather and folders:
            gather = cast(Callable[[Sequence[Path]], list[AnnotationFile]], function(fmt.gather))
            if files := gather(folders):
                batches.append(Batch(fmt, tuple(files)))
    return batches


def comes_back(export: str) -> bool:
    """Whether an export of that format can be imported."""
    return any(export in each.exports for each in FORMATS)


def sentence_for(suffix: str) -> str:
    """Why a file of that suffix, which no format of annotations recognized, cannot be read; "" for a suffix of no format."""
    found = [each for each in FORMATS if suffix in each.suffixes]
    if not found:
        return ""
    return found[0].alone or "it holds no annotations in a known format; export it from its program again"


def table() -> str:
    """The registry as the table of docs/formats.md."""
    rows = []
    for each in FORMATS:
        files = ", ".join(f"`{suffix}`" for suffix in each.suffixes if not each.gather) or "a folder"
        rows.append(f"| {each.label} | {files} | {each.what} |")
    return "\n".join(["| format | files | what comes in |", "|---|---|---|", *rows])
