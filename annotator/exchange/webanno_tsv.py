"""WebAnno TSV 3.3, both ways: the table of tokens that WebAnno and INCEpTION read and write.

Source: INCEpTION's user guide, appendix "WebAnno TSV 3.3": ``#T_SP`` declares a span layer with its features, ``#T_RL`` a relation layer; a
row is a token with its UTF-16 offsets; several values of a cell are joined by ``|``, ``[n]`` tells annotations apart and joins their
tokens; a relation stands on its dependent's token and names the governor's. What stands between two sentences is not in the file.

Written is a folder with a file an article and annotator; tokens are cut at every edge of a stretch, and each line is a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.exchange import files, webanno_tsv2, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, decode, json_value, normal_newlines, read_bytes
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import check, record_at
from annotator.exchange.graph import SAID, Builder, graph, said
from annotator.exchange.offsets import Utf16Map
from annotator.exchange.prodigy import tokens_of
from annotator.exchange.scheme import Scheme
from annotator.jsontext import MisfitError, read_json
from annotator.records import Codebook, Span

HEAD = "#FORMAT=WebAnno TSV 3"
LAYER, RELATION = "webanno.custom.Attribution", "webanno.custom.AttributionRelation"
INDEX = "index.json"
_FEATURES = ("label", "provenance")
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.FLAG, Field.DECISION})
_ENTRY = {"file": str, "article": str, "title": str, "annotator": str, "finished": bool, "metadata": dict}
_ESCAPED = re.compile(r"\\(.)", re.S)
_SPECIAL = re.compile(r"(\\|\[|\]|\||_|->|;|\t|\n|\*)")
_VALUE = re.compile(r"(.*?)(?:\[(\d+)\])?", re.S)
_END = re.compile(r"([\d.-]+)(?:\[(\d+)(?:_(\d+))?\])?")
_WIDEST = 100_000  # characters between two sentences


@dataclass(slots=True)
class _Layer:
    """A declared layer: its whole name, its features, and whether it is of relations or of chains."""

    name: str
    features: list[str]
    relation: bool = False
    chain: bool = False

    @property
    def columns(self) -> int:
        return max(len(self.features), 1)


@dataclass(slots=True)
class _Found:
    """A stretch on its way: its place in UTF-16 units and its features."""

    layer: _Layer
    start: int
    end: int
    values: list[tuple[str, str]] = field(default_factory=list)


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda m: "\\" + {"\t": "t", "\n": "n"}.get(m[1], m[1]), text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(m[1], m[1]), text)


def _line_text(text: str) -> str:
    """A text line: it cannot hold a backslash as it is, nor a tab."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")


