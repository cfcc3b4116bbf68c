"""The registry of export formats: what each is called and which module writes it and reads it back.

A format is known by name in its own module and here, nowhere else. Modules are imported when a format is asked for, so that
no command pays for a library that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange.annotated import AnnotatedArticle, Hashes, ReadRows
from annotator.exchange.fields import Field
from annotator.records import Codebook

_MODULES: dict[str, str] = {
    "jsonl": "jsonl",
    "jsonl-quotations": "quotation_rows",
    "csv": "tables",
    "parquet": "parquet",
    "huggingface": "hub_export",
    "prodigy": "prodigy",
    "prodigy-choice": "prodigy_choice",
    "label-studio": "label_studio",
    "doccano": "doccano",
    "brat": "standoff",
    "polnear": "standoff",
    "citron": "citron",
    "spacy": "spacy_docbin",
    "spacy-spancat": "spacy_docbin",
    "spacy-textcat": "spacy_docbin",
    "uima-cas": "uima_cas",
    "webanno-tsv": "webanno_tsv",
    "qdpx": "qdpx",
    "tei": "tei",
    "html": "highlighted",
    "docx": "word_pages",
    "pdf": "pdf_pages",
    "w3c": "web_annotation",
    "qdc": "refi_qda",
}
NAMES = tuple(_MODULES)


class Unit(StrEnum):
    """What a format's offsets count."""

    CODE_POINTS = "Unicode code points"
    UTF16 = "UTF-16 code units"
    NONE = "no offsets"


Write = Callable[[Path, Iterable[AnnotatedArticle], Codebook], int]
ReadBack = Callable[[Path], Iterator[AnnotatedArticle | ReadRows | Hashes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is written into a path (answering how many records), read back, and what it carries.

    ``suffix`` is that of the file, "" where the export is a folder. ``rows``: a record is a quotation, so that articles
    without any have no place. ``beside`` makes small files that stand beside the export, by suffix. ``check`` replaces
    the comparison of articles where a format holds none. ``load`` is the line that loads it in the tool it is for.
    ``earlier`` says whether a file is an export of this format as we write it, which a new one replaces unasked (of a folder its
    list says that, see ``folders``); ``beside_earlier`` the same of the files beside it, by suffix.
    """

    name: str
    title: str
    suffix: str
    unit: Unit
    carries: frozenset[Field]
    write: Write
    read_back: ReadBack | None
    load: str
    rows: bool = False
    check: Callable[[Path, Codebook], None] | None = None
    beside: Callable[[Codebook], Mapping[str, str]] | None = None
    earlier: Callable[[Path], bool] | None = None
    beside_earlier: Mapping[str, Callable[[Path], bool]] = field(default_factory=dict)
    suggests: bool = False  # it has a place for what the machine proposed, beside what people decided

    @property
    def folder(self) -> bool:
        """Whether the export is a folder."""
        return not self.suffix


def get(name: str) -> Format:
    """The format of that name; BadInputError with a sentence that lists the names."""
    if name not in _MODULES:
        raise BadInputError(f"There is no format “{name}”; choose one of {', '.join(NAMES)}.")
    return _of(_MODULES[name])[name]


@cache
def _of(module: str) -> dict[str, Format]:
    """The formats that a module of this room offers."""
    return {fmt.name: fmt for fmt in import_module(f"annotator.exchange.{module}").FORMATS}
