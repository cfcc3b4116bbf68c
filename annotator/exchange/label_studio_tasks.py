"""Reading Label Studio's tasks: any names of labels, in text and in HTML, choices and texts beside a region, any key of the text.

Source: Label Studio's documentation, "Label Studio JSON format of annotated tasks" and its tags Text, HyperText, Labels, Choices, TextArea.
Offsets are UTF-16 code units of the text as it was given; of HTML (``globalOffsets``) of its text nodes joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, first_letter, json_file, json_lines, normal_newlines
from annotator.exchange.flat import metadata_of
from annotator.exchange.given import KEY, SAID_SHAPE, check, number, offset, record_at, some_texts
from annotator.exchange.graph import SAID, Builder
from annotator.exchange.html_text import HtmlText
from annotator.exchange.label_studio_dialogue import Dialogue, turns_of
from annotator.exchange.label_studio_table import rows_of_table
from annotator.exchange.offsets import ForeignText, Utf16Map
from annotator.exchange.scheme import COMMENT, Scheme
from annotator.jsontext import whole
from annotator.records import Article, Candidate, Decision, MisfitError, Proposal, Span

STANCE = "stance-"  # the name of a target's choices is this and the target's id
ANNOTATOR, FINISHED = (
    "annotator",
    "finished",
)  # fields of a whole task, which Label Studio keeps where it drops keys of ours
_TEXT_KEYS = ("text", "body", "content", "article", "html")
_HTML = re.compile(r"<(?:p|div|br|span|h[1-6]|body|blockquote)\b", re.I)
_SCORE = (None, number)
_SHAPE = {
    "data": dict,
    "predictions?": (None, [({"score?": _SCORE}, int)]),
    "annotations?": (None, [dict]),
    "drafts?": (None, list),
    "meta?": (None, dict),
}
_RESULTS = {"result": [{"type": str}]}
_PLACE = {"start?": (None, offset, str), "end?": (None, offset, str), "text?": (None, str)}
_REGION = {
    "id?": KEY,
    "score?": _SCORE,
    "meta?": (None, {"text?": (None, list), "quotation?": (None, SAID_SHAPE)}),
    "value": dict,
}
#: What a result of each type holds beside what every result does.
_RESULT = {
    "relation": {"from_id": KEY, "to_id": KEY},
    "labels": {**_REGION, "value": {**_PLACE, "labels?": (None, [str])}},
    "hypertextlabels": {**_REGION, "value": {**_PLACE, "hypertextlabels?": (None, [str])}},
    "paragraphlabels": {**_REGION, "value": {**_PLACE, "paragraphlabels?": (None, [str])}},
    "choices": {**_REGION, "value": {"choices": some_texts}},
    "textarea": {**_REGION, "value": {"text": some_texts}},
    "taxonomy": {**_REGION, "value": {"taxonomy": [some_texts]}},
}
_LABELS = ("labels", "hypertextlabels", "paragraphlabels")
_PLAIN = (
    "rating",
    "number",
    "datetime",
)  # results of one value each, left out where the map does not say what they mean
#: What JSON-MIN says of an annotation; all other keys are the task's data, or results by the name of their control.
_OF_ANNOTATION = frozenset(
    ("id", "annotation_id", "annotator", "created_at", "updated_at", "lead_time", "agreement", "was_cancelled")
)


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The annotations of an export (or of a file to import), those that were skipped left out; BadInputError names the task.

    A task that nobody annotated is an article without annotations.
    """
    begin = first_letter(path)  # an export may have any name
    in_lines = begin == "{" and path.suffix.lower() == ".jsonl"
    if begin not in "[{":
        tasks: Any = rows_of_table(path)
    else:
        tasks = [record for _, record in json_lines(path)] if in_lines else json_file(path)
    if isinstance(tasks, dict):
        tasks = [tasks]
    if not isinstance(tasks, list):
        raise BadInputError(f"{path}: it is not a list of Label Studio tasks; export them as JSON.")
    for n, task in enumerate(tasks, 1):
        with record_at(f"{path}: task {n}", "not a readable task with a text"):
            if isinstance(task, dict) and "annotation_id" in task and "data" not in task:
                scheme("relations, which JSON-MIN, CSV and TSV do not hold: export the project as JSON to have them")
                task = _from_min(task, scheme)
            if isinstance(task, dict) and "completions" in task:  # what annotations were called before version 1
                task = {**task, "annotations": task["completions"]}
            check(task, _SHAPE)
            found = list(_task(task, path, n, scheme))
        yield from found


