"""Potato's output, with the data that its items came from: each annotator's spans, links and choices.

Source: Potato 2's ``user_state_management.py`` and ``static/span-core.js``: ``OUTPUT/PERSON/user_state.json`` holds spans with Unicode code
points of the text as it was shown, which is the item's text with its white space folded unless the page keeps it. The texts are in the
project's data files, not in the output; their keys are told by ``item_properties`` of its configuration, or by what fits.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, decode, first_record, json_file, json_lines, read_bytes
from annotator.exchange.flat import metadata_of
from annotator.exchange.given import KEY, check, offset, record_at
from annotator.exchange.graph import Builder
from annotator.exchange.html_text import HtmlText
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.jsontext import MisfitError, whole
from annotator.records import Span

STATE = "user_state.json"
_TEXTS = ("text", "body", "content", "article")
_DATA = (".json", ".jsonl", ".csv", ".tsv")
_DEEP = 3  # folders between a project and its annotators' states
_SPAN = {
    "schema?": (None, str), "name": str, "start": offset, "end": offset, "id?": (None, str, int), "target_field?": (None, str),
    "additional_parts?": (None, [{"start": offset, "end": offset}]),
}  # fmt: skip
_STATE = {
    "user_id?": (None, str),
    "instance_id_to_span_to_value?": (None, dict),
    "instance_id_to_label_to_value?": (None, dict),
    "instance_id_to_link_to_value?": (None, dict),
    "instance_id_to_event_to_value?": (None, dict),
}
_LINE = {
    "instance_id": (str, int),
    "user_id": str,
    "spans?": (None, dict),
    "labels?": (None, dict),
    "links?": (None, dict),
}


_KEY = r"^\s*[\"']?{}[\"']?\s*:\s*[\"']?([\w .-]+?)[\"']?\s*(?:#.*)?$"  # a line of the configuration


@dataclass(slots=True)
class _Item:
    """What one person made of one item."""

    spans: list[Mapping[str, Any]] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)  # (scheme, choice or value)
    links: list[list[str]] = field(default_factory=list)
    events: int = 0


@dataclass(slots=True)
class _Datum:
    """An item's text, the field that holds it, and what else its record holds."""

    text: str
    field: str
    metadata: dict[str, str]