def _table(annotated: AnnotatedArticle) -> Iterator[str]:
    """The lines of one article and annotator."""
    text, units = annotated.article.text, Utf16Map(annotated.article.text).units
    nodes, edges = graph(annotated.decisions)
    yield f"{HEAD}.3"
    yield f"#T_SP={LAYER}|{'|'.join(_FEATURES)}"
    yield f"#T_RL={RELATION}|label|BT_{LAYER}"
    yield ""
    tokens = tokens_of(text, {edge for node in nodes for edge in (node.span.start, node.span.end)})
    edges_of = {edge for node in nodes for edge in (node.span.start, node.span.end)}
    at, sentence = 0, 0
    rows: list[tuple[str, Span]] = []
    lines: list[list[str]] = []
    for line in text.split("\n"):
        inside = [
            t for t in tokens
            if at <= t["start"] < at + len(line) and (not t["text"].isspace() or {t["start"], t["end"]} & edges_of)
        ]  # fmt: skip
        if inside:
            sentence += 1
            lines.append([f"#Text={_line_text(line)}"])
            for n, token in enumerate(inside, 1):
                rows.append((f"{sentence}-{n}", Span(token["start"], token["end"])))
                lines[-1].append(str(len(rows) - 1))
        at += len(line) + 1
    address = {row.start: name for name, row in rows}
    for first, *numbers in lines:
        yield ""
        yield first
        for number in map(int, numbers):
            name, span = rows[number]
            start, end = units(span)
            cells = [name, f"{start}-{end}", _escape(span.words(text))]
            on = [node for node in nodes if node.span.start <= span.start and span.end <= node.span.end]
            for feature in _FEATURES:
                values = []
                for node in on:
                    more = json.dumps(said(annotated, node.decision), ensure_ascii=False) if node.decision else ""
                    value = {"label": node.label, "provenance": more}[feature]
                    values.append(f"{_escape(value) or '*'}[{node.n + 1}]")
                cells.append("|".join(values) or "_")
            ties = [e for e in edges if e.child.span.start == span.start]
            cells.append("|".join(e.label for e in ties) or "_")
            cells.append("|".join(f"{address[e.head.span.start]}[{e.head.n + 1}_{e.child.n + 1}]" for e in ties) or "_")
            yield "\t".join([*cells, ""])


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    index, name_of = [], files.unique_names({"index"})
    for annotated in articles:
        article = annotated.article
        name = f"{name_of(f'{article.id}.{annotated.annotator}')}.tsv"
        files.write_text_lines(path / name, _table(annotated))
        with files.open_text(
            (path / name).with_suffix(".txt")
        ) as out:  # what stands between sentences has no place in the table
            out.write(article.text)
        index.append({"file": name, "article": article.id, "title": article.title, "annotator": annotated.annotator,
                      "finished": annotated.finished, "metadata": dict(article.metadata)})  # fmt: skip
    files.write_text_lines(path / INDEX, [json.dumps(index, ensure_ascii=False, indent=1)])
    return len(index)


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The annotations of a file, or of a folder that an export of ours made; BadInputError with a sentence where one is faulty."""
    if not path.is_dir():
        yield read_data(path.stem, read_bytes(path), str(path), scheme, by_folders(path))
        return
    where = str(path / INDEX)
    entries = json_value(read_bytes(path / INDEX), where)
    with record_at(where, "not the index of an export"):
        check(entries, [_ENTRY])
        if any(Path(e["file"]).name != e["file"] for e in entries):
            raise MisfitError("it names a file that is not in the folder")
    for entry in entries:
        file = path / entry["file"]
        text = decode(read_bytes(file.with_suffix(".txt")), str(file.with_suffix(".txt")))
        yield _file(file.stem, read_bytes(file), str(file), scheme, {**entry, "text": text})


def read_data(name: str, data: bytes, where: str, scheme: Scheme, entry: dict[str, Any]) -> AnnotatedArticle:
    """The annotations of the bytes of a file; ``entry`` says what it does not: its ``article`` and its ``annotator``."""
    reads = _file if _begins(data) else webanno_tsv2.read_file
    return reads(name, data, where, scheme, entry)


def by_folders(path: Path) -> dict[str, Any]:
    """What the folders of an unpacked export of a project say: ``annotation/DOCUMENT/USER.tsv``."""
    if path.parent.parent.name not in ("annotation", "curation"):
        return {}
    return {"article": path.parent.name, "annotator": "curation" if path.stem == "CURATION_USER" else path.stem}


def _file(name: str, data: bytes, where: str, scheme: Scheme, entry: dict[str, Any]) -> AnnotatedArticle:
    with record_at(where, "not a readable WebAnno TSV", "; export it again"):
        lines = normal_newlines(decode(data, where)).split("\n")
        layers = list(_layers(lines))
        ours = [layer.name for layer in layers] == [LAYER, RELATION]
        text = entry.get("text") or _text(lines, ours, scheme)
        units = Utf16Map(text)
        metadata = {**{str(k): str(v) for k, v in entry.get("metadata", {}).items()}, "title": entry.get("title", "")}
        article = article_of(entry.get("article", name), text, where, metadata)
        builder = Builder(article, entry.get("annotator", "inception"), scheme)
        found, ties = _stretches(lines, layers, scheme)
        for key, stretch in found.items():
            span = units.span(stretch.start, stretch.end)
            if ours:
                builder.node(key, dict(stretch.values).get("label", ""), span, **_said(stretch))
            elif not webanno_tsv2.PASSED.match(stretch.layer.name):
                label, values = webanno_tsv2.label_of(stretch.layer.name, stretch.values, scheme)
                builder.node(key, label, span, values=values)
        for head, child in ties:
            builder.link(head, child if child in found else next((key for key in found if key[1] == child[1]), child))
        return builder.finished(bool(entry.get("finished", True)))


def _said(stretch: _Found) -> dict[str, Any]:
    kept = read_json(dict(stretch.values).get("provenance") or "{}")
    return {key: kept[key] for key in SAID if isinstance(kept, dict) and key in kept}


def _layers(lines: Sequence[str]) -> Iterator[_Layer]:
    for line in lines:
        kind, _, rest = line.partition("=")
        if kind in ("#T_SP", "#T_RL", "#T_CH"):
            name, *features = rest.split("|")
            yield _Layer(name, [f for f in features if f], kind == "#T_RL", kind == "#T_CH")


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, int, int, list[str]]]:
    """(address, begin, end, cells of layers) of each row."""
    for number, line in enumerate(lines, 1):
        address, tab, rest = line.partition("\t")
        if not tab or line.startswith("#"):
            continue
        place, *cells = rest.split("\t")
        begin, dash, end = place.partition("-")
        if not dash or not begin.isdecimal() or not end.isdecimal() or len(begin + end) > 18:
            raise MisfitError(f"line {number} has no offsets")
        yield address, int(begin), int(end), cells


def _text(lines: Sequence[str], ours: bool, scheme: Scheme) -> str:
    """The text, put together of its sentences; what stood between them is not in the file."""
    out, length, pending = [], 0, list[str]()
    for line in lines:
        if line.startswith("#Text="):
            pending.append(_unescape(line[len("#Text=") :]))
        elif "\t" in line and not line.startswith("#") and pending:
            sentence, pending = "\n".join(pending), []
            first = line.split("\t")[1].partition("-")[0]
            if not first.isdecimal() or len(first) > 9:
                raise MisfitError(f"the token {line.split(chr(9))[0][:20]} has no offsets")
            gap = int(first) - (len(sentence) - len(sentence.lstrip())) - length
            if not 0 <= gap <= _WIDEST:
                raise MisfitError("its sentences overlap, or lie too far apart")
            out.append(("\n" if ours or gap > 1 else " ") * gap)
            if gap and not ours:
                scheme(
                    "white space between sentences, which the file does not hold: a space, or line breaks where it is longer"
                )
            out.append(sentence)
            length += gap + len(sentence.encode("utf-16-le")) // 2
    return "".join(out)


def _stretches(
    lines: Sequence[str], layers: Sequence[_Layer], scheme: Scheme
) -> tuple[dict[Any, _Found], list[tuple[Any, Any]]]:
    """The stretches by (layer, number or token), and the ties between them."""
    found: dict[Any, _Found] = {}
    ties: list[tuple[Any, Any]] = []
    spans = [layer.name for layer in layers if not layer.relation and not layer.chain]
    for address, begin, end, cells in _rows(lines):
        at = 1  # the token's own words
        for layer in layers:
            own, at = cells[at : at + layer.columns], at + layer.columns
            if layer.relation:
                ties += _ties(address, layer, own, spans)
            if layer.chain and any(cell not in ("_", "") for cell in own):
                scheme(f"{layer.name.rpartition('.')[2]} of a token, a link of a chain: left out")
            if layer.relation or layer.chain:
                continue
            slots = [n for n, feature in enumerate(layer.features) if feature.startswith("ROLE_")]
            for n in slots:
                ties += _slots(address, layer, n, own)
            for n, (feature, cell) in enumerate(zip(layer.features or [""], own, strict=False)):
                if n - 1 in slots:  # what a slot holds: no feature of the stretch itself
                    continue
                for part in _split(cell):
                    match = _VALUE.fullmatch(part)
                    value, number = (match[1], match[2]) if match else (part, None)
                    if value in ("_", ""):
                        continue
                    key = (layer.name, number or address)
                    stretch = found.setdefault(key, _Found(layer, begin, end))
                    stretch.end = max(stretch.end, end)
                    plain = _unescape(value)
                    if value != "*" and feature and n not in slots and (feature, plain) not in stretch.values:
                        stretch.values.append((feature, plain))
    return found, list(dict.fromkeys(ties))  # each token of a stretch has its slots


def _split(cell: str) -> list[str]:
    """The values of a cell: a ``|`` that is escaped joins none."""
    return re.split(r"(?<!\\)\|", cell) if cell != "_" else []


def _slots(address: str, layer: _Layer, column: int, cells: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """The ends of a link feature: the stretch that has the slots, and what each slot holds, joined by ``;`` for one stretch."""
    if column + 1 >= len(cells):
        return
    target = layer.features[column + 1] if column + 1 < len(layer.features) else ""
    for owner, held in zip(_split(cells[column]), _split(cells[column + 1]), strict=False):
        own = _VALUE.fullmatch(owner)
        for part in held.split(";"):
            if own and (match := _END.match(part)):
                yield (layer.name, own[2] or address), (target, match[2] if match[2] and match[2] != "0" else match[1])


def _ties(address: str, layer: _Layer, cells: Sequence[str], spans: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """The ends of the relations that stand on a token: their governor's stretch and the token's own."""
    base = next((f.removeprefix("BT_") for f in layer.features if f.startswith("BT_")), "")
    column = next((n for n, f in enumerate(layer.features) if f.startswith("BT_")), -1)
    if column < 0 or column >= len(cells) or base not in spans:
        return
    for part in _split(cells[column]):
        if match := _END.fullmatch(part):
            head = match[2] if match[2] and match[2] != "0" else match[1]
            child = match[3] if match[3] and match[3] != "0" else address
            yield (base, head), (base, child)


def recognizes(path: Path) -> bool:
    """Whether a file begins as WebAnno TSV 3 or 2."""
    return _is_third(path) or webanno_tsv2.recognizes(path)


def _is_third(path: Path) -> bool:
    return _begins(zips.head(path))


def _begins(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").startswith(HEAD.encode())


def is_table(data: bytes) -> bool:
    """Whether bytes begin as WebAnno TSV 3 or 2."""
    return _begins(data) or webanno_tsv2.begins(data)


def recognizes_folder(folder: Path) -> bool:
    """Whether a folder is our export of this format."""
    first = min(folder.glob("*.tsv"), default=None) if (folder / INDEX).is_file() else None
    return first is not None and _is_third(first)


FORMATS = (
    Format(
        name="webanno-tsv",
        title="WebAnno TSV 3.3 for INCEpTION, one file for each article and annotator",
        suffix="",
        unit=Unit.UTF16,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        load="INCEpTION: Settings > Documents > Import > WebAnno TSV v3.3",
    ),
)
