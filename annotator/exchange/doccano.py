"""doccano's JSONL for a project of sequence labelling with relations, one article and annotator a line.

Source of the format: doccano's documentation, "Import dataset" (``entities`` and ``relations``; any other key of a line is kept
as the example's metadata and comes out again with an export). A stance is an entity of its own over the quotation's words,
tied to it by ``HAS_STANCE``, since an entity has one label; the project needs "allow overlapping spans".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, Notes, ignore, stance_names
from annotator.exchange.articles import article_of, first_record, json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import KEY, check, offset, record_at
from annotator.exchange.graph import Builder, graph
from annotator.exchange.offsets import ForeignText
from annotator.records import Codebook, MisfitError

HAS_STANCE = "HAS_STANCE"
_LOST = frozenset(
    {
        Field.NOT_SPEECH, Field.OPEN, Field.CONTENT, Field.ORIGIN, Field.HISTORY, Field.METADATA, Field.FLAG, Field.KIND,
        Field.UTTERANCE, Field.SPEAKER_ID, Field.COMMENT, Field.IDENTITY,
    }
)  # fmt: skip


_SHAPE = {
    "text": str,
    "entities": [{"id": KEY, "label": str, "start_offset": offset, "end_offset": offset}],
    "relations?": (None, [{"from_id": KEY, "to_id": KEY, "type": str}]),
    "speakers?": (None, dict),
}


def _line(annotated: AnnotatedArticle) -> dict[str, Any]:
    nodes, edges = graph(annotated.decisions)
    entities = [{"id": n.n, "start_offset": n.span.start, "end_offset": n.span.end, "label": n.label} for n in nodes]
    ties = [(e.head.n, e.child.n, e.label) for e in edges]
    for node in nodes:
        for name in stance_names(node.decision) if node.decision else ():
            ties.append((node.n, len(entities), HAS_STANCE))
            where = {"start_offset": node.span.start, "end_offset": node.span.end}
            entities.append({"id": len(entities), **where, "label": name})
    return {
        "text": annotated.article.text,
        "entities": entities,
        "relations": [{"id": n, "from_id": a, "to_id": b, "type": label} for n, (a, b, label) in enumerate(ties)],
        "article": annotated.article.id,
        "title": annotated.article.title,
        "annotator": annotated.annotator,
        "finished": annotated.finished,
        "speakers": {str(n.n): n.decision.speaker_name for n in nodes if n.decision and n.decision.speaker_name},
    }


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_text_lines(path, (json.dumps(_line(a), ensure_ascii=False) for a in articles))


def read(path: Path, notes: Notes) -> Iterator[AnnotatedArticle]:
    """Examples with entities and relations as confirmed quotations; BadInputError with file and line where one is faulty."""
    for number, (where, line) in enumerate(json_lines(path), 1):
        with record_at(where, "no doccano example that can be read"):
            check(line, _SHAPE)
            found = _annotated(line, where, f"{path.stem}-{number}", notes)
        yield found


def _annotated(line: Mapping[str, Any], where: str, name: str, notes: Notes) -> AnnotatedArticle:
    foreign = ForeignText(line["text"])
    article = article_of(str(line.get("article", name)), foreign.text, where, {"title": str(line.get("title", ""))})
    builder = Builder(article, str(line.get("annotator") or "doccano"), notes)
    entities = {entity["id"]: entity for entity in line["entities"]}
    stances: dict[Any, list[str]] = {}
    for relation in line.get("relations") or ():
        if relation["type"] == HAS_STANCE:
            if relation["to_id"] not in entities:
                raise MisfitError(f"there is no entity {relation['to_id']!r}")
            stances.setdefault(relation["from_id"], []).append(entities.pop(relation["to_id"])["label"])
        else:
            builder.link(relation["from_id"], relation["to_id"], relation["type"])
    speakers = line.get("speakers") or {}
    for key, entity in entities.items():
        span = foreign.span(entity["start_offset"], entity["end_offset"])
        more: dict[str, Any] = {"stances": stances.get(key, ()), "speaker": speakers.get(str(key))}
        builder.node(key, entity["label"], span, **more)
    return builder.finished(bool(line.get("finished", True)))


FORMATS = (
    Format(
        name="doccano",
        title="doccano, entities and relations",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, ignore),
        read=read,
        recognises=lambda path: {"text", "entities"} <= first_record(path).keys(),
        earlier=has_keys("text", "entities", "relations", "article", "title", "annotator", "finished", "speakers"),
        load="Dataset > Import dataset > JSONL (relation) in a Sequence Labeling project with relations",
    ),
)
