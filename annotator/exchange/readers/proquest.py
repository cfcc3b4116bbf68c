"""Downloads of ProQuest, as web page or mail: a title, then lines ``Label: value``, the text behind ``Full text:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers import blocks, mail
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


def read_mail(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as mail."""
    content = mail.content(source)
    lines = _page_lines(content) if "<" in content[:200] or "</p>" in content else _text_lines(content)
    yield from _articles(lines, [], notes)


def _page_lines(html: str) -> list[str]:
    root = blocks.tree(html)
    return [text for text in blocks.texts(root) if text.strip()]


def _text_lines(text: str) -> list[str]:
    return [" ".join(part.split("\n")) for part in re.split(r"\n\s*\n", text) if part.strip()]


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


def _start(lines: Sequence[str], link: int) -> int:
    """Where the article of a document link begins: at its title, above the labels before the link."""
    at = link
    while at > 0 and _label(lines[at - 1]):
        at -= 1
    return max(at - 1, 0)


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
        if place == "title" and label is None:
            made.metadata["title"], place = line, "head"
        elif label is not None:
            key, value = label
            place = "abstract" if key == "abstract" and place != "tail" else place
            _put(made.metadata, key, value)
        elif place == "abstract" and line.strip().casefold() not in LINKS:
            _put(made.metadata, "abstract", line)
        elif line.strip().casefold() not in LINKS and not _RULE.fullmatch(line) and not _NUMBERED.fullmatch(line):
            _put(made.metadata, "about", line)
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
        if _label(line) is not None or _RULE.fullmatch(line) or _NUMBERED.fullmatch(line) or _FOOT.match(line):
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
