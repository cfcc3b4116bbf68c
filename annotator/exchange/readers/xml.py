"""XML files of databases and agencies: parsed without anything from outside."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from annotator.exchange.given import read_by
from annotator.exchange.readers.base import HEAD, Source
from annotator.exchange.readers.plain import CONTROL
from annotator.exchange.xml_input import local

_WHITE = re.compile(r"[ \t\r\n]+")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])
#: References to control characters, which XML forbids, too.
_CONTROL = re.compile(rb"&#(?:0{0,6}(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0{0,6}(?:[0-8bceBCE]|1[0-9a-fA-F]));")
_ENTITY = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&([A-Za-z][A-Za-z0-9]{0,31});", re.S)
_DECLARED = re.compile(rb"<!ENTITY[ \t\r\n]{1,20}([A-Za-z][A-Za-z0-9]{0,31})[ \t\r\n]{1,20}[\"']([^\"'<]{0,200})[\"']")
_UNSAFE = re.compile(rb"&(?!#)|%")  # an entity made of others may grow without end
_XML_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_ENCODING = re.compile(rb"\A(\s{0,20}<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"'])([\w.-]{1,40})")
_LATIN_1 = (b"iso-8859-1", b"latin1", b"latin-1", b"iso8859-1", b"us-ascii", b"ascii")
_WINDOWS = re.compile(b"[\x80-\x9f]")


def parse(source: Source) -> Any:
    """The root of an XML file, parsed once; BadInputError where it is none."""
    return source.kept("xml", lambda: _parse(source))


def told(source: Source) -> list[str]:
    """The notes about a parsed file as a whole."""
    return list(_notes(source))


def _notes(source: Source) -> list[str]:
    notes: list[str] = source.kept("xml notes", lambda: [])
    return notes


def _parse(source: Source) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    with read_by("lxml", told=f"{source.where}: it is not readable XML; save it again."):
        return etree.fromstring(_mended(source), parser)


def _mended(source: Source) -> bytes:
    """The bytes without what XML forbids and agencies send: wire codes, windows-1252 that says Latin-1, entities of a DTD elsewhere."""
    data = source.data
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in data[:64]:
        return data
    plain = _CONTROL.sub(b"", data.translate(None, _CONTROL_BYTES))
    if len(plain) < len(data):
        _notes(source).append(CONTROL)
    if b"&" in plain:
        own = {name: value for name, value in _DECLARED.findall(plain[:HEAD]) if not _UNSAFE.search(value)}
        plain = _ENTITY.sub(lambda found: _spelled(found, own), plain)
    declared = _ENCODING.match(plain)
    if declared and declared[2].lower() in _LATIN_1 and _WINDOWS.search(plain):
        plain = declared[1] + b"windows-1252" + plain[declared.end(2) :]
    return plain


def _spelled(found: re.Match[bytes], own: dict[bytes, bytes]) -> bytes:
    """An entity by its number; one that nobody knows as it is written; what is marked as no markup stays."""
    name = found[1]
    if name is None or name in _XML_OWN:
        return found[0]
    if name in own:
        return own[name]
    text = html5.get(f"{name.decode('ascii')};")
    return "".join(f"&#{ord(char)};" for char in text).encode() if text else b"&amp;" + name + b";"


#: Elements of agencies' formats that are lines of their own inside others.
_APART = frozenset((
    "p", "byttl", "block", "tagline", "bibliography", "hl1", "hl2", "br", "li", "td", "tr", "story.date", "credit", "byline", "note",
))  # fmt: skip


def child_text(each: Any) -> str:
    """All words of an element, its white space folded, a blank between the parts that stand apart."""
    return _WHITE.sub(" ", "".join(_pieces(each) if len(each) else each.itertext())).strip()


def _pieces(each: Any) -> Iterator[str]:
    from lxml import etree

    for event, element in etree.iterwalk(each, events=("start", "end")):
        apart = element is not each and local(element).lower() in _APART
        if apart:
            yield " "
        if event == "start":
            yield element.text or ""
        elif element is not each:
            yield element.tail or ""


def first(root: Any, *names: str) -> Any:
    """The first element below that has one of the names, whatever its namespace; None where there is none."""
    return next((e for name in names for e in root.iter(f"{{*}}{name}")), None)


def text_at(root: Any, *names: str) -> str:
    """The words of the first element of one of the names; "" where there is none."""
    found = first(root, *names)
    return child_text(found) if found is not None else ""


def texts_at(root: Any, name: str, without: str = "") -> str:
    """The words of all elements of a name, "; " between them; without those inside an element called ``without``."""
    found = (
        each
        for each in root.iter(f"{{*}}{name}")
        if not without or next(each.iterancestors(f"{{*}}{without}"), None) is None
    )
    return "; ".join(dict.fromkeys(text for each in found if (text := child_text(each))))


def paragraphs(root: Any, name: str) -> Iterator[str]:
    """The words of each ``paragraph`` below an element of a name; lines of one in a fixed font, and its breaks, stay."""
    for holder in root.findall(f"{{*}}{name}"):
        for each in holder.iter("{*}paragraph"):
            for line in list(each.iter("{*}br")):
                line.text = "\n"
            lines = "".join(each.itertext()).split("\n")
            if each.get("display") == "Fixed":
                yield "\n".join(line.rstrip() for line in lines).strip("\n")
            elif each.find("{*}br") is not None:
                yield "\n".join(filter(None, (_WHITE.sub(" ", line).strip() for line in lines)))
            else:
                yield child_text(each)
