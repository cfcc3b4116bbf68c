"""WebAnno TSV 2, the table of tokens that older versions of WebAnno and INCEpTION write.

Source: ``WebannoTsv2Writer`` and ``WebannoTsv2Reader`` of WebAnno. The first line declares the layers with their features,
``# LAYER | FEATURE | … # RELATION | FEATURE | AttachTo=LAYER``; a row is a token with a cell for each feature, and one for the
address of the governor behind those of a relation. A cell says ``B-``, ``I-`` or ``O`` where a layer may hold several tokens, else a
value or ``_``; several annotations of a token are joined by ``|``. There are no offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.exchange import zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, decode, normal_newlines
from annotator.exchange.conll import TokenDocument, assembled
from annotator.exchange.given import record_at
from annotator.exchange.graph import Builder
from annotator.exchange.scheme import STRETCHES, Scheme
from annotator.records import MisfitError, Span

_HEAD = re.compile(r"\s?#\s?[a-z]\w{0,40}\.[\w.]{3,200}(?=\s|$)")
_ROW = re.compile(r"(\d{1,7}-\d{1,7})\t([^\t]+)\t?(.*)")
_ATTACHED = "AttachTo="
#: Layers of grammar, which say nothing of quotations.
PASSED = re.compile(r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(lexmorph|segmentation|syntax|transform)\.")


@dataclass(slots=True)
class _Declared:
    """A layer of the first line; ``base`` is the one that a relation attaches to."""

    name: str
    features: list[str]
    base: str = ""


@dataclass(slots=True)
class _Stretch:
    """A stretch on its way: its first and last token, and the values of its features."""

    first: int
    last: int
    values: dict[str, str] = field(default_factory=dict)


def recognizes(path: Path) -> bool:
    """Whether a file begins as WebAnno TSV 2: with its layers, then a sentence."""
    return begins(zips.head(path))


def begins(data: bytes) -> bool:
    """The same of bytes."""
    head = data[: 1 << 16].decode("utf-8-sig", "replace")
    return _HEAD.match(head) is not None and "\n#text=" in normal_newlines(head)


def read_file(name: str, data: bytes, where: str, scheme: Scheme, entry: Mapping[str, Any]) -> AnnotatedArticle:
    """The annotations of a file; BadInputError where it is none. ``entry`` says what the file does not: who annotated it."""
    with record_at(where, "not a readable WebAnno TSV", "; export it again"):
        lines = normal_newlines(decode(data, where)).split("\n")
        layers = _declared(lines[0], scheme)
        document, rows = _rows(lines, name)
        text, places = assembled(document)
        scheme("white space between sentences, which the file does not hold: line breaks")
        builder = Builder(
            article_of(str(entry.get("article", name)), text, where), str(entry.get("annotator", "inception")), scheme
        )
        _annotate(builder, layers, rows, places)
        return builder.finished()


def _declared(line: str, scheme: Scheme) -> list[_Declared]:
    found = []
    for part in line.split("#")[1:]:
        name, *features = (each.strip() for each in part.split("|"))
        base = next((each.removeprefix(_ATTACHED) for each in features if each.startswith(_ATTACHED)), "")
        layer = _Declared(name, [each for each in features if each and not each.startswith(_ATTACHED)], base)
        if layer.features or base:
            found.append(layer)
        else:
            scheme(f"layer {short(name)} without features, which WebAnno TSV 2 does not hold: left out")
    return found


def _rows(lines: Sequence[str], name: str) -> tuple[TokenDocument, list[tuple[str, list[str]]]]:
    """The sentences with their texts, and (address, cells) of each token."""
    document = TokenDocument(name)
    rows = []
    for line in lines[1:]:
        if line.startswith("#text="):
            if document.sentences[-1]:
                document.sentences.append([])
            document.texts[len(document.sentences) - 1] = line.removeprefix("#text=").strip()
        elif match := _ROW.fullmatch(line):
            document.sentences[-1].append((match[2], []))
            rows.append((match[1], match[3].split("\t")))
    if not rows:
        raise MisfitError("it has no tokens")
    return document, rows


def _annotate(
    builder: Builder, layers: Sequence[_Declared], rows: Sequence[tuple[str, list[str]]], places: Sequence[Span]
) -> None:
    number = {address: n for n, (address, _) in enumerate(rows)}
    at = 0
    on: dict[tuple[str, int], tuple[str, int]] = {}  # the first stretch of a layer that begins with a token
    ties = []
    for layer in layers:
        columns = range(at, at + len(layer.features))
        cells = [[row[n] if n < len(row) else "_" for n in columns] for _, row in rows]
        at += len(layer.features) + bool(layer.base)
        if layer.base:
            ties += [(layer.base, number.get(g, -1), n) for n, (_, row) in enumerate(rows) for g in _governors(row, at)]
        elif not PASSED.match(layer.name):
            for n, stretch in enumerate(_stretches(layer, cells)):
                label, values = label_of(layer.name, list(stretch.values.items()), builder.scheme)
                span = Span(places[stretch.first].start, places[stretch.last].end)
                builder.node((layer.name, n), label, span, values=values)
                on.setdefault((layer.name, stretch.first), (layer.name, n))
    for base, governor, dependent in ties:
        if (base, governor) in on and (base, dependent) in on:
            builder.link(on[base, governor], on[base, dependent])


def _governors(row: Sequence[str], at: int) -> list[str]:
    """The addresses of what governs a token, in the cell before column ``at``."""
    cell = row[at - 1] if at <= len(row) else ""
    return [] if cell in ("", "_") else cell.split("|")


def _stretches(layer: _Declared, rows: Sequence[Sequence[str]]) -> Iterator[_Stretch]:
    """The stretches of a layer in the order of their ends; several on a token are told by their places in its cells."""
    going: dict[int, _Stretch] = {}
    for n, cells in enumerate(rows):
        new: dict[int, _Stretch] = {}
        for feature, cell in zip(layer.features, cells, strict=True):
            for slot, part in enumerate(cell.split("|")):
                mark, value = (part[0], part[2:]) if part[:2] in ("B-", "I-", "O-") else ("", part)
                if mark == "O" or part in ("_", "O", ""):
                    continue
                before = going.get(slot)
                goes_on = mark == "I" and before is not None and before.last == n - 1
                stretch = new.setdefault(slot, before if goes_on and before else _Stretch(n, n))
                stretch.last = n
                if value and not value.startswith(layer.name):  # how a feature without a value is written
                    stretch.values[feature] = value
        yield from (each for slot, each in going.items() if new.get(slot) is not each)
        going = new
    yield from going.values()


def short(name: str) -> str:
    """The last part of a layer's name."""
    return name.rpartition(".")[2]


def label_of(layer: str, values: list[tuple[str, str]], scheme: Scheme) -> tuple[str, list[tuple[str, str]]]:
    """The label of a stretch: its layer's name, or the value of a feature where that means something and the layer does not."""
    if not scheme.knows(short(layer)):
        for pair in values:
            if scheme.knows(pair[1]) in STRETCHES:
                return pair[1], [other for other in values if other != pair]
    return short(layer), values
