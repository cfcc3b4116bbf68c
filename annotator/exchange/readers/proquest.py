"""Downloads of ProQuest, as web page, mail, text or rich text: a title, lines ``Label: value``, the text behind ``Full text:``.

Newer ones have headings (``ABSTRACT``, ``FULL TEXT``, ``DETAILS``, ``LINKS``) and a line that says author, source and day at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_any, decode_html
from annotator.exchange.readers import blocks, mail, rich_text
from annotator.exchange.readers.base import Extract, ReadOptions, Source, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.plain import told
from annotator.exchange.readers.proquest_labels import LABELS, LINKS

_LABEL = re.compile(r"\A\s{0,9}([^\W\d_][\w/()'’ -]{1,40}?)\s{0,3}:[\s\xa0]*(.*)", re.S)
_FULL = r"full[\s-]text|texto completo|texte intégral|volltext"
_FULL_TEXT = re.compile(rf"\A\s*(?:{_FULL})\s*(?::|\Z)\s*(.*)", re.I | re.S)
_NUMBERED = re.compile(r"\A\s*(?:document|documento|dokument) \d+ (?:of|de|von|sur) \d+\s*", re.I)
_RULE = re.compile(r"\A\s*[_=-]{20,}\s*")
_CITED = re.compile(
    r"\s{0,9}(?:bibliography|bibliografía|bibliographie|literaturverzeichnis|bibliografia)\s{0,9}", re.I
)
_FOOT = re.compile(
    r"\A\s*(?:.{0,60}©.{0,60}ProQuest|terms and conditions|contact proquest|table of contents|bibliography)", re.I
)


def recognizes(source: Source) -> bool:
    """Whether a web page is a download of ProQuest."""
    return _is_proquest(source.data)


def recognizes_mail(source: Source) -> bool:
    """Whether a mail holds a download of ProQuest."""
    return b"proquest" in source.data.lower() and _is_proquest(mail.content(source).encode("utf-8", "replace"))


#: Headings of the parts of an article in newer downloads.
_ABSTRACT = frozenset(("abstract", "abstract (english)", "resumen", "résumé", "zusammenfassung", "resumo"))
_HEADINGS = _ABSTRACT | {
    "details", "detalles", "détails", "detalhes", "links", "enlaces", "liens", "linking service", "bibliography", "full text translation",
}  # fmt: skip
_DAY = re.compile(r"[.;\]]\s{0,5}(\d{1,2} [^\W\d_]{3,9} \d{4}\b)")
LONGEST_LINE = 110  # letters from which the lines of a text are paragraphs, not broken at a width
#: How many labels that are not known may stand in a row behind a text.
UNKNOWN = 3


def _is_proquest(data: bytes) -> bool:
    lower = data.lower()
    return (
        b"proquest" in lower
        and any(link.encode() in lower for link in (*LINKS, "proquest document id"))
        and re.search(_FULL.encode(), lower) is not None
    )


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as web page."""
    mine: list[str] = []
    html = told(decode_html(source.data, source.where), mine)
    yield from _articles(_page_lines(html), mine, notes)


def recognizes_text(source: Source) -> bool:
    """Whether a text is a download of ProQuest."""
    return source.says(b"proquest") and _is_proquest(source.data)


def recognizes_rich_text(source: Source) -> bool:
    """Whether a rich text is a download of ProQuest."""
    return b"ProQuest" in source.data and _is_proquest(source.data)


def read_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as text."""
    mine: list[str] = []
    yield from _articles(_text_lines(told(decode_any(source.data, source.where), mine)), mine, notes)


def read_rich_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download in rich text."""
    mine: list[str] = []
    lines = [line.strip() for line in rich_text.text_of(source, mine).split("\n") if line.strip()]
    yield from _articles(lines, [note for note in mine if note.startswith(("deleted", "hidden"))], notes)


