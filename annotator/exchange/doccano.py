"""doccano's JSONL for a project of sequence labeling, one article and annotator a line, with or without relations.

Source of the format: doccano's documentation, "Import dataset" (``entities`` and ``relations``, or ``label`` with ``[start, end, label]``;
any other key of a line is kept as the example's metadata and comes out again with an export), and ``data_export/celery_tasks.py`` of its
source: a project whose annotators do not share their work is exported as a zip with a file for each, called by the user's name.
doccano numbers entities anew, so that what stands beside a quotation is tied to its place. A stance is an entity of its own over the
quotation's words, tied to it by ``HAS_STANCE``, since an entity has one label; the project needs "allow overlapping spans".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files, zips
from annotator.exchange.annotated import AnnotatedArticle, stance_names
from annotator.exchange.articles import article_of, first_letter, first_record, json_file, json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL, Field
from annotator.exchange.flat import metadata_of
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import KEY, SAID_SHAPE, check, offset, offsets, record_at
from annotator.exchange.graph import CONTENT, SAID, Builder, graph, said
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.records import Codebook, MisfitError

HAS_STANCE = "HAS_STANCE"
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.FLAG, Field.DECISION})
_KEYS = ("text", "entities", "relations", "article", "title", "annotator", "finished", "metadata", "quotations")
_SHARED = "all"  # what doccano calls the file of a project whose annotators share their work
_ENTITY = {"id": KEY, "label": str, "start_offset": offset, "end_offset": offset}
_SHAPE = {
    "text": str,
    "entities?": (None, list),
    "cats?": (None, [str]),
    "relations?": (None, [{"from_id": KEY, "to_id": KEY, "type": str}]),
    "speakers?": (None, dict),
    "metadata?": (None, dict),
    "quotations?": (None, [{**SAID_SHAPE, "start": offset, "end": offset}]),
}
_TRIPLES = {"label?": (None, [list]), "labels?": (None, [list])}


def _line(annotated: AnnotatedArticle) -> dict[str, Any]:
    nodes, edges = graph(annotated.decisions)
    entities = [{"id": n.n, "start_offset": n.span.start, "end_offset": n.span.end, "label": n.label} for n in nodes]
    ties = [(e.head.n, e.child.n, e.label) for e in edges]
    for node in nodes:
        for name in stance_names(node.decision) if node.decision else ():
            ties.append((node.n, len(entities), HAS_STANCE))
            where = {"start_offset": node.span.start, "end_offset": node.span.end}
            entities.append({"id": len(entities), **where, "label": name})
    beside = [
        {"start": n.span.start, "end": n.span.end, **said(annotated, n.decision)}
        for n in nodes
        if n.decision is not None
    ]
    article = annotated.article
    values = (
        article.text, entities,
        [{"id": n, "from_id": a, "to_id": b, "type": label} for n, (a, b, label) in enumerate(ties)],
        article.id, article.title, annotated.annotator, annotated.finished, dict(article.metadata), beside,
    )  # fmt: skip
    return dict(zip(_KEYS, values, strict=True))


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_text_lines(path, (json.dumps(_line(a), ensure_ascii=False) for a in articles))


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """Examples with their labels as confirmed quotations, each file by whom it is named after unless its lines say who.

    BadInputError with file and line where one is faulty.
    """
    if path.suffix.lower() != ".zip":
        yield from _read(_records(path), path.stem, scheme, by_file=_one_of_several(path))
        return
    for name, data in zips.members(path, ".jsonl"):
        yield from _read(zips.lines(data, f"{path}: {name}"), PurePosixPath(name).stem, scheme, by_file=True)


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The examples of a file of JSON Lines, or of a list in JSON."""
    if first_letter(path) != "[":  # an export may have any name
        yield from json_lines(path)
        return
    for n, each in enumerate(json_file(path), 1):
        yield f"{path}: example {n}", each


def _one_of_several(path: Path) -> bool:
    """Whether a file is one of those that doccano makes for each user: another one lies beside it."""
    first = first_record(path)
    return "Comments" in first and any(
        other.name != path.name
        and (beside := first_record(other)).get("text") == first["text"]
        and "Comments" in beside
        for other in path.absolute().parent.glob("*.jsonl")
    )


def _read(
    lines: Iterable[tuple[str, dict[str, Any]]], stem: str, scheme: Scheme, *, by_file: bool
) -> Iterator[AnnotatedArticle]:
    """``by_file``: the file is one user's, whoever made what was brought into doccano once."""
    for number, (where, line) in enumerate(lines, 1):
        if isinstance(line, dict) and _is_numbered(line):
            raise BadInputError(
                f"{where}: doccano wrote numbers for its labels; export the data set as JSONL, with the text of labels."
            )
        with record_at(where, "not a readable doccano example"):
            check(line, {**_SHAPE, **_TRIPLES})
            by = "" if by_file and stem != _SHARED else str(line.get("annotator") or "")
            found = _annotated(line, where, (stem, by), number, scheme)
        yield found