def _from_min(task: Mapping[str, Any], scheme: Scheme) -> dict[str, Any]:
    """A record of JSON-MIN or of a table as a task: what it holds of a region is told by its place.

    A control with one choice is a bare word there, as data are: the map and the codebook tell them apart.
    """
    results: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for key, value in task.items():
        several = value if isinstance(value, list) else [value]
        if several and all(isinstance(each, dict) and ("start" in each or "choices" in each) for each in several):
            for each in several:
                kind = next((k for k in (*_LABELS, "choices", "taxonomy", *_PLAIN) if k in each), "textarea")
                place = [each.get(k) for k in ("start", "startOffset", "end", "endOffset")] if "start" in each else key
                results.append({"id": str(place), "from_name": key, "type": kind, "value": each})
        elif isinstance(value, str) and (scheme.is_given(key) or scheme.stance(key, value)):
            results.append({"id": key, "from_name": key, "type": "choices", "value": {"choices": [value]}})
        elif key not in _OF_ANNOTATION:
            data[key] = value
    made = {"completed_by": task.get("annotator"), "result": results, "was_cancelled": task.get("was_cancelled")}
    return {"id": task.get("id", ""), "data": data, "annotations": [made]}


def _task(task: Mapping[str, Any], path: Path, n: int, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    made = task.get("annotations") or ()
    predictions = [each for each in task.get("predictions") or () if isinstance(each, dict)]  # or their numbers alone
    every = [result for each in (*made, *predictions) for result in _results(each)]
    key = _text_key(task["data"], every)
    text = _text_of(task["data"][key], every)
    for note in text.told if isinstance(text, Dialogue) else ():
        scheme(note)
    article = article_of(_name(task, key, path, n), text.text, f"{path}: task {n}", _metadata(task, key))
    detector, suggestions = _suggestions(predictions, article, text, scheme)
    count = 0
    for at, annotation in enumerate(made, 1):
        if annotation.get("was_cancelled"):
            scheme("annotation that its annotator skipped: left out")
        else:
            count += 1
            yield replace(_annotated(annotation, article, text, at, scheme), suggestions=suggestions, detector=detector)
    for _ in task.get("drafts") or ():
        scheme("draft that was not submitted: left out")
    if not count:
        yield AnnotatedArticle(article, "", (), False, suggestions, detector)


def _results(annotation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The results of an annotation or prediction, each checked."""
    check(annotation, _RESULTS)
    for result in annotation["result"]:
        check(result, _RESULT.get(result["type"], _REGION))
    results: list[Mapping[str, Any]] = annotation["result"]
    return results


def _text_key(data: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> str:
    """The key of a task's data that holds its text: the usual one, else the longest text that holds the words of its regions."""
    texts = {key: value for key, value in data.items() if isinstance(value, str) and value and not value.isspace()}
    turns = turns_of(data)
    if turns and (not texts or any(result["type"] == "paragraphlabels" for result in results)):
        return turns
    if usual := next((key for key in _TEXT_KEYS if key in texts), None):
        return usual
    words = [normal_newlines(w) for r in results if r["type"] in _LABELS and (w := r["value"].get("text"))]
    fitting = [k for k, text in texts.items() if all(word in normal_newlines(text) for word in words)] or list(texts)
    if not fitting:
        raise MisfitError("'text' is missing")
    return max(fitting, key=lambda name: len(texts[name]))


def _name(task: Mapping[str, Any], key: str, path: Path, n: int) -> str:
    """The article's id: our own, else one of the task's data, else the task's number."""
    data = task["data"]
    for name in ("article", "id", "article_id"):
        if name != key and isinstance(data.get(name), str | int) and str(data[name]).strip():
            return str(data[name])
    return f"{path.stem}-{task.get('id', n)}"


def _metadata(task: Mapping[str, Any], key: str) -> dict[str, str]:
    data = task["data"]
    ours = data.get("metadata")
    known = (key, "article", "id", *(("metadata",) if isinstance(ours, dict) else ()))
    return {
        **metadata_of(task.get("meta") or {}, *known),
        **metadata_of(data, *known),
        **({str(k): str(v) for k, v in ours.items()} if isinstance(ours, dict) else {}),
    }


class _Html(HtmlText):
    """HTML in which offsets count UTF-16 code units of its text nodes."""

    def __init__(self, html: str) -> None:
        super().__init__(html)
        self._units = Utf16Map(self.raw)

    def place(self, value: Mapping[str, Any]) -> Span:
        """The place of a region."""
        if isinstance(offsets := value.get("globalOffsets"), dict):
            found = self._units.span(whole(offsets.get("start")), whole(offsets.get("end")))
            return self.span(found.start, found.end)
        ends = []
        for edge in ("start", "end"):
            xpath, at = value.get(edge), whole(value.get(f"{edge}Offset"))
            ends.append(self.offset(xpath, at) if isinstance(xpath, str) else at)
        return self.span(*ends)


@dataclass
class _Text:
    """Plain text as the task holds it."""

    foreign: ForeignText
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.foreign.text

    def place(self, value: Mapping[str, Any]) -> Span:
        """The place of a region."""
        return self.foreign.span(whole(value.get("start")), whole(value.get("end")))


_Foreign = _Html | _Text | Dialogue


def _text_of(raw: Any, results: Sequence[Mapping[str, Any]]) -> _Foreign:
    """A task's text with the way to count in it that fits the words of its regions."""
    if not isinstance(raw, str):
        return Dialogue(raw)
    regions = [result["value"] for result in results if result["type"] in _LABELS]
    if any(result["type"] == "hypertextlabels" for result in results) or (not regions and _HTML.search(raw)):
        return _Html(raw)
    ways = [ForeignText(raw, utf16=True)]
    if "\r" in raw:
        ways.append(ForeignText(normal_newlines(raw), utf16=True))
    ways.append(ForeignText(raw))
    for way in ways:
        text = _Text(way)
        if all(_fits(text, value) for value in regions):
            return text
    return _Text(ways[0])


def _fits(text: _Text, value: Mapping[str, Any]) -> bool:
    try:
        return value.get("text") is None or text.place(value).words(text.text) == normal_newlines(value["text"])
    except MisfitError:
        return False


def _annotated(
    annotation: Mapping[str, Any], article: Article, text: _Foreign, at: int, scheme: Scheme
) -> AnnotatedArticle:
    """One person's annotation (or a model's prediction) of a task."""
    regions: dict[Any, list[Mapping[str, Any]]] = {}
    about: dict[str, str] = {}
    for result in annotation["result"]:
        if result["type"] == "relation":
            continue
        if result.get("from_name") in (ANNOTATOR, FINISHED) and result["type"] in ("choices", "textarea"):
            value = result["value"]
            about[result["from_name"]] = (value.get("text") or value.get("choices"))[0]
        else:
            regions.setdefault(result.get("id"), []).append(result)
    builder = Builder(article, about.get(ANNOTATOR) or _person(annotation, at), scheme)
    for key, results in regions.items():
        _region(builder, key, results, text)
    for result in annotation["result"]:
        if result["type"] == "relation":
            builder.link(result["from_id"], result["to_id"])
    for results in regions.values():
        if not any(result["type"] in _LABELS for result in results):
            for name, value in (pair for result in results for pair in _values(result, scheme)):
                builder.say_of_all(name, value)
    finished = about.get(FINISHED, "yes") == "yes" and bool(annotation.get("finished", True))
    if regions and not about and not any(r["type"] in _LABELS for results in regions.values() for r in results):
        scheme("annotation of a whole text that labels no words: counted as unfinished")
        finished = False
    found = builder.finished(finished)
    if isinstance(text, Dialogue):
        found = replace(found, decisions=text.with_authors(found.decisions, scheme))
    return found


def _region(builder: Builder, key: Any, results: Sequence[Mapping[str, Any]], text: _Foreign) -> None:
    """The results that share an id: the labels of a region, then what is said beside it."""
    labels = [name for r in results if r["type"] in _LABELS for name in r["value"].get(r["type"]) or ()]
    where = next((r for r in results if r["type"] in _LABELS), None)
    if where is None:
        return
    if not labels:
        builder.scheme("stretch without a label: left out")
    said = _said(where.get("meta") or {})
    words = where["value"].get("text") if isinstance(text, _Text) else None
    builder.node(key, list(dict.fromkeys(labels)), text.place(where["value"]), words, **said)
    if "quotation" not in said and "quotation" not in (where.get("meta") or {}):
        for note in (where.get("meta") or {}).get("text") or ():  # what its annotator wrote about it
            builder.say(key, COMMENT, str(note))
    for result in results:
        name = str(result.get("from_name", ""))
        if result["type"] == "choices" and name.startswith(STANCE):
            for choice in result["value"]["choices"]:
                builder.stance(key, f"{name.removeprefix(STANCE)}:{choice}")
        elif result["type"] not in _LABELS:
            for name, value in _values(result, builder.scheme):
                builder.say(key, name, value)


def _values(result: Mapping[str, Any], scheme: Scheme) -> list[tuple[str, str]]:
    """What a result says beside a region or of a whole task, as (name, value)."""
    name, kind, value = str(result.get("from_name", "")), result["type"], result["value"]
    if kind == "choices":
        return [(name, choice) for choice in value["choices"]]
    if kind == "textarea":
        return [(name, "\n".join(value["text"]))]
    if kind == "taxonomy":
        return [(path[-2] if len(path) > 1 else name, path[-1]) for path in value["taxonomy"]]
    if kind in _PLAIN and scheme.is_given(name) and isinstance(value.get(kind), str | int | float):
        return [(name, str(value[kind]))]
    scheme(f"result of type {kind} named {name}: left out")
    return []


def _said(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What an export of ours keeps in a region's meta; its texts and choices may have been changed since and stand in results."""
    kept = meta.get("quotation") or {}
    found = {k: v for k, v in kept.items() if k in SAID and k not in ("kind", "speaker", "comment", "stances")}
    return {
        **found,
        **({"quotation": meta["text"][0]} if meta.get("text") and kept.get("quotation") == meta["text"][0] else {}),
    }


def _person(annotation: Mapping[str, Any], at: int) -> str:
    """Who annotated: our own key, else Label Studio's user, by address or number."""
    by = annotation.get("completed_by")
    if isinstance(by, Mapping):
        by = by.get("email") or by.get("username") or by.get("id")
    return str(annotation.get("annotator") or by or f"annotator {at}")


def _suggestions(
    predictions: Sequence[Mapping[str, Any]], article: Article, text: _Foreign, scheme: Scheme
) -> tuple[str, tuple[Proposal, ...]]:
    """The first prediction of a task as proposals, with the model it is of."""
    if not predictions:
        return "", ()
    for _ in predictions[1:]:
        scheme("second prediction for one task: left out")
    first = predictions[0]
    read = _annotated(first, article, text, 1, scheme).decisions
    scores = {
        text.place(r["value"]): r.get("score", first.get("score")) for r in first["result"] if r["type"] in _LABELS
    }
    if any(d.stances for d in read):
        scheme("stances in a model's prediction: left out, a proposal has none")
    return str(first.get("model_version") or "label-studio"), tuple(_proposal(d, scores.get(d.span)) for d in read)


def _proposal(d: Decision, score: Any) -> Proposal:
    """What a model predicted as a proposal; its source is the only candidate."""
    confidence = min(max(float(score or 0.0), 0.0), 1.0)
    source = Candidate(d.source, d.speaker_name or d.source.words, confidence, "predicted") if d.source else None
    return Proposal(d.span, d.words, d.kind, confidence, (source,) if source else (), speaks=bool(source), cue=d.cue)