def read_mail(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as mail."""
    content = mail.content(source)
    lines = _page_lines(content) if "<" in content[:200] or "</p>" in content else _text_lines(content)
    yield from _articles(lines, [], notes)


def _page_lines(html: str) -> list[str]:
    root = blocks.tree(html)
    return [text for text in blocks.texts(root) if text.strip()]


def _text_lines(text: str) -> list[str]:
    """The paragraphs of a text: lines between blank ones are one where they are broken at a width, else each."""
    found: list[str] = []
    for part in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        apart = any(len(line) > LONGEST_LINE for line in lines)
        for n, line in enumerate(lines):
            if (
                not n
                or apart
                or _label(line)
                or _is_heading(line)
                or _RULE.fullmatch(line)
                or _is_heading(lines[n - 1])
            ):
                found.append(line)
            else:
                found[-1] += f" {line}"
    return found


def _is_heading(line: str) -> bool:
    return len(line) < 40 and (line.strip().casefold() in _HEADINGS or _FULL_TEXT.fullmatch(line.strip()) is not None)


def _articles(lines: Sequence[str], mine: list[str], notes: ReaderNotes) -> Iterator[Extract]:
    """Each article: from its title, a line before the first label, to its last label."""
    starts = [_start(lines, n) for n, line in enumerate(lines) if line.strip().casefold() in LINKS]
    numbered = [n + 1 for n, line in enumerate(lines[:-1]) if _NUMBERED.fullmatch(line)]
    starts = sorted(set(starts if len(starts) > len(numbered) else numbered)) or [0]
    if any(line.strip() for line in lines[: starts[0]]):
        notes("cover of a ProQuest download: left out")
    parts = (lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True))
    found = (_extract(part, mine) for part in parts)
    yield from with_text(found, notes, "article without full text in a ProQuest download: left out")


def _published(line: str) -> dict[str, str]:
    """What a line such as “Smith, Anna. The Port; Haven [Haven]. 03 Mar 2026: A.1.” says; nothing of any other."""
    day = _DAY.search(line[:300])
    if day is None:
        return {}
    author, dot, source = line[: day.start()].partition(". ")
    source = re.split(r"[;\[]", source if dot else author, maxsplit=1)[0].strip()
    found = {"author": author.strip() if dot else "", "source": source, "date": day[1]}
    return {key: value for key, value in found.items() if value}


def _start(lines: Sequence[str], link: int) -> int:
    """Where the article of a document link begins: at its title, above the labels before the link."""
    at = link
    while at > 0 and _label(lines[at - 1]):
        at -= 1
    published = (
        at > 1 and _label(lines[at - 2]) is None and not _is_heading(lines[at - 2]) and _published(lines[at - 1])
    )
    return at - 2 if published else max(at - 1, 0)


def _label(line: str) -> tuple[str, str] | None:
    found = _LABEL.match(line)
    if found is None or found[1].strip().casefold() not in LABELS:
        return None
    return LABELS[found[1].strip().casefold()], found[2].strip()


def _extract(lines: Sequence[str], notes: list[str]) -> Extract:
    made = Extract("", notes=list(notes))
    body: list[str] = []
    place = "title"  # then "head", "abstract", "body", "tail"
    begin = next((n for n, line in enumerate(lines) if _FULL_TEXT.match(line)), None)
    tail = len(lines) if begin is None else _cited(lines, begin)
    while begin is not None and (above := _above(lines, begin, tail)) < tail:
        tail = above
    for n, line in enumerate(lines):
        if begin is not None and begin <= n < tail:
            match = _FULL_TEXT.match(line) if n == begin else None
            body += [match[1]] if match else [line]
            continue
        if n >= tail and begin is not None:
            place = "tail"
        label = _label(line)
        if _is_heading(line) and place != "title":
            place = "abstract" if line.strip().casefold() in _ABSTRACT and place != "tail" else place
        elif place == "title" and label is None:
            made.metadata["title"], place = line, "head"
        elif label is not None:
            key, value = label
            place = "abstract" if key == "abstract" and place != "tail" else place
            _put(made.metadata, key, value)
        elif place == "head" and n < 4 and _published(line):
            _put(made.metadata, "publication_info", line)
        elif place == "abstract" and line.strip().casefold() not in LINKS:
            _put(made.metadata, "abstract", line)
        elif line.strip().casefold() not in LINKS and not _RULE.fullmatch(line) and not _NUMBERED.fullmatch(line):
            _put(made.metadata, "about", line)
    for key, value in _published(made.metadata.get("publication_info", "")).items():
        if key not in made.metadata:
            _put(made.metadata, key, value)
    made.text = "\n".join(line for line in body if line.strip())
    return made


def _cited(lines: Sequence[str], begin: int) -> int:
    """Where the list of citations begins that a download may have at its end: behind a label or a rule."""
    for at in range(begin + 2, len(lines)):
        if _CITED.fullmatch(lines[at]) and any(_label(line) or _RULE.fullmatch(line) for line in lines[at - 2 : at]):
            return at
    return len(lines)


def _above(lines: Sequence[str], begin: int, tail: int) -> int:
    """Where what stands behind the text begins, one known line further up than ``tail``; ``tail`` where there is none.

    Known are labels, rules, the number of the next document and the foot of a download; labels that are not known may stand between them.
    """
    for at in range(tail - 1, max(begin, tail - 1 - UNKNOWN), -1):
        line = lines[at]
        if (
            _label(line) is not None
            or (_is_heading(line) and at > begin + 1)
            or _RULE.fullmatch(line)
            or _NUMBERED.fullmatch(line)
            or _FOOT.match(line)
        ):
            return at
        if not _LABEL.match(line):
            break
    return tail


def _put(metadata: dict[str, str], key: str, value: str) -> None:
    if not value or metadata.get(key) == value:
        return
    if key == "date":
        dated(metadata, value)
    else:
        metadata[key] = f"{metadata[key]} {value}" if key in metadata else value
