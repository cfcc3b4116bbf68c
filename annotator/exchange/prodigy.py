"""Prodigy's tasks with spans and relations, one article and annotator a line.

Source of the format: Prodigy's documentation, "Annotation task formats" (spans: ``end`` exclusive, ``token_end`` inclusive; a
relation names each of its ends by the last token of the span). Tokens are written, else Prodigy makes its own and the
indices are wrong; they are cut at every edge of a span, so that none lies across one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, first_letter, first_record, json_file, json_lines
from annotator.exchange.earlier import has_keys
from annotator.exchange.fields import ALL, Field
from annotator.exchange.flat import metadata_of
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import KEY, SAID_SHAPE, check, offset, record_at
from annotator.exchange.graph import SAID, Builder, Node, graph, said
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.records import Codebook

_TOKEN = re.compile(r"\w+|[^\w\s]|\s")
_META = (
    "source",
    "title",
    "annotator",
    "finished",
    "metadata",
)  # of ours; other plain values are the article's metadata
_KEYS = (
    "_input_hash", "_task_hash", "text", "meta", "tokens", "spans", "relations", "_session_id", "_view_id", "answer",
)  # fmt: skip
_PASSED = (
    *_KEYS,
    "_annotator_id",
    "_timestamp",
    "_is_binary",
    "options",
    "accept",
    "label",
    "config",
    "score",
    "priority",
    "pages",
)
_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.DECISION})


_END = {"start": offset, "end": offset, "label?": (None, str), "id?": (None, int, str)}
_PAGE = {
    "text": str,
    "spans?": (None, [{**_END, **SAID_SHAPE, "text?": (None, str), "token_end?": (None, int)}]),
    "relations?": (
        None,
        [{"head?": int, "child?": int, "head_span?": (None, _END), "child_span?": (None, _END), "label": str}],
    ),
}
_SHAPE = {**_PAGE, "meta?": (None, {"metadata?": (None, dict)}), "accept?": (None, [KEY])}
_PAGES = {"pages": [{"view_id?": (None, str)}], "meta?": (None, {"metadata?": (None, dict)}), "accept?": (None, [KEY])}
PAGES = "pages of a task: one article, a blank line between them"


def tokens_of(text: str, edges: Iterable[int]) -> list[dict[str, Any]]:
    """Words, signs and white space other than single blanks, cut at ``edges`` as well; ``ws``: whether a blank follows."""
    cuts = sorted({0, len(text), *edges, *(m.start() for m in _TOKEN.finditer(text))})
    wanted = set(edges)
    out: list[dict[str, Any]] = []
    for start, end in pairwise(cuts):
        if text[start:end] == " " and out and not out[-1]["ws"] and start not in wanted and end not in wanted:
            out[-1]["ws"] = True
        else:
            out.append({"text": text[start:end], "start": start, "end": end, "id": len(out), "ws": False})
    return out


def _task(annotated: AnnotatedArticle) -> dict[str, Any]:
    nodes, edges = graph(annotated.decisions)
    tokens = tokens_of(annotated.article.text, {e for node in nodes for e in (node.span.start, node.span.end)})
    first = {token["start"]: token["id"] for token in tokens}
    last = {token["end"]: token["id"] for token in tokens}

    def span(node: Node) -> dict[str, Any]:
        at = node.span
        where = {"start": at.start, "end": at.end, "token_start": first[at.start], "token_end": last[at.end]}
        return {**where, "label": node.label, "id": node.n}

    task: dict[str, Any] = {
        "text": annotated.article.text,
        "meta": {"source": annotated.article.id, "title": annotated.article.title, "annotator": annotated.annotator,
                 "finished": annotated.finished, "metadata": dict(annotated.article.metadata)},
        "tokens": tokens,
        "spans": [
            {**span(node), "text": node.words, **(said(annotated, node.decision) if node.decision else {})} for node in nodes
        ],
        "relations": [
            {"head": last[e.head.span.end], "child": last[e.child.span.end], "label": e.label,
             "head_span": span(e.head), "child_span": span(e.child)} for e in edges
        ],
        "_session_id": annotated.annotator,
        "_view_id": "relations",
        "answer": "accept",
    }  # fmt: skip
    hashes = {
        "_input_hash": task_hash(annotated.article.text),
        "_task_hash": task_hash(json.dumps(task, sort_keys=True)),
    }
    return {**hashes, **task}


def task_hash(text: str) -> int:
    """A signed 32-bit number from a text; Prodigy takes the hashes it finds and only compares them."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big", signed=True)


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    return files.write_text_lines(path, (json.dumps(_task(a), ensure_ascii=False) for a in articles))


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """Tasks that were accepted, as confirmed quotations; BadInputError with file and line where one is faulty."""
    for number, (where, task) in enumerate(_tasks(path), 1):
        if "options" in task and (task.get("_view_id") == "choice" or not task.get("spans")):
            scheme("choice task, whose text is a paragraph and no article: left out")
            continue
        answer = task.get("answer", "accept")
        if answer != "accept":
            scheme(f"task that was answered with {answer}: left out")
            continue
        with record_at(where, "not a readable Prodigy task", "; export it again"):
            found = _annotated(task, where, f"{path.stem}-{number}", scheme)
        yield found


