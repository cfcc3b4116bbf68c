"""Label Studio's tasks in JSON with the labelling config (XML) that they need, UTF-16 offsets.

Source of the format: Label Studio's documentation, "Export annotations" (units of analysis) and the template "Relation
extraction". Results that share an ``id`` are one region; ids are unique in the file. The annotators of one article are the
annotations of one task. ``completed_by`` is left out, since an import refuses people whom the installation does not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from annotator.errors import BadInputError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, Notes, ignore
from annotator.exchange.articles import article_of, json_file
from annotator.exchange.earlier import begins, first_record
from annotator.exchange.fields import ALL, Field
from annotator.exchange.formats import Format, Unit
from annotator.exchange.given import KEY, PLACE, check, number, record_at, some_texts
from annotator.exchange.graph import LABELS, RELATIONS, Builder, Node, graph
from annotator.exchange.offsets import ForeignText, Utf16Map
from annotator.open_projects import open_input
from annotator.records import Article, Candidate, Codebook, Decision, Kind, Origin, Proposal, Status, quotation_id

_LOST = frozenset(
    {
        Field.NOT_SPEECH, Field.OPEN, Field.CONTENT, Field.ORIGIN, Field.HISTORY, Field.METADATA, Field.FLAG,
        Field.UTTERANCE, Field.SPEAKER_ID,
    }
)  # fmt: skip
_MADE = re.compile(r'"(annotations|predictions)"')
STANCE = "stance-"  # the name of a target's choices is this and the target's id
_CONFIG = (
    "<View>", "  <Relations>", *(f"    <Relation value={quoteattr(r)}/>" for r in RELATIONS), "  </Relations>",
    '  <Labels name="label" toName="text">',
)  # fmt: skip
_SCORE = (None, number)
_SHAPE = {
    "data": {"text": str},
    "predictions?": (None, [{"score?": _SCORE}]),
    "annotations?": (None, [dict]),
}
_RESULTS = {"result": [{"type": str}]}
_REGION = {"id": KEY, "score?": _SCORE, "meta?": (None, {"text?": (None, list)}), "value": dict}
#: What a result of each type holds beside what every region does; of another type nothing is read.
_RESULT = {
    "relation": {"from_id": KEY, "to_id": KEY},
    "labels": {**_REGION, "value": {**PLACE, "labels": some_texts}},
    "choices": {**_REGION, "value": {"choices": some_texts}},
    "textarea": {**_REGION, "value": {"text": some_texts}},
}
_COLORS = {"CONTENT": "#0072b2", "SOURCE": "#009e73", "CUE": "#e69f00"}


def config(codebook: Codebook) -> str:
    """The labelling config for the codebook: paste it into a project's settings, Labeling Interface, Code."""
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
    lines += ['  <TextArea name="comment" toName="text" perRegion="true" maxSubmissions="1"/>', "</View>"]
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
        results[-1]["meta"] = {"text": [decision.quotation]}
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
            results = _results(annotated, f"t{n}a{at}")
            annotations.append(
                {"result": results, "was_cancelled": False, "ground_truth": False, "annotator": annotated.annotator,
                 "finished": annotated.finished, "lead_time": round(sum(d.seconds for d in annotated.decisions), 1)}
            )  # fmt: skip
        assert article is not None, "a group holds at least one article"
        data = {"text": article.text, "article": article.id, "title": article.title}
        yield {"id": n, "data": data, "annotations": annotations, "predictions": _predictions(annotated, f"t{n}p")}


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


def read(path: Path, notes: Notes) -> Iterator[AnnotatedArticle]:
    """The annotations of an export (or of a file to import), those that were skipped left out; BadInputError names the task."""
    tasks = json_file(path)
    if not isinstance(tasks, list):
        raise BadInputError(f"{path}: it is no list of Label Studio's tasks; export them as JSON.")
    for n, task in enumerate(tasks, 1):
        where = f"{path}: task {n}"
        with record_at(where, "no task with a text that can be read"):
            check(task, _SHAPE)
            foreign = ForeignText(task["data"]["text"], utf16=True)
            about = {"title": str(task["data"].get("title", ""))}
            article = article_of(str(task["data"].get("article", f"{path.stem}-{n}")), foreign.text, where, about)
            detector, suggestions = _suggestions(task.get("predictions") or (), article, foreign, notes)
            made = []
            for at, annotation in enumerate(task.get("annotations") or (), 1):
                if annotation.get("was_cancelled"):
                    notes("annotation that its annotator skipped: left out")
                else:
                    made.append(_annotated(annotation, article, foreign, at, notes))
            if suggestions and not made:
                made = [AnnotatedArticle(article, "", (), False)]
        for annotated in made:
            yield replace(annotated, suggestions=suggestions, detector=detector)


