"""Reading UIMA CAS as INCEpTION, WebAnno and others export it: XMI and JSON, with any layers; and the zips that INCEpTION makes.

Sources: OASIS UIMA 1.0 (XMI), UIMA CAS JSON 0.4 of dkpro-cassis, and INCEpTION's user guide, "Exporting annotated documents": a relation
has the features ``Governor`` and ``Dependent``, a link feature holds objects with ``role`` and ``target``. Offsets are UTF-16 code units.
A layer is a label by its name, or by a feature whose value means something here; all other features are said beside the stretch.
No type system is needed: what an annotation has stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import webanno_tsv, zips
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of, json_value, read_bytes
from annotator.exchange.given import SAID_SHAPE, check, record_at
from annotator.exchange.graph import SAID, Builder
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import STRETCHES, Scheme
from annotator.exchange.xml_input import parse_xml
from annotator.jsontext import MisfitError, read_json, whole
from annotator.records import Article

OURS = "webanno.custom.Attribution"
INDEX = "index.json"
_ENTRY = {"file": str, "article": str, "title": str, "annotator": str, "finished": bool, "metadata?": dict}
#: Layers about words, sentences and the document itself, which say nothing of who speaks.
_PASSED = re.compile(
    r"uima\.(cas|tcas)\.|de\.tudarmstadt\.ukp\.(dkpro\.core\.api\.(segmentation|metadata|lexmorph|syntax|transform|structure)|"
    r"clarin\.webanno\.api\.type|inception)|.*Link$|.*(Curation|Finished)\w*$"
)
_METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_LABELS = ("label", "value", "type", "role", "category", "identifier")  # features whose value may be the label
_SOFA, _VIEW = "uima.cas.Sofa", "uima.cas.View"
_ENDS = ("governor", "dependent")
_SUFFIX = re.compile(r"\.(?:xmi|json|tsv)$", re.I)
_INITIAL = ("initial_cas", "initial")  # INCEpTION's copy that nobody annotated
_SHAPE = {"%FEATURE_STRUCTURES": (list, dict)}


@dataclass(slots=True)
class Structure:
    """A feature structure: its type's whole name, its place, its plain features, and those that point at others."""

    id: str
    type: str
    sofa: str = ""
    place: tuple[int, int] | None = None
    values: list[tuple[str, str]] = field(default_factory=list)
    pointers: list[tuple[str, list[str]]] = field(default_factory=list)


Structures = Mapping[str, Structure]


