"""REFI-QDA codebooks (.qdc), both ways: the exchange format of NVivo, MAXQDA, ATLAS.ti and QualCoder.

Source: REFI-QDA Standard 1.5, "Codebook" (``CodeBook/Codes/Code`` with guid, name, isCodable, color, ``Description``). A target is a
code that cannot be coded with, its labels are the codes inside. Ids, keys, polarities, examples and the guideline have no place there.
"""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from annotator.errors import BadInputError, ExportError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, Notes, ignore
from annotator.exchange.articles import read_bytes
from annotator.exchange.earlier import begins
from annotator.exchange.formats import Format, Unit
from annotator.records import Codebook

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_BEGINNING = ('<?xml version="1.0" encoding="utf-8"?>', f'<CodeBook xmlns="{NAMESPACE}" origin="quotation-annotator">')
_XML_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAY = "#808080"
Labels = list[tuple[str, str, str]]  # name, colour, definition


def _guid(*parts: str) -> str:
    """The same id for the same code in every export, by which a program knows it again (UUID 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts))).upper()


def _code(guid: str, name: str, color: str, definition: str, *, codable: bool, indent: str) -> Iterator[str]:
    attributes = f"guid={quoteattr(guid)} name={quoteattr(_fit(name))} isCodable={quoteattr(str(codable).lower())}"
    yield f"{indent}<Code {attributes} color={quoteattr(color.upper())}>"
    if definition:
        yield f"{indent}  <Description>{escape(_fit(definition))}</Description>"


def _fit(text: str) -> str:
    """The text without the characters that XML cannot hold at all."""
    return _XML_UNFIT.sub("\ufffd", text)


def qdc(codebook: Codebook) -> Iterator[str]:
    """The lines of the codebook as REFI-QDA."""
    yield from _BEGINNING
    yield "  <Codes>"
    for target in codebook.targets:
        yield from _code(
            _guid(codebook.id, target.id), target.name, _GRAY, target.definition, codable=False, indent="    "
        )
        for label in target.labels:
            guid = _guid(codebook.id, target.id, label.id)
            yield from _code(guid, label.name, label.color, label.definition, codable=True, indent="      ")
            yield "      </Code>"
        yield "    </Code>"
    yield "  </Codes>"
    yield "</CodeBook>"


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Write the codebook alone; the articles are not asked for."""
    files.write_text_lines(path, qdc(codebook))
    return sum(len(target.labels) for target in codebook.targets)


def read_codes(path: Path, notes: Notes) -> list[tuple[str, str, Labels]]:
    """(name, definition, labels) of each code with codes inside; what stands alone or deeper is gathered and noted.

    BadInputError where it is no REFI-QDA codebook. Entities are not followed and nothing is fetched.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise BadInputError(f"{path}: it is not XML that can be read ({err}); export the codebook again.") from err
    tag = f"{{{root.nsmap.get(None, NAMESPACE)}}}"
    codes = root.find(f"{tag}Codes")
    if etree.QName(root).localname != "CodeBook" or codes is None:
        raise BadInputError(f"{path}: it holds no REFI-QDA codebook (CodeBook/Codes); export the codebook as .qdc.")

    def about(code: etree._Element) -> tuple[str, str, str]:
        definition = (code.findtext(f"{tag}Description") or "").strip()
        return (code.get("name") or "").strip() or "code", (code.get("color") or "").lower(), definition

    targets: list[tuple[str, str, Labels]] = []
    alone: Labels = []
    for code in codes.iterfind(f"{tag}Code"):
        inside = [c for c in code.iter(f"{tag}Code") if c is not code]
        if not inside:
            alone.append(about(code))
            continue
        if any(c.getparent() is not code for c in inside):
            notes("code deeper than two levels: brought up to its topmost code")
        name, _, definition = about(code)
        targets.append((name, definition, [about(c) for c in inside]))
    if alone:
        notes("code that stands alone: gathered under a target called “Codes”")
        targets.append(("Codes", "", alone))
    if not targets:
        raise BadInputError(f"{path}: there is no code in it; export the codebook again.")
    return targets


def toml_of(path: Path, target_keys: str, label_keys: str, notes: Notes) -> str:
    """A .qdc as the source of a codebook of ours: ids from names, keys given in order from the letters that are free.

    BadInputError where there are more targets, or labels of one target, than letters.
    """
    targets = read_codes(path, notes)
    notes("keys, polarities and examples, which a .qdc does not hold: keys given in order, polarity 0, no examples")
    book = path.stem
    lines = [f"id = {_string(_slug(book, set()))}", f"name = {_string(book)}", 'version = "1"']
    ids: set[str] = set()
    if len(targets) > len(target_keys) or any(len(labels) > len(label_keys) for _, _, labels in targets):
        raise BadInputError(
            f"{path}: a codebook has at most {len(target_keys)} targets with {len(label_keys)} labels each, since each has "
            "a key; export a smaller one."
        )
    for (name, definition, labels), key in zip(targets, target_keys, strict=False):
        lines += ["", "[[target]]", f"id = {_string(_slug(name, ids))}", f"name = {_string(_line(name))}"]
        lines += [f"key = {_string(key)}", f"definition = {_string(definition)}"]
        taken: set[str] = set()
        for (label, color, meaning), letter in zip(labels, label_keys, strict=False):
            shown = color if re.fullmatch(r"#[0-9a-f]{6}", color) else _GRAY
            lines += ["", "[[target.label]]", f"id = {_string(_slug(label, taken))}", f"name = {_string(_line(label))}"]
            lines += [f"key = {_string(letter)}", f"color = {_string(shown)}", "polarity = 0"]
            lines += [f"definition = {_string(meaning)}"]
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(name: str) -> str:
    """A name on one line, of characters that can be printed."""
    return "".join(c if c.isprintable() else " " for c in " ".join(name.split())) or "code"


def _slug(name: str, taken: set[str]) -> str:
    """An id of small letters, digits and hyphens from a name, none twice."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "code"
    found, n = base, 2
    while found in taken:
        found, n = f"{base}-{n}", n + 1
    taken.add(found)
    return found


def _check(path: Path, codebook: Codebook) -> None:
    """ExportError unless the codebook reads back equal: names, colours and definitions, in order."""
    wrote = [
        (_fit(t.name).strip(), _fit(t.definition).strip(),
         [(_fit(label.name).strip(), label.color, _fit(label.definition).strip()) for label in t.labels])
        for t in codebook.targets
    ]  # fmt: skip
    if read_codes(path, ignore) != wrote:
        raise ExportError(f"{path.name}: the codebook did not read back equal; nothing was exported.")


FORMATS = (
    Format(
        name="qdc",
        title="REFI-QDA codebook (NVivo, MAXQDA, ATLAS.ti, QualCoder)",
        suffix=".qdc",
        unit=Unit.NONE,
        carries=frozenset(),
        write=_write,
        read_back=None,
        check=_check,
        imported=True,
        earlier=begins("\n".join(_BEGINNING)),
        load="Import > Codebook (REFI-QDA)",
    ),
)