def read(folder: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """What each annotator made of each item; items that nobody annotated as articles alone.

    BadInputError where the output cannot be read, or the texts of its items are not found.
    """
    people = _people(folder)
    wanted = {item for items in people.values() for item in items}
    data = _data(folder, wanted)
    if missing := sorted(wanted - data.keys()):
        shown = ", ".join(missing[:3]) + " …" * (len(missing) > 3)
        raise BadInputError(
            f"{folder}: the texts of its items ({shown}) were not found; put the project's data file into the folder, or name the "
            "folder of the whole project."
        )
    for name, datum in data.items():
        marked = [(person, items[name]) for person, items in people.items() if name in items]
        text = _text(datum.text, [span for _, item in marked for span in item.spans])
        if text != ForeignText(datum.text).text:
            scheme("line breaks of a text, which Potato did not show: left out")
        for person, item in marked:
            with record_at(f"{folder}: {name} by {person}", "not a readable annotation"):
                yield _annotated(name, replace(datum, text=text), person, item, scheme, str(folder))
        if not marked:
            article = article_of(name, ForeignText(datum.text).text, str(folder), datum.metadata)
            yield AnnotatedArticle(article, "", (), False)


def _annotated(name: str, datum: _Datum, person: str, item: _Item, scheme: Scheme, where: str) -> AnnotatedArticle:
    others = [s for s in item.spans if s.get("target_field") not in (None, "", datum.field)]
    for span in others:
        scheme(f"{span['name']} on {span['target_field']}, which is not the text: left out")
    for _ in range(item.events):
        scheme("event: left out")
    article = article_of(name, datum.text, where, datum.metadata)
    builder = Builder(article, person, scheme)
    for n, span in enumerate(span for span in item.spans if span not in others):
        place = Span(whole(span["start"]), whole(span["end"]))
        key, schema, parts = str(span.get("id") or n), str(span.get("schema") or ""), span.get("additional_parts") or ()
        said: dict[str, Any] = {"utterance": f"{datum.field}-{key}"} if parts else {}
        builder.node(key, span["name"], place, parent=schema, **said)
        for at, part in enumerate(parts, 1):
            place = Span(whole(part["start"]), whole(part["end"]))
            builder.node(f"{key}:{at}", span["name"], place, parent=schema, **said)
    for ends in item.links:
        for other in ends[1:]:
            builder.link(ends[0], other)
    for schema, value in item.labels:
        builder.say_of_all(schema, value)
    return builder.finished()


def _text(raw: str, spans: Sequence[Mapping[str, Any]]) -> str:
    """The text as it was shown: as it is, or with its white space folded; the words of everybody's spans say which."""
    plain, folded = ForeignText(raw).text, " ".join(raw.split())
    words = [(whole(s["start"]), whole(s["end"]), s["text"]) for s in spans if s.get("text")]
    for text in (plain, folded):
        if words and all(text[start:end] == said for start, end, said in words):
            return text
    if plain == folded or not spans:
        return plain
    return min((plain, folded), key=lambda text: _cut(text, spans))


def _cut(text: str, spans: Sequence[Mapping[str, Any]]) -> int:
    """How many edges of spans cut a word in two, or stand beside white space inside; many where the text is another."""
    count = 0
    for span in spans:
        start, end = whole(span["start"]), whole(span["end"])
        around = f" {text} "[start : end + 2]
        if end > len(text) or len(around) < 3:
            return 1 << 30
        count += (around[0].isalnum() and around[1].isalnum()) + (around[-1].isalnum() and around[-2].isalnum())
        count += around[1].isspace() + around[-2].isspace()
    return count


def _people(folder: Path) -> dict[str, dict[str, _Item]]:
    """What each annotator made, by their name and the item's id."""
    found: dict[str, dict[str, _Item]] = {}
    for path in _states(folder):
        state = json_file(path)
        with record_at(str(path), "not an annotator's state of Potato"):
            check(state, _STATE)
            person = str(state.get("user_id") or path.parent.name)
            found.setdefault(person, {}).update(_state(state))
    if found:
        return found
    for path in sorted(folder.rglob("annotations.jsonl")):
        for where, line in json_lines(path):
            with record_at(where, "not a line of Potato's annotations"):
                check(line, _LINE)
                item = found.setdefault(line["user_id"], {}).setdefault(str(line["instance_id"]), _Item())
                item.spans += [_span(s) for spans in (line.get("spans") or {}).values() for s in spans]
                item.labels += _labels(line.get("labels") or {})
                item.links += [_ends(link) for link in _flat(line.get("links") or {})]
    return found


def _states(folder: Path) -> list[Path]:
    """The states of annotators, a few folders down at most."""
    return sorted(path for depth in range(_DEEP + 1) for path in folder.glob("*/" * depth + STATE))


def _state(state: Mapping[str, Any]) -> dict[str, _Item]:
    items: dict[str, _Item] = {}
    for name, pairs in (state.get("instance_id_to_span_to_value") or {}).items():
        spans = [_span(pair[0] if isinstance(pair, list) and pair else pair) for pair in _flat(pairs)]
        items.setdefault(name, _Item()).spans += spans
    for name, pairs in (state.get("instance_id_to_label_to_value") or {}).items():
        for pair in pairs if isinstance(pairs, list) else []:
            label, value = pair if isinstance(pair, list) and len(pair) == 2 else (pair, True)
            check(label, {"schema": str, "name": str})
            items.setdefault(name, _Item()).labels += _label(label["schema"], label["name"], value)
    for name, links in (state.get("instance_id_to_link_to_value") or {}).items():
        items.setdefault(name, _Item()).links += [_ends(link) for link in _flat(links)]
    for name, events in (state.get("instance_id_to_event_to_value") or {}).items():
        items.setdefault(name, _Item()).events += len(_flat(events))
    return items


def _labels(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an object of choices by scheme and name says."""
    check(dict(given), dict.fromkeys(given, (dict, list)))
    return [
        each
        for schema, names in given.items()
        for name, value in (names.items() if isinstance(names, dict) else ((name, True) for name in names))
        for each in _label(schema, str(name), value)
    ]


def _label(schema: str, name: str, value: Any) -> list[tuple[str, str]]:
    """A choice as (scheme, name), or a value that was written or set as (scheme, value); nothing where it was not chosen."""
    if value in (None, False, "", "false", "off") or isinstance(value, dict | list):
        return []
    if value in (True, name, "true", "on", "1"):
        return [(schema, name)]
    return [(schema if name in (schema, "text_box") or value == schema else f"{schema} {name}", str(value))]


def _flat(value: Any) -> list[Any]:
    """The things in a list or in the values of an object."""
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [
        each
        for v in values
        for each in (v if isinstance(v, list) and v and isinstance(v[0], dict) and len(v) != 2 else [v])
    ]


def _span(value: Any) -> Mapping[str, Any]:
    check(value, _SPAN)
    found: Mapping[str, Any] = value
    return found


def _ends(link: Any) -> list[str]:
    check(link, {"span_ids": [(str, int)]})
    return [str(each) for each in link["span_ids"]]


def _data(folder: Path, wanted: set[str]) -> dict[str, _Datum]:
    """The records of the data file that holds the wanted items: below the folder, or in the project's folder above it."""
    project, keys = _project(folder)
    places = [folder.rglob("*"), folder.absolute().parent.glob("*")]
    if project is not None and project != folder.absolute():
        places.append(project.rglob("*"))
    found: dict[str, _Datum] = {}
    for every in places:
        for path in _data_files(every):
            found.update(_items(path, wanted, keys))
        if wanted <= found.keys():
            break
    return found


def _data_files(every: Iterator[Path]) -> list[Path]:
    """The files that may hold items; what cannot be looked at is passed over."""
    found = []
    try:
        for path in every:
            if path.suffix.lower() in _DATA and path.name not in (STATE, "annotations.jsonl") and path.is_file():
                found.append(path)
    except OSError:
        pass
    return sorted(found)


def _project(folder: Path) -> tuple[Path | None, tuple[str, str]]:
    """The folder of the project around an output, which holds its configuration, and the keys of an item's id and text."""
    here = folder.absolute()
    for place in (here, *list(here.parents)[:_DEEP]):
        for path in sorted([*place.glob("*.y*ml"), *(place.glob("*/*.y*ml") if place == here else ())]):
            text = read_bytes(path).decode("utf-8", "replace")
            found = [re.search(_KEY.format(key), text, re.M) for key in ("id_key", "text_key")]
            if found[0] and found[1]:
                return place, (found[0][1], found[1][1])
    return None, ("", "")


def _items(path: Path, wanted: set[str], keys: tuple[str, str]) -> dict[str, _Datum]:
    """The items of a data file; none where it holds other things."""
    try:
        records = _records(path)
    except (BadInputError, csv.Error):
        return {}
    found = {}
    key = keys[0] or next((k for record in records for k, v in record.items() if str(v) in wanted), "")
    for record in records:
        name = str(record.get(key, ""))
        text_key = keys[1] or next((k for k in _TEXTS if isinstance(record.get(k), str)), "")
        text = record.get(text_key)
        if name and isinstance(text, str) and text.strip():
            found[name] = _Datum(text, text_key, metadata_of(record, key, text_key))
    return found if wanted & found.keys() else {}


def _records(path: Path) -> list[dict[str, Any]]:
    if path.suffix.lower() == ".jsonl":
        return [record for _, record in json_lines(path)]
    if path.suffix.lower() == ".json":
        try:
            value = json_file(path)
        except BadInputError:  # Potato takes JSON Lines by this name, too
            return [record for _, record in json_lines(path)]
        return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
    text = decode(read_bytes(path), str(path))
    return [
        dict(row) for row in csv.DictReader(StringIO(text), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    ]


_OLD = {
    "id?": KEY, "instance_id?": KEY, "user_id?": (None, str), "displayed_text": str, "label_annotations?": (None, dict),
    "span_annotations": [{"start": offset, "end": offset, "annotation": str}],
}  # fmt: skip


def read_old(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """What Potato 1 wrote for one annotator, whose folder has their name; the text stands in each line."""
    for number, (where, line) in enumerate(json_lines(path), 1):
        with record_at(where, "not a line of Potato 1"):
            check(line, _OLD)
            name = str(line.get("id") or line.get("instance_id") or f"{path.stem}-{number}")
            shown = line["displayed_text"]
            text = HtmlText(shown) if re.search(r"</?[a-z]", shown, re.I) else ForeignText(shown)
            person = line.get("user_id") or path.absolute().parent.name
            builder = Builder(article_of(name, text.text, where), person, scheme)
            for n, span in enumerate(line["span_annotations"]):
                place = text.span(whole(span["start"]), whole(span["end"]))
                words = next(
                    (span[key] for key in ("surface", "span", "surface_form") if isinstance(span.get(key), str)), ""
                )
                if words and words.split() != place.words(text.text).split():
                    raise MisfitError(f"the words at {place.start}-{place.end} are not the ones given")
                builder.node(n, span["annotation"], place, parent=str(span.get("schema") or ""))
            for schema, value in _labels(line.get("label_annotations") or {}):
                builder.say_of_all(schema, value)
            found = builder.finished()
        yield found


def recognizes_old(path: Path) -> bool:
    """Whether the first line is one that Potato 1 wrote."""
    return {"displayed_text", "span_annotations"} <= first_record(path).keys()


def recognizes_folder(folder: Path) -> bool:
    """Whether a folder is Potato's output or the project around it, which has its configuration or its joined annotations beside."""
    folders, names = _inside(folder)
    if any((each / STATE).exists() for each in folders):
        return True
    beside = any(name.endswith((".yaml", ".yml")) or name == "annotations.jsonl" for name in names)
    return beside and any(next(iter(folder.glob("*/" * depth + STATE)), None) for depth in range(2, _DEEP + 1))


def _inside(folder: Path) -> tuple[list[Path], list[str]]:
    """The folders in a folder and the names of all that is in it, looked at once: ten thousand articles may lie there."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return [], []
    folders = [each for each in entries if each.is_dir(follow_symlinks=False) or each.is_symlink()]
    return [each for each in map(Path, folders) if each.is_dir()], [os.path.normcase(each.name) for each in entries]
