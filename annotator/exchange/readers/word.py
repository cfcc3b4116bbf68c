"""Word files (.docx): the words that a reader sees, from the document's XML.

Source: ECMA-376, part 1, 17 (WordprocessingML). Inserted, moved, field, control, smart-tag, custom-XML, ruby-base and text-box words
are in; deleted and hidden ones are out. Tables are rows, footnotes stand at the end.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers import symbols
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.properties import author_of, seen_title, title_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
P, T, BR, CR, TAB, PTAB, SYM = (f"{_W}{name}" for name in ("p", "t", "br", "cr", "tab", "ptab", "sym"))
HYPHEN, TABS, TBL = (f"{_W}{name}" for name in ("noBreakHyphen", "tabs", "tbl"))
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
#: Parts that nobody sees in the finished text: deleted and moved-away words, the reading of ruby, older drawings of the same.
_GONE = (f"{_W}del", f"{_W}moveFrom", f"{_W}rt", f"{_MC}Fallback", TABS)
_REFERENCES = tuple(f"{_W}{kind}Reference" for kind in ("footnote", "endnote", "comment"))
_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"
_SPECIAL = (
    *_GONE, *_REFERENCES, TBL, f"{_W}vanish", f"{_W}txbxContent", f"{_W}altChunk", f"{_W}subDoc", f"{_W}numPr", f"{_W}framePr",
    f"{_W}fldChar", f"{_W}ddList", f"{_W}strike", f"{_W}dstrike", _TEXTPATH,
)  # fmt: skip
Special = defaultdict[str, list[Any]]
#: How letters of symbol fonts, which stand in the private use area, begin in the bytes of a part.
_PRIVATE = (b"\xef\x80", b"\xef\x81", b"\xef\x82", b"\xef\x83", b"&#xF0", b"&#xf0", b"&#614", b"&#615", b"&#616")
_DELETED = "deleted words in a Word file: left out"
_BOX = "text box in a Word file: put after its paragraph"
_WORDS = re.compile(rb"<(?:\w+:)?t(?: [^<>]*)?>[^<]*[^\s<]")  # a run with words in it


@dataclass(slots=True)
class Document:
    """What a Word file holds: its paragraphs, what was left out or rearranged, and what it says of itself."""

    paragraphs: list[str]
    notes: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A Word file is one article."""
    found = document(source)
    text = normal_newlines("\n".join(found.paragraphs))
    if "\xad" in text:
        text, found.notes = text.replace("\xad", ""), [*found.notes, "soft hyphens in a Word file: left out"]
    yield Extract(text, found.metadata, found.notes)


def document(source: Source) -> Document:
    """What the file holds, parsed once; BadInputError where it is no Word file."""
    return source.kept("document", lambda: _document(source))