def _annotated(
    line: Mapping[str, Any], where: str, names: tuple[str, str], number: int, scheme: Scheme
) -> AnnotatedArticle:
    """One example; ``names`` are what the file is called and who annotated, "" where that is told by the file."""
    stem, by = names
    foreign = ForeignText(line["text"])
    named = line.get("article")
    name = str(line.get("id", f"{stem}-{number}") if named is None else named)
    about = {**_metadata(line), "title": str(line.get("title") or "")}
    article = article_of(name, foreign.text, where, about)
    builder = Builder(article, by or ("doccano" if stem == _SHARED or "id" not in line else stem), scheme)
    entities = _entities(line)
    stances: dict[Any, list[str]] = {}
    for relation in line.get("relations") or ():
        if relation["type"] == HAS_STANCE:
            if relation["to_id"] not in entities:
                raise MisfitError(f"there is no entity {relation['to_id']!r}")
            stances.setdefault(relation["from_id"], []).append(entities.pop(relation["to_id"])["label"])
        else:
            builder.link(relation["from_id"], relation["to_id"], relation["type"])
    speakers = _speakers(line.get("speakers") or {}, entities)
    beside: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for each in line.get("quotations") or ():
        beside.setdefault((each["start"], each["end"]), []).append(each)
    for key, entity in entities.items():
        place = entity["start_offset"], entity["end_offset"]
        told = beside[place].pop(0) if entity["label"] == CONTENT and beside.get(place) else {}
        more: dict[str, Any] = {"speaker": speakers.get(key), **{k: told[k] for k in SAID if k in told}}
        builder.node(key, entity["label"], foreign.span(*place), **{**more, "stances": stances.get(key, ())})
    for name in line.get("cats") or ():
        builder.say_of_all("category", name)
    for _ in (each for group in beside.values() for each in group):
        scheme("speaker and notes of a quotation whose place was changed in doccano: left out")
    if line.get("finished") is not None:  # doccano writes null where only other examples have the key
        return builder.finished(bool(line["finished"]))
    if not entities:
        scheme("example without a label: counted as unfinished, since doccano does not say whether it was looked at")
    return builder.finished(bool(entities))


def _entities(line: Mapping[str, Any]) -> dict[Any, dict[str, Any]]:
    """The entities by id; ``[start, end, label]`` lists are numbered."""
    given = line.get("entities") or ()
    check(whole := [entity for entity in given if not isinstance(entity, list)], [_ENTITY])
    found: dict[Any, dict[str, Any]] = {entity["id"]: entity for entity in whole}
    triples = [entity for entity in given if isinstance(entity, list)]
    for n, triple in enumerate([*triples, *(line.get("label") or ()), *(line.get("labels") or ())]):
        if len(triple) != 3 or not offsets(triple[:2]) or not isinstance(triple[2], str):
            raise MisfitError(f"the label {str(triple)[:40]} is not written as [start, end, label]")
        found["label", n] = {"start_offset": triple[0], "end_offset": triple[1], "label": triple[2]}
    return found


def _speakers(given: Mapping[str, str], entities: Mapping[Any, Any]) -> dict[Any, str]:
    """Whom older exports of ours name by an entity's number: where doccano numbered them anew, its order is still the same."""
    keys = sorted(entities, key=_order)
    numbers = {str(key): key for key in keys} if 0 in entities else {str(n): key for n, key in enumerate(keys)}
    return {numbers[n]: str(name) for n, name in given.items() if n in numbers}


def _order(key: Any) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def _metadata(line: Mapping[str, Any]) -> dict[str, str]:
    """What else stands in a line: our own metadata, the plain values that doccano kept, and the comments on the example."""
    known = {*_KEYS, *SAID, "id", "label", "labels", "cats", "speakers", "Comments"}
    plain = metadata_of(line, *known)
    ours = {k: str(v) for k, v in (line.get("metadata") or {}).items()}
    comments = [str(each) for each in line.get("Comments") or ()]
    return {**plain, **ours, **({"comments": "\n".join(comments)} if comments else {})}


def _is_example(record: Mapping[str, Any]) -> bool:
    """Whether a line is an example with labels: entities, or a list of lists under ``label`` or ``labels``."""
    triples = next((record[key] for key in ("label", "labels") if isinstance(record.get(key), list)), None)
    entities = record.get("entities")
    placed = isinstance(entities, list) and all(
        isinstance(x, list) or (isinstance(x, dict) and "start_offset" in x) for x in entities
    )
    return "text" in record and (placed or (triples is not None and all(isinstance(x, list) for x in triples)))


def _is_numbered(record: Mapping[str, Any]) -> bool:
    """Whether a line is one of older doccano's JSON, in which labels are numbers."""
    made = record.get("annotations")
    return (
        "text" in record and isinstance(made, list) and bool(made)
        and all(isinstance(each, dict) and isinstance(each.get("label"), int) and "start_offset" in each for each in made)
    )  # fmt: skip


def recognizes(path: Path) -> bool:
    """Whether the first line of the file, or of the first file in the zip, is an example."""
    if path.suffix.lower() == ".zip":
        return zips.all_are(path, ".jsonl") and any(_is_example(r) for r in zips.first_records(path, ".jsonl"))
    first = first_record(path) if path.suffix.lower() == ".jsonl" else _first_of_list(path)
    return _is_example(first) or _is_numbered(first)


def _first_of_list(path: Path) -> dict[str, Any]:
    """The first object of a JSON list that may be of doccano; {} for any other file."""
    head = zips.head(path)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") or not any(
        name in head for name in (b'"label', b'"entities"', b'"start_offset"')
    ):
        return {}
    try:
        value = json_file(path)
    except BadInputError:
        return {}
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


FORMATS = (
    Format(
        name="doccano",
        title="doccano, entities and relations",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        earlier=has_keys(*_KEYS),
        load="Dataset > Import dataset > JSONL (relation) in a Sequence Labeling project with relations",
    ),
)
