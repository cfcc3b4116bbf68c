"""Paragraphs whose lines were broken to fit a page of fixed width, as mails, terminals and databases write them, joined again.

A line break becomes a blank, at the same offset; behind a hyphen, and where the line ends with a blank, it is taken out. What was
done is kept with the article (``line_breaks``), so that the text as the file has it can be had again (:func:`original`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

#: Widths, in characters, at which such lines are broken; the share of lines that may be longer (addresses, tables).
LEAST, MOST, LONGER = 40, 100, 0.02
#: The share of the breaks between neighboring lines that must stand inside a sentence, one of them before a small letter.
INSIDE_SHARE = 0.5
#: Breaks inside sentences that a text in capitals alone must have, since no small letter shows that a line goes on.
LEAST_CAPITALS = 3
LINE_BREAKS, MARGIN = "line_breaks", "margin"
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$|[”»]$")
_STARTS_NEW = re.compile(r"[-*•·–—>|#]\s|\d{1,3}[.)]\s|[ \t]|>")


@dataclass(slots=True)
class Joined:
    """A text with its paragraphs joined, and where line breaks stood.

    ``breaks`` are offsets into ``text``: of a blank that was a line break, or, negative and one less, before which one stood.
    """

    text: str
    breaks: list[int] = field(default_factory=list)
    margin: int = 0  # blanks before each line that is not blank, which were taken out

    @property
    def note(self) -> str:
        """What is to be told; "" where nothing was joined."""
        return "lines of a fixed width: joined to paragraphs" if self.breaks else ""

    def kept(self) -> dict[str, str]:
        """The metadata from which :func:`original` makes the text of the file."""
        if not self.breaks:
            return {}
        return {LINE_BREAKS: " ".join(map(str, self.breaks)), **({MARGIN: str(self.margin)} if self.margin else {})}


def original(text: str, line_breaks: str, margin: str = "") -> str:
    """The text with its line breaks and its margin as the file has them, from what :class:`Joined` keeps."""
    out: list[str] = []
    at = 0
    for place in map(int, line_breaks.split()):
        start, resume = (place, place + 1) if place >= 0 else (-place - 1, -place - 1)
        out += [text[at:start], "\n"]
        at = resume
    whole = "".join([*out, text[at:]])
    if not margin:
        return whole
    return "\n".join(" " * int(margin) + line if line.strip() else line for line in whole.split("\n"))


def joined(text: str) -> Joined:
    """Join the paragraphs of a text that is broken at a fixed width; any other text stays as it is."""
    lines = text.split("\n")
    margin = _margin(lines)
    if margin:
        lines = [line[margin:] if line.strip() else line for line in lines]
    width = _width(lines)
    if not width:
        return Joined(text)
    spaced = any(not line.strip() for line in lines[1:-1])
    fits = [_joins(lines, at, width, spaced) for at in range(len(lines) - 1)]
    whole = _put_together(lines, fits)
    whole.margin = margin
    return whole if whole.breaks else Joined(text)


def _margin(lines: list[str]) -> int:
    """How many blanks stand before every line that is not blank."""
    least = MOST
    for line in lines:
        if line and line[0] != " ":
            if line.strip():
                return 0
        elif line.strip():
            least = min(least, len(line) - len(line.lstrip(" ")))
    return least if least < MOST else 0


def flowed(text: str, delete_space: bool = False) -> Joined:
    """Join a text of ``format=flowed`` (RFC 3676): a line that ends with a blank goes on in the next; a leading blank is stuffing."""
    lines = text.split("\n")
    out: list[str] = []
    breaks: list[int] = []
    size, goes_on = 0, False
    for n, line in enumerate(lines):
        plain = line.removeprefix(" ") if line.startswith(" ") else line
        if n and goes_on:
            breaks.append(-size - 1)
        elif n:
            out.append("\n")
            size += 1
        goes_on = plain.endswith(" ") and plain != "-- " and not plain.startswith(">")
        kept = plain[:-1] if goes_on and delete_space else plain
        out.append(kept)
        size += len(kept)
    return Joined("".join(out), breaks)


def _width(lines: list[str]) -> int:
    """The width at which lines are broken; 0 where nothing shows that they are."""
    filled = len(lines) - lines.count("")
    if sum(map((MOST + 20).__lt__, map(len, lines))) > LONGER * filled:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if not pairs:
        return 0
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    width = lengths[max(0, len(lengths) - 1 - int(LONGER * len(lengths)))]
    if not LEAST <= width <= MOST:
        return 0
    inside = [a for a, b in pairs if _inside(a, b) and _full(a, b, width)]
    plain = [a for a, b in pairs if not _STARTS_NEW.match(b)]
    shown = any(b[0].islower() and _full(a, b, width) for a, b in pairs) or (
        len(inside) >= LEAST_CAPITALS and not any(char.islower() for char in "".join(lines))  # as wires were sent
    )
    return width if shown and len(inside) >= INSIDE_SHARE * len(plain) else 0


def _inside(line: str, following: str) -> bool:
    """Whether a line break stands inside a sentence, by what stands round it."""
    return not _STARTS_NEW.match(following) and (following[0].islower() or not _ENDS.search(line.rstrip()))


def _full(line: str, following: str, width: int) -> bool:
    """Whether the next word would not have fitted into the line."""
    first = re.split(r"[\s-]", following.strip(), maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(first) > width


def _joins(lines: list[str], at: int, width: int, spaced: bool) -> bool:
    """Whether a line goes on in the next one. ``spaced``: blank lines stand between paragraphs."""
    line, following = lines[at], lines[at + 1]
    if not line.strip() or not following.strip() or _STARTS_NEW.match(following) or line[0] in ">|":
        return False
    if _inside(line, following) and len(line.rstrip()) > width * (0.5 if following[0].islower() else 0.6):
        return True
    return _full(line, following, width) and (spaced or len(line.rstrip()) >= width - 12)


def _put_together(lines: list[str], fits: list[bool]) -> Joined:
    out: list[str] = []
    breaks: list[int] = []
    size = 0
    for n, line in enumerate(lines):
        if n:
            before = lines[n - 1]
            if not fits[n - 1]:
                out.append("\n")
                size += 1
            elif before[-1:].isspace() or re.search(r"\w-$", before):
                breaks.append(-size - 1)
            else:
                breaks.append(size)
                out.append(" ")
                size += 1
        out.append(line)
        size += len(line)
    return Joined("".join(out), breaks)
