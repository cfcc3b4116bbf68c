"""REFI-QDA codebooks (.qdc both ways, those of a .qdpx project in): the exchange format of NVivo, MAXQDA, ATLAS.ti and QualCoder.

Source: REFI-QDA Standard 1.5, "Codebook" (``CodeBook/Codes/Code`` with guid, name, isCodable, color, ``Description``). A target is a
code that cannot be coded with, its labels are the codes inside. Ids, keys, polarities, examples and the guideline have no place there.
A label that shares its name with one of another target is written as "unclear (Target)": QualCoder makes codes of one name one code.
"""

from __future__ import annotations

import io
import uuid
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from annotator.errors import BadInputError, ExportError
from annotator.exchange import files
from annotator.exchange.annotated import AnnotatedArticle, ReaderNotes, ignore
from annotator.exchange.articles import read_bytes
from annotator.exchange.earlier import begins
from annotator.exchange.formats import Format, Unit
from annotator.exchange.xml_output import UNFIT, plain
from annotator.records import Codebook

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_BEGINNING = ('<?xml version="1.0" encoding="utf-8"?>', f'<CodeBook xmlns="{NAMESPACE}" origin="quotation-annotator">')
_GRAY = "#808080"
_MOST = 200_000_000  # bytes of a project.qde
Labels = list[tuple[str, str, str]]  # name, color, definition


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
    return plain(text, UNFIT)


def qdc(codebook: Codebook) -> Iterator[str]:
    """The lines of the codebook as REFI-QDA."""
    counts = Counter(label.name for target in codebook.targets for label in target.labels)
    yield from _BEGINNING
    yield "  <Codes>"
    for target in codebook.targets:
        yield from _code(
            _guid(codebook.id, target.id), target.name, _GRAY, target.definition, codable=False, indent="    "
        )
        for label in target.labels:
            guid = _guid(codebook.id, target.id, label.id)
            name = label.name if counts[label.name] == 1 else f"{label.name} ({target.name})"
            yield from _code(guid, name, label.color, label.definition, codable=True, indent="      ")
            yield "      </Code>"
        yield "    </Code>"
    yield "  </Codes>"
    yield "</CodeBook>"


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Write the codebook alone; the articles are not asked for. ExportError where it has no targets."""
    if not codebook.targets:
        raise ExportError("The codebook has no targets yet, so that a .qdc would be empty; choose another format.")
    files.write_text_lines(path, qdc(codebook))
    return sum(len(target.labels) for target in codebook.targets)


def _xml(path: Path) -> bytes:
    """The XML of a codebook, or of the project in a .qdpx (a ZIP with ``project.qde``)."""
    if path.suffix.lower() != ".qdpx":
        return read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as held:
            info = held.getinfo("project.qde")
            if info.file_size > _MOST:
                raise BadInputError(
                    f"{path}: its project.qde is larger than {_MOST // 1_000_000} MB; export the codebook as .qdc."
                )
            return held.read(info)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error) as err:
        raise BadInputError(f"{path}: it is not a readable REFI-QDA project ({err}); export it again.") from err


def _unqualified(label: str, target: str) -> str:
    """A label's name without its target's, which an export adds where several targets have a label of that name."""
    plain = label.removesuffix(f" ({target})")
    return plain or label


def read_codes(path: Path, notes: ReaderNotes) -> list[tuple[str, str, Labels]]:
    """(name, definition, labels) of each code with codes inside; what stands alone or deeper is gathered and noted.

    BadInputError where it is no REFI-QDA codebook. Entities are not followed and nothing is fetched.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_xml(path), parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise BadInputError(
            f"{path}: it is not readable XML ({getattr(err, 'msg', err)}); export the codebook again."
        ) from err
    tag = f"{{{root.nsmap.get(None, NAMESPACE)}}}"
    book = root if etree.QName(root).localname == "CodeBook" else root.find(f"{tag}CodeBook")
    codes = book.find(f"{tag}Codes") if book is not None else None
    if codes is None:
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
            notes("code deeper than two levels: moved up to its topmost code")
        name, _, definition = about(code)
        labels = [about(c) for c in inside]
        targets.append(
            (name, definition, [(_unqualified(label, name), color, meaning) for label, color, meaning in labels])
        )
    if alone:
        notes("code that stands alone: gathered under a target called “Codes”")
        targets.append(("Codes", "", alone))
    if not targets:
        raise BadInputError(f"{path}: there is no code in it; export the codebook again.")
    return targets


def _check(path: Path, codebook: Codebook) -> None:
    """ExportError unless the codebook reads back equal: names, colors and definitions, in order."""
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
        earlier=begins("\n".join(_BEGINNING)),
        load="Import > Codebook (REFI-QDA)",
    ),
)
