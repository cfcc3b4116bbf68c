"""Label lists of other programs: Label Studio, Prodigy, INCEpTION and CSV. Each reader tells what the codebook cannot hold.

Sources: Label Studio's tags ``Labels`` and ``Choices`` (labelstud.io/tags), Prodigy's ``--label`` (prodi.gy/docs/recipes),
INCEpTION's tag set JSON (``tags`` with ``tag_name`` and ``tag_description``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from annotator.codebook.outline import OutlineLabel, OutlineNotes, OutlineTarget
from annotator.errors import BadInputError
from annotator.jsontext import NotJsonError, read_json
from annotator.open_projects import read_input

SUFFIXES = (".xml", ".json", ".csv", ".tsv", ".txt")
"""The files that are tried: a Label Studio configuration, a tag set or list in JSON, a table, a list of labels."""
MOST = 10_000_000  # bytes
_COLUMNS = (
    "target",
    "label",
    "target_definition",
    "definition",
    "color",
    "key",
    "polarity",
    "example",
    "counter_example",
)


def read_outline(path: Path, notes: OutlineNotes) -> list[OutlineTarget]:
    """The groups of labels in a file; BadInputError where it holds none. ``notes`` is told each kind of loss."""
    try:
        data = read_input(path)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise BadInputError(f"{path}: the file cannot be read ({error.strerror or error}); check its name.") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: the file is not saved as UTF-8; save it as UTF-8 and try again.") from error
    if len(data) > MOST:
        raise BadInputError(f"{path}: a list of labels has at most {MOST // 1_000_000} MB; choose another file.")
    suffix = path.suffix.lower()
    if suffix == ".xml" or text.lstrip().startswith("<"):
        found = _label_studio(path, data, notes)
    elif suffix == ".json":
        found = _json(path, text, notes)
    elif suffix in (".csv", ".tsv"):
        found = _table(path, text, notes)
    elif suffix == ".txt":
        found = [OutlineTarget("Labels", labels=[OutlineLabel(name) for name in _names(text)])]
    else:
        raise BadInputError(f"{path}: labels are read from {', '.join(SUFFIXES)}, .qdc and .qdpx; choose such a file.")
    if not any(target.labels for target in found):
        raise BadInputError(f"{path}: there is no label in it; export the labels again.")
    return found


def _names(text: str) -> Iterator[str]:
    """The names of a list that is separated by commas or lines."""
    yield from (name.strip() for part in text.splitlines() for name in part.split(",") if name.strip())


def _label_studio(path: Path, data: bytes, notes: OutlineNotes) -> list[OutlineTarget]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise BadInputError(
            f"{path}: it is not readable XML ({getattr(err, 'msg', err)}); export the configuration again."
        ) from err
    found: list[OutlineTarget] = []
    for tag in root.iter():
        if not isinstance(tag.tag, str) or tag.tag in ("Label", "Choice"):
            continue
        direct = [child for child in tag if isinstance(child.tag, str) and child.tag in ("Label", "Choice")]
        if direct:
            choices = list(tag.iter("Label", "Choice"))
            if any(child.getparent() is not tag for child in choices):
                notes("choice inside a choice: moved up to its group")
            labels = [_choice(child.get) for child in choices]
            found.append(OutlineTarget(tag.get("name") or tag.tag, labels=[label for label in labels if label.name]))
        elif tag.tag not in ("View", "Header", "Style", "Text", "HyperText"):
            notes(f"{tag.tag}: a codebook has no such part")
    return found


def _choice(get: Callable[[str], str | None]) -> OutlineLabel:
    """A Label or Choice by its attributes."""
    name = get("value") or get("alias") or ""
    return OutlineLabel(name, get("hint") or "", get("background") or "", get("hotkey") or "")


def _json(path: Path, text: str, notes: OutlineNotes) -> list[OutlineTarget]:
    try:
        held = read_json(text)
    except NotJsonError as err:
        raise BadInputError(f"{path}: it is not readable JSON ({err}); export the labels again.") from err
    if isinstance(held, dict) and isinstance(held.get("labels"), list):  # Prodigy's settings
        held = held["labels"]
    sets = held if isinstance(held, list) and any(isinstance(one, dict) and "tags" in one for one in held) else [held]
    found = []
    for one in sets:
        if isinstance(one, list):
            found.append(
                OutlineTarget("Labels", labels=[OutlineLabel(n) for n in one if isinstance(n, str) and n.strip()])
            )
        elif isinstance(one, dict) and isinstance(one.get("tags"), list):
            found.append(_tag_set(one))
            if one.get("language"):
                notes("language of a tag set: a codebook has none")
    return found


def _tag_set(held: dict[str, Any]) -> OutlineTarget:
    labels = []
    for tag in held["tags"]:
        if isinstance(tag, dict):
            name, meaning = (tag.get(f"tag_{part}") or tag.get(part) for part in ("name", "description"))
            if isinstance(name, str) and name.strip():
                labels.append(OutlineLabel(name, meaning if isinstance(meaning, str) else ""))
    name, meaning = held.get("name"), held.get("description")
    return OutlineTarget(
        name if isinstance(name, str) and name.strip() else "Tags", meaning if isinstance(meaning, str) else "", labels
    )


def _table(path: Path, text: str, notes: OutlineNotes) -> list[OutlineTarget]:
    delimiter = max("\t;,", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as err:
        raise BadInputError(f"{path}: it is not a readable table ({err}); save it as CSV again.") from err
    names = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in rows[0]] if rows else []
    if "label" not in names:
        raise BadInputError(
            f"{path}: a table of labels needs a column “label” (and “target”); name its columns in the first line."
        )
    for name in names:
        if name not in _COLUMNS:
            notes(f"column “{name}”: a codebook has no such field")
    found: dict[str, OutlineTarget] = {}
    for row in rows[1:]:
        values = dict(zip(names, (value.strip() for value in row), strict=False))
        label, target = values.get("label", ""), values.get("target", "") or "Labels"
        if label:
            group = found.setdefault(target, OutlineTarget(target))
            group.definition = group.definition or values.get("target_definition", "")
            group.labels.append(_row(label, values, notes))
    return list(found.values())


def _row(label: str, values: dict[str, str], notes: OutlineNotes) -> OutlineLabel:
    polarity = values.get("polarity", "") or "0"
    if polarity not in ("-1", "0", "1", "+1"):
        notes("polarity that is not -1, 0 or 1: set to 0")
        polarity = "0"
    texts = {name: values.get(name, "") for name in ("definition", "color", "key", "example", "counter_example")}
    return OutlineLabel(label, polarity=int(polarity), **texts)