def _suggestions(
    predictions: Sequence[Mapping[str, Any]], article: Article, foreign: ForeignText, notes: Notes
) -> tuple[str, tuple[Proposal, ...]]:
    """The first prediction of a task as proposals, with the model it is of."""
    if not predictions:
        return "", ()
    for _ in predictions[1:]:
        notes("second prediction for one task: left out")
    first = predictions[0]
    read = _annotated(first, article, foreign, 1, notes).decisions
    scores = {
        foreign.span(r["value"]["start"], r["value"]["end"]): r.get("score", first.get("score"))
        for r in first["result"]
        if r["type"] == "labels"
    }
    if any(d.stances for d in read):
        notes("stances in a model's prediction: left out, a proposal has none")
    return str(first.get("model_version") or "label-studio"), tuple(_proposal(d, scores.get(d.span)) for d in read)


def _proposal(d: Decision, score: Any) -> Proposal:
    """What a model predicted as a proposal; its source is the only candidate."""
    confidence = min(max(float(score or 0.0), 0.0), 1.0)
    source = Candidate(d.source, d.speaker_name or d.source.words, confidence, "predicted") if d.source else None
    return Proposal(d.span, d.words, d.kind, confidence, (source,) if source else (), speaks=bool(source), cue=d.cue)


def _annotated(
    annotation: Mapping[str, Any], article: Article, foreign: ForeignText, at: int, notes: Notes
) -> AnnotatedArticle:
    builder = Builder(article, _name(annotation, at), notes)
    regions: dict[str, dict[str, Any]] = {}
    check(annotation, _RESULTS)
    for result in annotation["result"]:
        check(result, _RESULT.get(result["type"], _REGION))
        if result["type"] == "relation":
            builder.link(result["from_id"], result["to_id"])
        else:
            _take(regions.setdefault(result["id"], {"stances": []}), result, notes)
    for key, region in regions.items():
        if "label" not in region:
            notes("choice or text on no labelled region: left out")
            continue
        label, where, words = region.pop("label"), region.pop("where"), region.pop("words")
        builder.node(key, label, foreign.span(*where), words, **region)
    return builder.finished(bool(annotation.get("finished", True)))


def _take(region: dict[str, Any], result: Mapping[str, Any], notes: Notes) -> None:
    """One result into what is known of its region."""
    value, name = result["value"], str(result.get("from_name", ""))
    if result["type"] == "labels":
        if len(value["labels"]) > 1:
            notes("second label of one region: left out")
        region.update(label=value["labels"][0], where=(value["start"], value["end"]), words=value.get("text"))
        if meta := (result.get("meta") or {}).get("text"):
            region["quotation"] = meta[0]
    elif result["type"] == "choices" and name == "kind":
        region["kind"] = value["choices"][0]
    elif result["type"] == "choices" and name.startswith(STANCE):
        region["stances"] += [f"{name.removeprefix(STANCE)}:{choice}" for choice in value["choices"]]
    elif result["type"] == "textarea" and name in ("speaker", "comment"):
        region[name] = value["text"][0]
    else:
        notes(f"result of type {result['type']} named {name}: left out")


def _name(annotation: Mapping[str, Any], at: int) -> str:
    """Who annotated: our own key, else Label Studio's user, by address or number."""
    by = annotation.get("completed_by")
    if isinstance(by, Mapping):
        by = by.get("email") or by.get("id")
    return str(annotation.get("annotator") or by or f"annotator {at}")


def _earlier(path: Path) -> bool:
    """Whether the file begins as what is written here: a list, a task a line; another tool knows nothing of its keys."""
    task = first_record(path)
    data = task.get("data")
    inside = data.keys() if isinstance(data, dict) else set()
    ours = task.keys() == {"id", "data", "annotations", "predictions"} and inside == {"text", "article", "title"}
    return ours or begins("[]\n")(path)


def recognises(path: Path) -> bool:
    """Whether the file begins as a JSON list whose first task has ``data``, and ``annotations`` or ``predictions``."""
    if not path.is_file():
        return False
    with TextIOWrapper(open_input(path), encoding="utf-8", errors="replace") as file:
        block = file.read(1 << 16)
        if not block.lstrip("\ufeff \n\r\t").startswith("[") or '"data"' not in block:
            return False
        while block:  # the text of the first task may be long
            if _MADE.search(block):
                return True
            more = file.read(1 << 20)
            block = block[-32:] + more if more else ""
    return False


FORMATS = (
    Format(
        name="label-studio",
        title="Label Studio, JSON with its labelling config",
        suffix=".json",
        unit=Unit.UTF16,
        carries=ALL - _LOST,
        write=_write,
        read_back=lambda path: read(path, ignore),
        read=read,
        suggests=True,
        recognises=recognises,
        beside=lambda codebook: {".config.xml": config(codebook)},
        earlier=_earlier,
        beside_earlier={".config.xml": begins("\n".join(_CONFIG) + "\n")},
        load="paste out.config.xml into Settings > Labeling Interface > Code, then Import out.json",
    ),
)