def _pages(task: Mapping[str, Any], scheme: Scheme) -> list[Mapping[str, Any]]:
    """The pages of a task that have a text; of most tasks the task itself."""
    if "pages" not in task or "text" in task:
        check(task, _SHAPE)
        return [task]
    check(task, _PAGES)
    found = [page for page in task["pages"] if isinstance(page.get("text"), str) and page["text"].strip()]
    for _ in range(len(task["pages"]) - len(found)):
        scheme("page of a task without a text: left out")
    for page in found:
        check(page, _PAGE)
    if len(found) > 1:
        scheme(PAGES)
    return found


def _annotated(task: Mapping[str, Any], where: str, name: str, scheme: Scheme) -> AnnotatedArticle:
    meta = task.get("meta") or {}
    pages = _pages(task, scheme)
    about = {
        **metadata_of(task, *_PASSED),
        **metadata_of(meta, *_META),
        **{k: str(v) for k, v in (meta.get("metadata") or {}).items()},
        "title": str(meta.get("title") or ""),
    }
    foreign = ForeignText("\n\n".join(page["text"] for page in pages))
    article = article_of(str(meta.get("source", name)), foreign.text, where, about)
    annotator = meta.get("annotator") or task.get("_annotator_id") or task.get("_session_id") or "prodigy"
    builder = Builder(article, str(annotator), scheme)
    start = 0
    for number, page in enumerate(pages):
        _add_page(builder, page, foreign, number, start)
        start += len(page["text"]) + 2
    for page in (task, *(page for page in pages if page is not task)):
        for choice in page.get("accept") or ():
            builder.say_of_all("choice", str(choice))
    return builder.finished(bool(meta.get("finished", True)))


def _add_page(builder: Builder, page: Mapping[str, Any], foreign: ForeignText, number: int, start: int) -> None:
    """Add the spans and relations of a page; its number sets its ids apart, and its text begins at ``start``."""
    keys: dict[tuple[int, int, str | None], Any] = {}
    ends: dict[int | None, Any] = {}  # by the last token
    for n, span in enumerate(page.get("spans") or ()):
        key = (number, span.get("id", f"n{n}"))
        label = span.get("label")
        if not label:
            builder.scheme("stretch without a label: left out")
            continue
        keys.setdefault((span["start"], span["end"], label), key)
        ends.setdefault(span.get("token_end"), key)
        more = {k: v for k, v in span.items() if k in SAID}
        builder.node(key, label, foreign.span(start + span["start"], start + span["end"]), span.get("text"), **more)
    for relation in page.get("relations") or ():
        head, child = (_end(relation, end, number, keys, ends) for end in ("head", "child"))
        builder.link(head, child, relation["label"])


def _end(
    relation: Mapping[str, Any], end: str, number: int, keys: Mapping[Any, Any], ends: Mapping[int | None, Any]
) -> Any:
    """The key of the span at an end of a relation: by its id or place, else by its last token."""
    span = relation.get(f"{end}_span")
    if span is None:
        return ends.get(relation.get(end, -1))
    return (number, span["id"]) if "id" in span else keys.get((span["start"], span["end"], span.get("label")))


def _tasks(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tasks of lines, or of a list that somebody made of them."""
    if first_letter(path) != "[":
        yield from json_lines(path)
        return
    value = json_file(path)
    for number, task in enumerate(value if isinstance(value, list) else (), 1):
        if not isinstance(task, dict):
            raise BadInputError(f"{path}: item {number} is no Prodigy task; export it again.")
        yield f"{path}: item {number}", task


def recognizes(path: Path) -> bool:
    """Whether the first line is a task with spans, or a list begins with tasks that were answered."""
    if first_letter(path) != "[":
        first = first_record(path)
        return {"text", "spans"} <= first.keys() or _has_pages(first)
    head = zips.head(path)
    answered = any(key in head for key in (b'"answer"', b'"_input_hash"', b'"_annotator_id"', b'"_session_id"'))
    return b'"spans"' in head and answered and b'"text"' in head


def _has_pages(task: Mapping[str, Any]) -> bool:
    """Whether a task has pages, and is none of another tool that has them: one of them has a view or spans."""
    pages = task.get("pages")
    return isinstance(pages, list) and any(
        isinstance(page, dict) and page.keys() & {"view_id", "spans"} for page in pages
    )


FORMATS = (
    Format(
        name="prodigy",
        title="Prodigy, spans and relations",
        suffix=".jsonl",
        unit=Unit.CODE_POINTS,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        earlier=has_keys(*_KEYS),
        load="prodigy db-in my_dataset out.jsonl",
    ),
)