def read(path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """The annotations of an .xmi or .json file, of a zip of them, or of a folder that an export of ours made.

    BadInputError with a sentence where one cannot be read.
    """
    if path.is_dir():
        yield from _ours(path, scheme)
    elif path.suffix.lower() == ".zip":
        some = False
        with zips.opened(path) as archive:
            for name in zips.names(archive):
                for found in _member(name, zips.read(archive, name, str(path)), str(path), scheme):
                    some = True
                    yield found
        if not some:
            raise BadInputError(
                f"{path}: there are no annotated documents in it; export the project with them as UIMA CAS XMI or WebAnno TSV."
            )
    else:
        entry = webanno_tsv.by_folders(path)
        names = entry.get("article", ""), entry.get("annotator", "")
        if names[1].lower() not in _INITIAL:
            yield _file(path.name, read_bytes(path), str(path), names, scheme)


def _ours(folder: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """An export of ours, whose index says what the names of files cannot."""
    where = str(folder / INDEX)
    entries = json_value(read_bytes(folder / INDEX), where)
    with record_at(where, "not the index of an export"):
        check(entries, [_ENTRY])
    for entry in entries:
        file = folder / entry["file"]
        if not file.absolute().is_relative_to(folder.absolute()) or ".." in Path(entry["file"]).parts:
            raise BadInputError(f"{where}: it names {entry['file']}, which is not in the folder; export it again.")
        made = _file(file.name, read_bytes(file), str(file), (entry["article"], entry["annotator"]), scheme, entry)
        yield made


def _member(name: str, data: bytes, where: str, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """A file of a zip: a CAS, or the zip of one annotator that lies in an export of a whole project."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with zips.opened(data, f"{where}: {name}") as inner:
            for each in zips.names(inner, ".xmi", ".json", ".tsv"):
                yield from _member(f"{path.parent}/{path.stem}/{each}", zips.read(inner, each, where), where, scheme)
        return
    if suffix not in (".xmi", ".json", ".tsv") or path.stem.lower() in _INITIAL:
        return
    if suffix == ".tsv" and not webanno_tsv.is_table(data):
        return
    if suffix == ".json" and b'"%FEATURE_STRUCTURES"' not in data:
        return
    folders = [part for part in path.parts if part not in ("annotation", "curation")]
    names = ("", "")
    if len(folders) < len(path.parts):  # annotation/DOCUMENT/USER.zip/…, or annotation/DOCUMENT/USER.xmi
        user = _SUFFIX.sub("", folders[1]) if len(folders) > 1 else path.stem
        if user.lower() in _INITIAL:
            return
        names = (folders[0], _person(user))
    if suffix == ".tsv":
        entry = {key: value for key, value in zip(("article", "annotator"), names, strict=True) if value}
        yield webanno_tsv.read_data(path.stem, data, f"{where}: {name}", scheme, entry)
    else:
        yield _file(path.name, data, f"{where}: {name}", names, scheme)


def _file(
    name: str, data: bytes, where: str, names: tuple[str, str], scheme: Scheme, entry: Mapping[str, Any] | None = None
) -> AnnotatedArticle:
    """One CAS; ``names`` are the article's id and the annotator, "" where only the CAS or the file's name says them."""
    with record_at(where, "not a readable UIMA CAS", "; export it again as UIMA CAS XMI or JSON"):
        found = _from_json(data, where) if name.lower().endswith(".json") else _from_xmi(data, where)
        sofa, text = _text(found)
        about = {key.lower(): value for s in found.values() if s.type == _METADATA for key, value in s.values}
        stem = PurePosixPath(name).stem
        title = entry["title"] if entry else about.get("documenttitle", "")
        if title and (project := about.get("collectionid")) and about.get("documenturi") == f"{project}/{title}":
            owner = about.pop("documentid", "")  # INCEpTION says there whose annotations these are
            names = (names[0] or title, names[1] or _person(owner))
        metadata = {str(k): str(v) for k, v in (entry or {}).get("metadata", {}).items()}
        foreign = ForeignText(text, utf16=True)
        article = article_of(
            names[0] or about.get("documentid") or title or stem, foreign.text, where, {**metadata, "title": title}
        )
        builder = _build(found, sofa, article, names[1] or "inception", foreign, scheme)
        return builder.finished(bool(entry["finished"]) if entry else True)


def _person(user: str) -> str:
    return "curation" if user == "CURATION_USER" else user


def _text(found: Structures) -> tuple[str, str]:
    """The id and the text of the view that is annotated: the first one unless another is the initial one."""
    sofas = [s for s in found.values() if s.type == "uima.cas.Sofa" and dict(s.values).get("sofaString")]
    initial = [s for s in sofas if dict(s.values).get("sofaID") == "_InitialView"]
    if not sofas:
        raise MisfitError("it has no text")
    chosen = (initial or sofas)[0]
    return chosen.id, dict(chosen.values)["sofaString"]


def _build(
    found: Structures, sofa: str, article: Article, annotator: str, foreign: ForeignText, scheme: Scheme
) -> Builder:
    builder = Builder(article, annotator, scheme)
    relations = {s.id for s in found.values() if sum(name.lower() in _ENDS for name, _ in s.pointers) == 2}
    stretches = {
        s.id: s
        for s in found.values()
        if s.place and s.sofa == sofa and s.id not in relations and not _PASSED.match(s.type)
    }
    for s in stretches.values():
        start, end = s.place or (0, 0)
        if start == end:
            scheme("annotation without an extent: left out")
            continue
        if s.type == OURS:
            values = dict(s.values)
            builder.node(s.id, values.get("label", ""), foreign.span(start, end), **_of_ours(values))
        else:
            label, told = _label(s, scheme)
            builder.node(s.id, label, foreign.span(start, end), values=told)
    aimed = {target for s in found.values() if s.type != _VIEW for _, ids in s.pointers for target in ids}
    for s in found.values():  # what is said of the whole document
        if (
            s.place is None
            and s.id not in aimed
            and s.id not in relations
            and s.type != _SOFA
            and not _PASSED.match(s.type)
        ):
            for name, value in s.values:
                builder.say_of_all(name, value)
    for key in relations:
        ends = [ids[0] for name, ids in found[key].pointers if name.lower() in _ENDS and ids]
        if len(ends) == 2:
            builder.link(*ends)
    for s in stretches.values():
        for _, ids in s.pointers:
            for link in (found[i] for i in ids if i in found):
                targets = [t for name, ts in link.pointers if name.lower() == "target" for t in ts] or [link.id]
                for target in targets:
                    if target in stretches:
                        builder.link(s.id, target)
    return builder


_TEXTS = ("kind", "speaker", "speaker_id", "utterance", "comment", "quotation")  # features of our own layer


def _of_ours(values: Mapping[str, str]) -> dict[str, Any]:
    """What our own layer says; its features come before what it keeps as JSON, for a person may have changed them.

    A feature in which a character had to be replaced is taken from the JSON.
    """
    kept = read_json(values.get("provenance") or "{}")
    more = {key: kept[key] for key in SAID if isinstance(kept, dict) and key in kept}
    check(more, SAID_SHAPE)
    said = {key: values[key] for key in _TEXTS if key in values and "\ufffd" not in values[key]}
    return {**more, **said, "stances": values.get("stances", "").split()}


def _label(s: Structure, scheme: Scheme) -> tuple[str, list[tuple[str, str]]]:
    """The label of a stretch, and what is said beside it: a feature's value where it means a quotation, source or cue, else the layer."""
    short = s.type.rpartition(".")[2]
    if not scheme.knows(short):
        for name, value in sorted(s.values, key=lambda pair: pair[0].lower() not in _LABELS):
            if scheme.knows(value) in STRETCHES:
                return value, [pair for pair in s.values if pair != (name, value)]
    return short, s.values


def _from_xmi(data: bytes, where: str) -> dict[str, Structure]:
    """The structures of an XMI file by their ids."""
    found: dict[str, Structure] = {}
    root = parse_xml(data, where)
    for element in root:
        if not isinstance(element.tag, str):
            continue
        namespace, _, name = element.tag.removeprefix("{").rpartition("}")
        package = namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
        kind = f"{package}.{name}" if package != "uima.noNamespace" else name
        found_at = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        structure = Structure(found_at, kind)
        for key, value in element.attrib.items():
            if key.startswith("{"):
                continue
            _take(structure, key, value, points=bool(re.fullmatch(r"\d+( \d+)*", value)))
        for child in element:
            if isinstance(child.tag, str) and child.text:
                structure.values.append((child.tag, child.text))
        found[structure.id] = structure
    return _sorted_out(found)


def _take(structure: Structure, key: str, value: str, *, points: bool) -> None:
    if key == "sofa":
        structure.sofa = value
    elif key in ("begin", "end") and value.isdigit():
        start, end = structure.place or (0, 0)
        structure.place = (int(value), end) if key == "begin" else (start, int(value))
    elif points:  # a number, or ids of others: the structures themselves tell, once all are known
        structure.pointers.append((key, value.split()))
    elif value:
        structure.values.append((key, value))


def _sorted_out(found: dict[str, Structure]) -> dict[str, Structure]:
    """Features that look like pointers but point at nothing are numbers."""
    for structure in found.values():
        pointers = []
        for name, ids in structure.pointers:
            known = [i for i in ids if i in found and found[i].type != "uima.cas.NULL"]
            is_pointer = len(known) == len(ids) and (
                name.lower() in (*_ENDS, "target") or structure.place is None or bool(known)
            )
            if is_pointer:
                pointers.append((name, ids))
            else:
                structure.values.append((name, " ".join(ids)))
        structure.pointers = pointers
    return found


def _from_json(data: bytes, where: str) -> dict[str, Structure]:
    """The structures of a JSON CAS by their ids."""
    record = json_value(data, where)
    check(record, _SHAPE)
    every = record["%FEATURE_STRUCTURES"]
    if isinstance(every, dict):
        every = [{"%ID": key, **value} for key, value in every.items() if isinstance(value, dict)]
    arrays: dict[str, list[Any]] = {}
    found: dict[str, Structure] = {}
    for item in every:
        check(item, {"%ID": (int, str), "%TYPE": str})
        structure = Structure(str(item["%ID"]), item["%TYPE"])
        if isinstance(elements := item.get("%ELEMENTS"), list):
            arrays[structure.id] = elements
        for key, value in item.items():
            if key.startswith("%"):
                continue
            if key == "@sofa":
                structure.sofa = str(value)
            elif key.startswith("@"):
                structure.pointers.append((key[1:], [str(v) for v in (value if isinstance(value, list) else [value])]))
            elif key in ("begin", "end"):
                start, end = structure.place or (0, 0)
                structure.place = (whole(value), end) if key == "begin" else (start, whole(value))
            elif isinstance(value, str | int | float) and value != "":
                structure.values.append((key, str(value)))
        found[structure.id] = structure
    for structure in found.values():  # arrays stand apart and are pointed at
        pointers = []
        for name, ids in structure.pointers:
            elements = [e for i in ids for e in arrays.get(i, [])]
            if not any(i in arrays for i in ids):
                pointers.append((name, ids))
            elif all(isinstance(e, str) for e in elements):
                structure.values += [(name, e) for e in elements]
            else:
                pointers.append((name, [str(e) for e in elements]))
        structure.pointers = pointers
    return found


def recognizes(path: Path) -> bool:
    """Whether a file is a CAS by how it begins, or a zip holds one."""
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return zips.holds(path, ".xmi") or _holds_json(path) or _holds_tables(path)
    head = zips.head(path)
    return b"XMI" in head if suffix == ".xmi" else b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head


def _holds_tables(path: Path) -> bool:
    """Whether a zip holds tables of WebAnno."""
    return zips.holds(path, ".tsv") and any(webanno_tsv.is_table(data) for _, data in zips.members(path, ".tsv"))


def _holds_json(path: Path) -> bool:
    """Whether a zip is an export of INCEpTION: of a project, or of a document as JSON."""
    return zips.holds(path, "exportedproject.json") or (
        zips.holds(path, ".json")
        and any(b'"%FEATURE_STRUCTURES"' in data[: 1 << 16] for _, data in zips.members(path, ".json"))
    )


def recognizes_folder(folder: Path) -> bool:
    """Whether a folder is our export of the format ``uima-cas``."""
    return (folder / INDEX).is_file() and (folder / "TypeSystem.xml").is_file() and any(folder.glob("*.xmi"))
