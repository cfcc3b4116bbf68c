"""Label Studio's tasks in JSON with the labeling config (XML) that they need, UTF-16 offsets.

Source of the format: Label Studio's documentation, "Export annotations" (units of analysis) and the template "Relation
extraction". Results that share an ``id`` are one region; ids are unique in the file. The annotators of one article are the
annotations of one task. ``completed_by`` is left out, since an import refuses people whom the installation does not know, and Label
Studio drops other keys of an annotation; who it is by and whether it is finished therefore stand in fields of the whole task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from annotator.errors import BadInputError
from annotator.exchange import articles, files, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.earlier import begins, first_record
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.graph import LABELS, RELATIONS, Node, graph, said
from annotator.exchange.label_studio_tasks import ANNOTATOR, FINISHED, STANCE, read
from annotator.exchange.offsets import Utf16Map
from annotator.exchange.scheme import Scheme
from annotator.open_projects import open_input
from annotator.records import Codebook, Decision, Kind, Origin, Proposal, Status, quotation_id

_LOST = frozenset({Field.NOT_SPEECH, Field.OPEN, Field.FLAG, Field.DECISION})
#: Label Studio's own words for where a region comes from.
_ORIGINS = {"accepted": "prediction", "corrected": "prediction-changed"}
_MADE = re.compile(r'"(annotations|predictions|completions)"')
_CONFIG = (
    "<View>", "  <Relations>", *(f"    <Relation value={quoteattr(r)}/>" for r in RELATIONS), "  </Relations>",
    '  <Labels name="label" toName="text">',
)  # fmt: skip
_COLORS = {"CONTENT": "#0072b2", "SOURCE": "#009e73", "CUE": "#e69f00"}


def config(codebook: Codebook) -> str:
    """The labeling config for the codebook: paste it into a project's settings, Labeling Interface, Code."""
    lines = [*_CONFIG]
    lines += [f"    <Label value={quoteattr(name)} background={quoteattr(_COLORS[name])}/>" for name in LABELS]
    lines += [
        "  </Labels>",
        '  <Text name="text" value="$text"/>',
        *_choices("kind", [str(k) for k in Kind][:3], "single"),
    ]
    for target in codebook.targets:
        lines += [f"  <Header value={quoteattr(target.name)}/>"]
        lines += _choices(STANCE + target.id, [label.id for label in target.labels], "multiple")
    lines += ['  <TextArea name="speaker" toName="text" perRegion="true" maxSubmissions="1"/>']
    lines += ['  <TextArea name="comment" toName="text" perRegion="true" maxSubmissions="1"/>']
    lines += [f'  <TextArea name="{ANNOTATOR}" toName="text" maxSubmissions="1"/>']
    lines += [
        f'  <Choices name="{FINISHED}" toName="text"><Choice value="yes"/><Choice value="no"/></Choices>',
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _choices(name: str, values: list[str], choice: str) -> list[str]:
    only = 'perRegion="true" whenTagName="label" whenLabelValue="CONTENT"'
    head = f'  <Choices name={quoteattr(name)} toName="text" choice="{choice}" {only}>'
    return [head, *(f"    <Choice value={quoteattr(value)}/>" for value in values), "  </Choices>"]


def _results(annotated: AnnotatedArticle, prefix: str) -> list[dict[str, Any]]:
    units = Utf16Map(annotated.article.text).units
    nodes, edges = graph(annotated.decisions)
    results: list[dict[str, Any]] = []

    def add(node: Node, name: str, kind: str, value: dict[str, Any]) -> None:
        start, end = units(node.span)
        where = {"start": start, "end": end, "text": node.words}
        results.append(
            {
                "id": f"{prefix}-{node.n}",
                "from_name": name,
                "to_name": "text",
                "type": kind,
                "value": {**where, **value},
            }
        )

    for node in nodes:
        add(node, "label", "labels", {"labels": [node.label]})
        if (decision := node.decision) is None:
            continue
        results[-1]["meta"] = {"text": [decision.quotation], "quotation": said(annotated, decision)}
        results[-1]["origin"] = _ORIGINS.get(annotated.trace(decision).outcome, "manual")
        add(node, "kind", "choices", {"choices": [str(decision.kind)]})
        for target in sorted({s.target for s in decision.stances}):
            labels = sorted(s.label for s in decision.stances if s.target == target)
            add(node, STANCE + target, "choices", {"choices": labels})
        for name, text in (("speaker", decision.speaker_name), ("comment", decision.comment)):
            if text:
                add(node, name, "textarea", {"text": [text]})
                results[-1]["value"] = {"start": units(node.span)[0], "end": units(node.span)[1], "text": [text]}
    results += [
        {"type": "relation", "from_id": f"{prefix}-{e.head.n}", "to_id": f"{prefix}-{e.child.n}", "direction": "right",
         "labels": [e.label]} for e in edges
    ]  # fmt: skip
    return results


def _tasks(articles: Iterable[AnnotatedArticle]) -> Iterator[dict[str, Any]]:
    for n, (_, group) in enumerate(groupby(articles, key=lambda a: a.sha256), 1):
        annotations, article = [], None
        for at, annotated in enumerate(group, 1):
            article = annotated.article
            results = [*_results(annotated, f"t{n}a{at}"), *_about(annotated, f"t{n}a{at}")]
            annotations.append(
                {"result": results, "was_cancelled": False, "ground_truth": False, "annotator": annotated.annotator,
                 "finished": annotated.finished, "lead_time": round(sum(d.seconds for d in annotated.decisions), 1)}
            )  # fmt: skip
        assert article is not None, "a group holds at least one article"
        data = {"text": article.text, "article": article.id, "title": article.title, "metadata": dict(article.metadata)}
        yield {"id": n, "data": data, "annotations": annotations, "predictions": _predictions(annotated, f"t{n}p")}


def _about(annotated: AnnotatedArticle, prefix: str) -> list[dict[str, Any]]:
    """Who annotated a task and whether it is finished, as fields of the whole task."""
    who, done = [annotated.annotator], ["yes" if annotated.finished else "no"]
    return [
        {"id": f"{prefix}-{name}", "from_name": name, "to_name": "text", "type": kind, "value": value}
        for name, kind, value in ((ANNOTATOR, "textarea", {"text": who}), (FINISHED, "choices", {"choices": done}))
    ]


def _predictions(annotated: AnnotatedArticle, prefix: str) -> list[dict[str, Any]]:
    """What the machine proposed as one prediction, with a score for each quotation and their mean for all."""
    if not annotated.suggestions:
        return []
    decisions = tuple(_suggested(p, annotated) for p in annotated.suggestions)
    scores = {quotation_id(annotated.sha256, p.span): p.confidence for p in annotated.suggestions}
    results = _results(replace(annotated, decisions=decisions), prefix)
    for result in results:
        if meta := result.get("meta"):
            result["score"] = scores[meta["text"][0]]
    mean = sum(scores.values()) / len(scores)
    return [{"model_version": annotated.detector, "score": mean, "result": results}]


def _suggested(p: Proposal, annotated: AnnotatedArticle) -> Decision:
    """A proposal as the decision that would confirm it as it stands."""
    return Decision(
        quotation=quotation_id(annotated.sha256, p.span),
        article=annotated.sha256,
        annotator=annotated.detector,
        status=Status.CONFIRMED,
        span=p.span,
        words=p.words,
        kind=p.kind,
        origin=Origin.PROPOSAL,
        source=p.source.mention if p.source else None,
        speaker_name=(p.source.name or p.source.mention.words) if p.source else "",
        cue=p.cue,
    )


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Write one JSON list, task by task, so that a big corpus is never whole in memory."""
    count = 0
    with files.open_text(path) as out:
        for count, task in enumerate(_tasks(articles), 1):
            out.write(("[" if count == 1 else ",\n") + json.dumps(task, ensure_ascii=False))
        out.write("]\n" if count else "[]\n")
    return count


def _earlier(path: Path) -> bool:
    """Whether the file begins as what is written here: a list, a task a line; another tool knows nothing of its keys."""
    task = first_record(path)
    data = task.get("data")
    inside = data.keys() if isinstance(data, dict) else set()
    ours = task.keys() == {"id", "data", "annotations", "predictions"} and inside == {
        "text",
        "article",
        "title",
        "metadata",
    }
    return ours or begins("[]\n")(path)


def recognizes(path: Path) -> bool:
    """Whether the file begins as a JSON list whose first task has ``data``, and ``annotations`` or ``predictions``.

    Also a task alone, a task a line, and the tables and the small JSON that the reader refuses with a sentence.
    """
    if not path.is_file():
        return False
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return _is_task(articles.first_record(path))
    if suffix in (".csv", ".tsv"):
        names = re.split(r"[,;\t]", zips.head(path).decode("utf-8", "replace").partition("\n")[0].strip())
        return {"annotation_id", "annotator", "lead_time"} <= {name.strip('"\ufeff') for name in names}
    with TextIOWrapper(open_input(path), encoding="utf-8", errors="replace") as file:
        block = file.read(1 << 16)
        begin = block.lstrip("\ufeff \n\r\t")
        if begin.startswith("{") and '"data"' in block and _MADE.search(block):
            return _is_one_task(path)
        if not begin.startswith("["):
            return False
        if '"data"' not in block:
            return '"annotation_id"' in block  # JSON-MIN, which the reader refuses with a sentence
        while block:  # the text of the first task may be long
            if _MADE.search(block):
                return True
            more = file.read(1 << 20)
            block = block[-32:] + more if more else ""
    return False


def _is_task(record: object) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("data"), dict)
        and any(isinstance(record.get(key), list) for key in ("annotations", "predictions", "completions"))
    )


def _is_one_task(path: Path) -> bool:
    try:
        return _is_task(articles.json_file(path))
    except BadInputError:
        return False


FORMATS = (
    Format(
        name="label-studio",
        title="Label Studio, JSON with its labeling config",
        suffix=".json",
        unit=Unit.UTF16,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, Scheme()),
        suggests=True,
        beside=lambda codebook: {".config.xml": config(codebook)},
        earlier=_earlier,
        beside_earlier={".config.xml": begins("\n".join(_CONFIG) + "\n")},
        load="paste out.config.xml into Settings > Labeling Interface > Code, then Import out.json",
    ),
)
