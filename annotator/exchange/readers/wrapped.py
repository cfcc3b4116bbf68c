"""Paragraphs whose lines were broken to fit a page of fixed width, as mails, terminals and databases write them, joined again.

A line break becomes a blank, at the same offset; behind a hyphen, and where the line ends with a blank, it is taken out. A word that was
divided loses its hyphen, and lines that quote another mail (``> ``) are joined with those of the same depth. What was done is kept with
the article (``line_breaks``), so that the text as the file has it can be had again (:func:`original`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Widths, in characters, at which such lines are broken; the share of lines that may be longer (addresses, tables).
LEAST, MOST, LONGER = 40, 100, 0.02
#: The share of the breaks between neighboring lines that must stand inside a sentence, one of them before a small letter.
INSIDE_SHARE = 0.5
#: Breaks inside sentences that a text in capitals alone must have, since no small letter shows that a line goes on.
LEAST_CAPITALS = 3
#: The share of lines that end inside a word from which a text is taken for one that divides words, and how many there must be.
DIVIDED_SHARE, LEAST_DIVIDED = 0.08, 3
LINE_BREAKS, MARGIN = "line_breaks", "margin"
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$|[”»]$")
_QUOTED = re.compile(r"(?:> ?)+")
_BREAK = re.compile(r"(-?\d+)(-?)([>_]*)")
_DIVIDED, _REST = re.compile(r"[^\W\d_]{1,40}-$"), re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STARTS_NEW = re.compile(r"[-*•·–—>|#]\s|\d{1,3}[.)]\s|[ \t]|>")
#: What stands before the first word of an item of a list; cells of a table that is made with blanks, tabs or dots.
_ITEM = re.compile(
    r" {0,20}(?:[-*•·–—+o»▪◦]|\[[ xX]\]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,3}) {1,9}(?=\S)"
)
_CELLS = re.compile(r"\S(?: {3,}|\t)\S|\.{4}|(?:\. ){4}")
_ADDRESS = re.compile(r"\S{1,60}@\S|https?://|www\.")
#: The share of the width that a line and the first word of the next one must fill where that word begins no sentence of its own.
NEARLY_FULL = 0.85


@dataclass(slots=True)
class Joined:
    """A text with its paragraphs joined, and where line breaks stood.

    ``breaks`` are offsets into ``text``: of a blank that was a line break, or, negative and one less, before which one stood; behind it a
    ``-`` for a hyphen that stood before the break, and the marks of quoting that stood after it (blanks as ``_``).
    """

    text: str
    breaks: list[str] = field(default_factory=list)
    margin: int = 0  # blanks before each line that is not blank, which were taken out
    divided: bool = False  # whether words were put together

    @property
    def notes(self) -> list[str]:
        """What is to be told; nothing where nothing was joined."""
        told = ["lines of a fixed width: joined to paragraphs"] if self.breaks else []
        return [*told, "words divided at line ends: put together, without their hyphens"] if self.divided else told

    def kept(self) -> dict[str, str]:
        """The metadata from which :func:`original` makes the text of the file."""
        if not self.breaks:
            return {}
        return {LINE_BREAKS: " ".join(self.breaks), **({MARGIN: str(self.margin)} if self.margin else {})}


def original(text: str, line_breaks: str, margin: str = "") -> str:
    """The text with its line breaks and its margin as the file has them, from what :class:`Joined` keeps."""
    out: list[str] = []
    at = 0
    for number, hyphen, quoted in (match.groups() for match in _BREAK.finditer(line_breaks)):
        place = int(number)
        start, resume = (place, place + 1) if place >= 0 else (-place - 1, -place - 1)
        out += [text[at:start], hyphen, "\n", quoted.replace("_", " ")]
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
    marks = _marks(lines) if ">" in text else []
    if marks:
        lines = [line[len(mark) :] for mark, line in zip(marks, lines, strict=True)]
    width, exact = _width(lines, marks)
    if not width:
        return Joined(text)
    spaced = any(not line.strip() for line in lines[1:-1])
    widths = _widths(lines, marks, width)
    neighbors = _neighbors(lines, marks)
    filled = _filled(lines, neighbors, widths, exact)
    fits: set[int] = set()
    for at in neighbors:
        indented = _indent(lines[at + 1]) > 0
        if _hangs(lines, at, widths[at], fits) if indented else _joins(lines, at, widths[at], spaced, filled[at]):
            fits.add(at)
    whole = _put_together(lines, fits, marks)
    whole.margin = margin
    return whole if whole.breaks else Joined(text)


def _neighbors(lines: Sequence[str], marks: Sequence[str]) -> list[int]:
    """The lines that the next one may continue: those of the same depth of quoting."""
    every = range(len(lines) - 1)
    return [n for n in every if marks[n].count(">") == marks[n + 1].count(">")] if marks else list(every)


def _marks(lines: Sequence[str]) -> list[str]:
    """The marks of quoting before each line; [] where no line has any."""
    if not any(line.startswith(">") for line in lines):
        return []
    return [match[0] if (match := _QUOTED.match(line)) else "" for line in lines]


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
    """Join a text of ``format=flowed`` (RFC 3676): a line that ends with a blank goes on in the next of the same depth of quoting.

    A blank before a line, behind its marks of quoting, is stuffing.
    """
    out: list[str] = []
    breaks: list[str] = []
    size, depth, goes_on = 0, 0, False
    for n, line in enumerate(text.split("\n")):
        content = line.lstrip(">")
        before, depth = depth, len(line) - len(content)
        stuffed = content.startswith(" ")
        plain = content[stuffed:]
        if n and goes_on and depth == before:
            breaks.append(f"{-size - 1}{line[: depth + stuffed].replace(' ', '_')}")
        else:
            if n:
                out.append("\n")
                size += 1
            plain = line if depth else plain
        goes_on = plain.endswith(" ") and content[stuffed:] != "-- "
        kept = plain[:-1] if goes_on and delete_space else plain
        out.append(kept)
        size += len(kept)
    return Joined("".join(out), breaks)


def _width(lines: Sequence[str], marks: Sequence[str]) -> tuple[int, bool]:
    """The width at which lines are broken; 0 where nothing shows that they are. ``marks``: those of quoting before each line.

    Second: whether single paragraphs alone show it, among lines that are short for other reasons, such as those of a letter's head.
    """
    filled = len(lines) - lines.count("")
    if sum(map((MOST + 20).__lt__, map(len, lines))) > LONGER * filled:
        return 0, False
    places = [n for n in _neighbors(lines, marks) if lines[n].strip() and lines[n + 1].strip()]
    pairs = [(lines[n], _continued(lines[n + 1])) for n in places]
    if not pairs:
        return 0, False
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    width = lengths[max(0, len(lengths) - 1 - int(LONGER * len(lengths)))]
    if not LEAST <= width <= MOST:
        return 0, False
    inside = [a for a, b in pairs if _inside(a, b) and _full(a, b, width)]
    plain = [a for a, b in pairs if not _STARTS_NEW.match(b)]
    shown = any(b[0].islower() and _full(a, b, width) for a, b in pairs) or (
        len(inside) >= LEAST_CAPITALS and not any(char.islower() for char in "".join(lines))  # as wires were sent
    )
    if shown and len(inside) >= INSIDE_SHARE * len(plain):
        return width, False
    return (width, True) if shown and _has_paragraph(places, pairs, width) else (0, False)


def _has_paragraph(places: Sequence[int], pairs: Sequence[tuple[str, str]], width: int) -> bool:
    """Whether all breaks of a paragraph of three lines or more stand inside sentences, each where the next word would not have fitted."""
    run = small = 0
    for n, (place, (line, following)) in enumerate(zip(places, pairs, strict=True)):
        if n and place != places[n - 1] + 1:
            if run > 1 and small:
                return True
            run = small = 0
        whole = run >= 0 and _inside(line, following) and _full(line, following, width)
        run, small = (run + 1, small + following[0].islower()) if whole else (-len(pairs), 0)
    return run > 1 and small > 0


def _indent(line: str) -> int:
    """How many blanks stand before a line."""
    return len(line) - len(line.lstrip(" "))


def _continued(line: str) -> str:
    """A line without the blanks before it where it goes on in small letters, as lines of an item of a list do."""
    bare = line.lstrip(" ")
    return bare if bare[:1].islower() and not _ITEM.match(line) else line


def _widths(lines: Sequence[str], marks: Sequence[str], width: int) -> list[int]:
    """The width of each line: that of the text, of a quoted mail its own, since it was broken before it was quoted."""
    depths = [mark.count(">") for mark in marks] if marks else [0] * len(lines)
    longest: dict[int, int] = {}
    for depth, line in zip(depths, lines, strict=True):
        longest[depth] = max(longest.get(depth, 0), len(line.rstrip()))
    return [longest[depth] if depth and LEAST <= longest[depth] <= width else width for depth in depths]


def _filled(lines: Sequence[str], neighbors: Sequence[int], widths: Sequence[int], exact: bool) -> list[float]:
    """The share of the width that a line must fill to go on in one that begins a sentence: none does in verse and addresses, where no
    line of the paragraph is full. ``exact``: single paragraphs alone show that lines are broken.
    """
    found = [2.0] * len(lines)
    goes = {n for n in neighbors if lines[n].strip() and lines[n + 1].strip()}
    start = 0
    for n in range(len(lines)):
        if n not in goes:
            block = range(start, n)
            if any(_full(lines[at], lines[at + 1], widths[at]) for at in block):
                found[start : n + 1] = [1.0 if exact else NEARLY_FULL] * (n + 1 - start)
            start = n + 1
    return found


def _hangs(lines: Sequence[str], at: int, width: int, fits: set[int]) -> bool:
    """Whether a line goes on in the next one, which has blanks before it: of an item of a list, a speaker's words, a paragraph set in."""
    line, following = lines[at], lines[at + 1]
    bare, indent, before = following.lstrip(" "), _indent(following), _indent(line)
    if not line.strip() or not bare or indent > MOST // 2 or not _full(line, bare, width):
        return False
    if _ITEM.match(following) or _CELLS.search(line.strip()) or _CELLS.search(bare) or line.startswith("|"):
        return False
    if at - 1 in fits and before == indent:  # a line of the same item or paragraph
        return True
    if before == indent and at + 2 < len(lines) and _indent(lines[at + 2]) == indent and lines[at + 2].strip():
        return _full(following, lines[at + 2].lstrip(" "), width)  # three lines of a paragraph that is set in
    item = _ITEM.match(line)
    return (item is not None and item.end() == indent) or (before <= indent and _inside(line, bare))


