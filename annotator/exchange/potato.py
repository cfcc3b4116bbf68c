"""Potato's output, with the data that its items came from: each annotator's spans, links and choices.

Source: Potato 2's ``user_state_management.py`` and ``static/span-core.js``: ``OUTPUT/PERSON/user_state.json`` holds spans with Unicode code
points of the text as it was shown, which is the item's text with its white space folded unless the page keeps it. The texts are in the
project's data files, not in the output; their keys are told by ``item_properties`` of its configuration, or by what fits.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, decode, json_file, json_lines, read_bytes
from annotator.exchange.flat import metadata_of
from annotator.exchange.given import check, offset, record_at
from annotator.exchange.graph import Builder
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.jsontext import whole
from annotator.records import Span

STATE = "user_state.json"
_TEXTS = ("text", "body", "content", "article")
_DATA = (".json", ".jsonl", ".csv", ".tsv")
_DEEP = 3  # folders between a project and its annotators' states
_SPAN = {"schema?": (None, str), "name": str, "start": offset, "end": offset, "id?": (None, str, int)}
_STATE = {
    "user_id?": (None, str),
    "instance_id_to_span_to_value?": (None, dict),
    "instance_id_to_label_to_value?": (None, dict),
    "instance_id_to_link_to_value?": (None, dict),
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
    labels: list[tuple[str, str]] = field(default_factory=list)  # (scheme, name)
    links: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Datum:
    """An item's text and what else its record holds."""

    text: str
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
        for person, item in marked:
            with record_at(f"{folder}: {name} by {person}", "not a readable annotation"):
                yield _annotated(name, datum, person, item, scheme, str(folder))
        if not marked:
            article = article_of(name, ForeignText(datum.text).text, str(folder), datum.metadata)
            yield AnnotatedArticle(article, "", (), False)


def _annotated(name: str, datum: _Datum, person: str, item: _Item, scheme: Scheme, where: str) -> AnnotatedArticle:
    text = _text(datum.text, item)
    article = article_of(name, text, where, datum.metadata)
    builder = Builder(article, person, scheme)
    for n, span in enumerate(item.spans):
        place = Span(whole(span["start"]), whole(span["end"]))
        builder.node(str(span.get("id") or n), span["name"], place, parent=str(span.get("schema") or ""))
    for ends in item.links:
        for other in ends[1:]:
            builder.link(ends[0], other)
    for schema, value in item.labels:
        builder.say_of_all(schema, value)
    return builder.finished()


def _text(raw: str, item: _Item) -> str:
    """The text as it was shown: as it is, or with its white space folded; the words of the spans say which."""
    plain, folded = ForeignText(raw).text, " ".join(raw.split())
    words = [(whole(s["start"]), whole(s["end"]), s["text"]) for s in item.spans if s.get("text")]
    for text in (plain, folded):
        if words and all(text[start:end] == said for start, end, said in words):
            return text
    if plain == folded or not item.spans:
        return plain
    return min((plain, folded), key=lambda text: _cut(text, item))


def _cut(text: str, item: _Item) -> int:
    """How many edges of spans cut a word in two, or stand beside white space inside; many where the text is another."""
    count = 0
    for span in item.spans:
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
                item.labels += [
                    (schema, str(name)) for schema, names in (line.get("labels") or {}).items() for name in names
                ]
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
            label = pair[0] if isinstance(pair, list) and pair else pair
            check(label, {"schema": str, "name": str})
            items.setdefault(name, _Item()).labels.append((label["schema"], label["name"]))
    for name, links in (state.get("instance_id_to_link_to_value") or {}).items():
        items.setdefault(name, _Item()).links += [_ends(link) for link in _flat(links)]
    return items


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
            found[name] = _Datum(text, metadata_of(record, key, text_key))
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


def recognizes_folder(folder: Path) -> bool:
    """Whether a folder is Potato's output or the project around it, which has its configuration or its joined annotations beside."""
    if next(iter(folder.glob(f"*/{STATE}")), None):
        return True
    beside = any(next(iter(folder.glob(name)), None) for name in ("*.yaml", "*.yml", "annotations.jsonl"))
    return beside and any(next(iter(folder.glob("*/" * depth + STATE)), None) for depth in range(2, _DEEP + 1))