def _document(source: Source) -> Document:
    told = f"{source.where}: it is not a readable Word file (.docx); save it again or as text."
    with read_by("lxml", "zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        names = set(archive.namelist())
        main = _main_part(archive, names)
        if main not in names:
            raise BadInputError(told)
        data = archive.read(main)
        body = _parsed(data)
        special = _special(body)
        parts = dict(_related(archive, names, main))
        found = Document([])
        if (b"\xef" in data or b"&#" in data) and any(begin in data for begin in _PRIVATE):
            _spell_symbols(body, found.notes)
        part = parts.get("styles", "word/styles.xml")
        styles = _tree(archive, part) if part in names and (b"pStyle" in data or b"rStyle" in data) else None
        if styles is not None:
            _use_styles(styles, data, body, special)
        titled = _titled(styles, body) if styles is not None else None
        found.paragraphs = _paragraphs(body, special, found.notes)
        _add_footnotes(archive, names, parts, special, found)
        _tell_rest(archive, names, parts, special, found.notes)
        found.metadata = _about(archive, names, _words_of(titled), found.paragraphs)
    return found


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    return _parsed(archive.read(name))


def _parsed(data: bytes) -> Any:
    from lxml import etree

    if _STRICT in data[:4096]:
        data = data.replace(_STRICT, _W[1:-1].encode())
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _special(root: Any) -> Special:
    """The elements that are no plain words, by their tags, found in one pass."""
    found: Special = defaultdict(list)
    for each in root.iter(*_SPECIAL):
        found[each.tag].append(each)
    return found


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the text, as the package says (it need not be called document.xml)."""
    if "_rels/.rels" in names:
        for each in _tree(archive, "_rels/.rels").iter(_REL):
            if str(each.get("Type")).endswith("/officeDocument"):
                return str(each.get("Target")).lstrip("/")
    return "word/document.xml"


def _related(archive: zipfile.ZipFile, names: set[str], main: str) -> Iterator[tuple[str, str]]:
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    if relations in names:
        for each in _tree(archive, relations).iter(_REL):
            target = str(each.get("Target"))
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield str(each.get("Type")).rpartition("/")[2], target


def _paragraphs(root: Any, special: Special, notes: list[str]) -> list[str]:
    """The paragraphs in the order of the page, without those that are deleted; the tree is changed on the way."""
    _drop_instructions(root, special)
    _drop_unseen(special, notes)
    for tag in _REFERENCES:
        special[tag] = [each for each in special[tag] if any(a is root for a in each.iterancestors())]
    _show(special, notes)
    for box in reversed(special[f"{_W}txbxContent"]):  # the words of a box stand behind the paragraph that holds it
        holder = next((a for a in box.iterancestors(P)), None)
        if holder is not None and holder.getparent() is not None:
            at = holder.getparent().index(holder) + 1
            holder.getparent()[at:at] = list(box)
            if _BOX not in notes:
                notes.append(_BOX)
    for table in reversed(special[TBL]):
        _rows_as_paragraphs(table, notes)
    return _texts(root)


def _texts(root: Any) -> list[str]:
    paragraphs: list[list[str]] = []
    current: list[str] | None = None
    for each in root.iter(P, T, FORMULA, BR, CR, TAB, PTAB, HYPHEN, SYM):
        tag = each.tag
        if tag in (T, FORMULA):
            if current is not None and (words := each.text):
                current.append(re.sub(r"[\t\r ]*\n\s*", " ", words) if "\n" in words else words)
        elif tag == P:
            if current is None or each.get("joined") is None:
                current = []
                paragraphs.append(current)
        elif current is not None:
            current.append("\n" if tag in (BR, CR) else "\t" if tag in (TAB, PTAB) else _character(each))
    return ["".join(parts) for parts in paragraphs]


def _character(each: Any) -> str:
    if each.tag == HYPHEN:
        return "\u2011"
    try:
        code = int(str(each.get(f"{_W}char")), 16)
        return symbols.letter(code - 0xF000, each.get(f"{_W}font") or "") if 0xF000 <= code <= 0xF0FF else chr(code)
    except (ValueError, OverflowError):
        return "\ufffd"


def _drop_unseen(special: Special, notes: list[str]) -> None:
    """Take out what nobody sees in the finished text."""
    for mark in [*special[f"{_W}del"], *special[f"{_W}moveFrom"]]:
        holder = mark.getparent()
        if holder is None:
            continue
        above = holder.getparent()
        if holder.tag == f"{_W}rPr" and above.tag == f"{_W}pPr":  # of a paragraph's end: it goes on in the next one
            _join_next(above.getparent())
        elif holder.tag == f"{_W}trPr" and above.getparent() is not None:  # of a row
            if any(each.text for each in above.iter(T)):
                notes.append(_DELETED)
            above.getparent().remove(above)
    told = {
        f"{_W}del": _DELETED,
        f"{_W}rt": "pronunciation guides (ruby) in a Word file: left out",
    }
    for gone in [each for tag in _GONE for each in special[tag]]:
        if gone.getparent() is None:
            continue
        if gone.tag in told and any(each.text for each in gone.iter(T, f"{_W}delText")):
            notes.append(told[gone.tag])
        gone.getparent().remove(gone)
    for mark in special[f"{_W}vanish"]:
        run = _run_of(mark)
        if run is not None and run.getparent() is not None:
            if any(each.text for each in run.iter(T)):
                notes.append("hidden words in a Word file: left out")
            run.getparent().remove(run)
    notes[:] = dict.fromkeys(notes)


def _run_of(mark: Any) -> Any:
    """The run that a property holds for; None where it is switched off, or is the property of before a change."""
    holder = mark.getparent()
    run = holder.getparent() if holder is not None and holder.tag == f"{_W}rPr" else None
    return run if run is not None and run.tag == f"{_W}r" and _is_on(mark) else None


def _is_on(mark: Any) -> bool:
    return mark.get(f"{_W}val") not in ("0", "false", "off", "none")


def _join_next(paragraph: Any) -> None:
    """Let a paragraph go on in the one behind it, past marks without words."""
    following = paragraph.getnext()
    while following is not None and following.tag not in (P, TBL):
        inside = next(following.iter(P), None) if isinstance(following.tag, str) else None
        following = inside if inside is not None else following.getnext()
    if following is not None and following.tag == P:
        following.set("joined", "1")


def _drop_instructions(root: Any, special: Special) -> None:
    """Take out the words inside the instruction of a field, which hold the results of fields in it and are not shown."""
    kinds = [each.get(f"{_W}fldCharType") for each in special[f"{_W}fldChar"]]
    if not any(one == other == "begin" for one, other in pairwise(kinds)):
        return
    shown: list[bool] = []  # of the fields that are open, whether their result has begun
    for each in root.iter(f"{_W}fldChar", T):
        kind = each.get(f"{_W}fldCharType") if each.tag != T else ""
        if kind == "begin":
            shown.append(False)
        elif kind == "separate" and shown:
            shown[-1] = True
        elif kind == "end" and shown:
            shown.pop()
        elif each.tag == T and not all(shown):
            each.text = None


def _show(special: Special, notes: list[str]) -> None:
    """Put words where a reader sees them: the first letter of a paragraph that is set apart, the choice of a list, drawn words."""
    from lxml import etree

    for frame in special[f"{_W}framePr"]:
        if frame.get(f"{_W}dropCap") in ("drop", "margin") and frame.getparent().getparent() is not None:
            _join_next(frame.getparent().getparent())
            notes.append("drop cap of a Word file: joined to its paragraph")
    for choices in special[f"{_W}ddList"]:
        run = next((a for a in choices.iterancestors(f"{_W}r")), None)
        entries = [str(each.get(f"{_W}val") or "") for each in choices.iter(f"{_W}listEntry")]
        chosen = next((each.get(f"{_W}val") for each in choices.iter(f"{_W}result", f"{_W}default")), "0")
        if run is not None and str(chosen).isdecimal() and int(str(chosen)[:9]) < len(entries):
            etree.SubElement(run, T).text = entries[int(str(chosen)[:9])]
    for drawn in special[_TEXTPATH]:
        run = next((a for a in drawn.iterancestors(f"{_W}r")), None)
        if run is not None:
            etree.SubElement(run, T).text = drawn.get("string") or ""
    if any(_run_of(each) is not None for tag in ("strike", "dstrike") for each in special[f"{_W}{tag}"]):
        notes.append("struck-out words in a Word file: kept")
    notes[:] = dict.fromkeys(notes)


def _spell_symbols(root: Any, notes: list[str]) -> None:
    """Write the letters of symbol fonts as the characters that they look like."""
    for each in root.iter(T):
        words = each.text or ""
        if not any("\uf000" <= char <= "\uf0ff" for char in words):
            continue
        fonts = next((f for f in each.getparent().iter(f"{_W}rFonts")), None)
        font = str(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "") if fonts is not None else ""
        each.text = "".join(
            symbols.letter(ord(char) - 0xF000, font) if "\uf000" <= char <= "\uf0ff" else char for char in words
        )


def _use_styles(styles: Any, data: bytes, body: Any, special: Special) -> None:
    """Count runs that a style hides as hidden ones, and paragraphs that a style numbers as items of a list."""
    for tag, wanted in ((f"{_W}vanish", f"{_W}rPr"), (f"{_W}numPr", f"{_W}pPr")):
        known = _styles_with(styles, tag, wanted)
        used = {name for name in known if name.encode() in data}
        for each in body.iter(f"{_W}pStyle", f"{_W}rStyle") if used else ():
            if each.get(f"{_W}val") not in used:
                continue
            if tag == f"{_W}numPr":
                special[tag].append(each)
                break
            holder = each.getparent()
            paragraph = holder.getparent() if holder.tag == f"{_W}pPr" else None
            for run in paragraph.iter(f"{_W}r") if paragraph is not None else [holder.getparent()]:
                if run.tag == f"{_W}r" and run.find(f"{_W}rPr/{tag}") is None:
                    special[tag].append(_marked(run, tag))


def _marked(run: Any, tag: str) -> Any:
    """A property put on a run."""
    from lxml import etree

    properties = run.find(f"{_W}rPr")
    if properties is None:
        properties = etree.Element(f"{_W}rPr")
        run.insert(0, properties)
    return etree.SubElement(properties, tag)


def _styles_with(styles: Any, tag: str, holder: str) -> set[str]:
    """The styles that have a property, themselves or from the style that they are based on."""
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{_W}style"):
        name = str(style.get(f"{_W}styleId"))
        mark = style.find(f"{holder}/{tag}")
        number = mark.find(f"{_W}numId") if mark is not None else None
        off = mark is not None and (not _is_on(mark) or (number is not None and not _is_on(number)))
        own[name] = None if mark is None else not off
        base = style.find(f"{_W}basedOn")
        based[name] = str(base.get(f"{_W}val")) if base is not None else ""
    found = set()
    for name in own:
        at, seen = name, set[str]()
        while own.get(at) is None and based.get(at) and at not in seen:
            seen.add(at)
            at = based[at]
        if own.get(at):
            found.add(name)
    return found


def _rows_as_paragraphs(table: Any, notes: list[str]) -> None:
    """Put paragraphs in the place of a table: a row is a line, its cells apart by tabs; cells of several paragraphs stay as they are."""
    from lxml import etree

    lines: list[str] = []
    for row in table.iter(f"{_W}tr"):
        cells = [[text for text in _texts(cell) if text.strip()] for cell in row.iter(f"{_W}tc")]
        if any(len(cell) > 1 for cell in cells) or len(cells) == 1:
            lines += [text for cell in cells for text in cell]
        elif any(cells):
            lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            notes.append("table in a Word file: a line for each row, tabs between its cells")
    parent, at = table.getparent(), table.getparent().index(table)
    made = []
    for line in lines:
        paragraph = etree.Element(P)
        etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), T).text = line
        made.append(paragraph)
    parent[at : at + 1] = made
    notes[:] = dict.fromkeys(notes)


def _add_footnotes(
    archive: zipfile.ZipFile, names: set[str], parts: dict[str, str], special: Special, found: Document
) -> None:
    """Put the footnotes and endnotes that the text refers to at the end."""
    for kind in ("footnote", "endnote"):
        wanted = [each.get(f"{_W}id") for each in special[f"{_W}{kind}Reference"]]
        part = parts.get(f"{kind}s", f"word/{kind}s.xml")
        if not wanted or part not in names:
            continue
        notes = {each.get(f"{_W}id"): each for each in _tree(archive, part).iter(f"{_W}{kind}")}
        lines = [
            line
            for number in wanted
            if number in notes
            for line in _paragraphs(notes[number], _special(notes[number]), [])
            if line.strip()
        ]
        found.paragraphs += [line.strip() for line in lines]
        if lines:
            found.notes.append(f"{kind}s: put at the end")


def _tell_rest(
    archive: zipfile.ZipFile, names: set[str], parts: dict[str, str], special: Special, notes: list[str]
) -> None:
    """Tell what stands in the file and not in the text."""
    if special[f"{_W}commentReference"]:
        notes.append("comments in a Word file: left out")
    if special[f"{_W}altChunk"] or special[f"{_W}subDoc"]:
        notes.append("document inside a Word file: left out")
    if any(_numbers(each) for each in special[f"{_W}numPr"]):
        notes.append("numbers and bullets of lists in a Word file: left out")
    if any(kind in ("chart", "chartEx", "diagramData") for kind in parts):
        notes.append("charts and diagrams in a Word file: left out")
    heads = [part for kind, part in parts.items() if kind in ("header", "footer") and part in names]
    if any(_WORDS.search(archive.read(part)) for part in heads):
        notes.append("headers and footers in a Word file: left out")


def _numbers(mark: Any) -> bool:
    """Whether a property numbers a paragraph: number 0 takes the number of its style away."""
    number = mark.find(f"{_W}numId")
    return number is None or _is_on(number)


def _titled(styles: Any, body: Any) -> Any:
    """The first paragraph with words that has Word's style for titles, whatever it is called in the writer's language; None for none."""
    titles = {
        each.get(f"{_W}styleId")
        for each in styles.iter(f"{_W}style")
        if any(str(name.get(f"{_W}val")).lower() == "title" for name in each.iter(f"{_W}name"))
    }
    marks = body.iter(f"{_W}pStyle") if titles else ()
    paragraphs = (mark.getparent().getparent() for mark in marks if mark.get(f"{_W}val") in titles)
    return next((each for each in paragraphs if each is not None and _words_of(each)), None)


def _words_of(paragraph: Any) -> str:
    """The words of a paragraph in one line; "" for None."""
    return " ".join(" ".join(_texts(paragraph)).split()) if paragraph is not None else ""


def _about(archive: zipfile.ZipFile, names: set[str], titled: str, lines: Sequence[str]) -> dict[str, str]:
    """Title and author as a reader and the file's properties have them, without what a template or a program put there; no day of it."""
    core = {}
    if "docProps/core.xml" in names:
        core = {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in _tree(archive, "docProps/core.xml")}
    title = seen_title(title_of(core.get("title", "")), titled, lines)
    about = {"title": title, "author": author_of(core.get("creator", ""))}
    return {key: value for key, value in about.items() if value}