def _inside(line: str, following: str) -> bool:
    """Whether a line break stands inside a sentence, by what stands round it."""
    return not _STARTS_NEW.match(following) and (following[0].islower() or not _ENDS.search(line.rstrip()))


def _full(line: str, following: str, width: int) -> bool:
    """Whether the next word would not have fitted into the line."""
    first = re.split(r"[\s-]", following.strip(), maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(first) > width


def _joins(lines: Sequence[str], at: int, width: int, spaced: bool, filled: float) -> bool:
    """Whether a line goes on in the next one. ``spaced``: blank lines stand between paragraphs; ``filled``: see :func:`_filled`."""
    line, following = lines[at], lines[at + 1]
    if not line.strip() or not following.strip() or _STARTS_NEW.match(following) or line[0] in ">|":
        return False
    if _CELLS.search(line.strip()) or _CELLS.search(following) or (line.isupper() and not following.isupper()):
        return False
    size, full = len(line.rstrip()), _full(line, following, width)
    if not full and (filled == 1.0 or _ADDRESS.match(following)):
        return False
    if _inside(line, following):
        if following[0].islower():
            if size > width * 0.5:
                return True
        elif size > width * 0.6 and size + 1 + len(following.split(None, 1)[0]) > width * filled:
            return True
    return full and filled < 2 and (spaced or size >= width - 12)


def _put_together(lines: Sequence[str], fits: set[int], marks: Sequence[str]) -> Joined:
    out: list[str] = []
    breaks: list[str] = []
    divided = _divided(lines, fits)
    size = 0
    for n, line in enumerate(lines):
        mark = marks[n] if marks else ""
        if n and n - 1 in fits:
            before = lines[n - 1]
            indent = _indent(line)
            line = line[indent:]
            told = mark.replace(" ", "_") + "_" * indent
            if n - 1 in divided:
                out[-1], size = out[-1][:-1], size - 1
                breaks.append(f"{-size - 1}-{told}")
            elif before[-1:].isspace() or re.search(r"\w-$", before):
                breaks.append(f"{-size - 1}{told}")
            else:
                breaks.append(f"{size}{told}")
                out.append(" ")
                size += 1
        else:
            line = f"{mark}{line}"
            if n:
                out.append("\n")
                size += 1
        out.append(line)
        size += len(line)
    return Joined("".join(out), breaks, divided=bool(divided))


def _divided(lines: Sequence[str], fits: set[int]) -> set[int]:
    """The lines that end inside a word that was divided to fit, by a hyphen that is none of the word.

    A word is one where the text has it in one piece more often than with the hyphen; in a text that divides words, where it has neither it
    nor another word of these halves with a hyphen.
    """
    ends = [
        at
        for at in fits
        if lines[at].endswith("-") and lines[at + 1][:1].islower() and _DIVIDED.search(lines[at][-60:])
    ]
    if not ends:
        return set()
    inner = "\n".join(line.rpartition(" ")[0] if n in ends else line for n, line in enumerate(lines))
    words = Counter(_WORDS.findall(inner.casefold()))
    compounds = [word for word in words if "-" in word]
    halves = {half for word in compounds for half in (f"{word.partition('-')[0]}-", f"-{word.rpartition('-')[2]}")}
    divides = len(ends) >= max(LEAST_DIVIDED, DIVIDED_SHARE * len(fits))
    found = set()
    for at in ends:
        first, second = _DIVIDED.search(lines[at][-60:]), _REST.match(lines[at + 1])
        one, two = (first[0][:-1] if first else "").casefold(), (second[0] if second else "").casefold()
        whole, hyphened = words[one + two], words[f"{one}-{two}"]
        if whole > hyphened or (divides and not {f"{one}-", f"-{two}"} & halves):
            found.add(at)
    return found
