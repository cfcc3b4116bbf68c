"""One typography for all: a text as the detector reads it, of the same length, so that every offset fits the text given.

Which marks an article quotes with, and whether its lines are broken to fit a page, is decided once for the article. Guillemets,
British single marks, marks set apart by blanks and dashes before dialogue become “ ”, and double marks inside them become ‘ ’; a line break
inside a paragraph becomes a blank. A text in the usual typography stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from statistics import median

from annotator.detection import lang
from annotator.detection.settings import FORCED_BREAKS, HEADLINE_LENGTH, MARKS_APART, WRAPPED_NARROWEST, WRAPPED_WIDEST

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_DOUBLE = re.compile(r"[“”„\"]|''|``")
_SINGLE = re.compile(r"[‘’‚]|(?<!')'(?!')")
_APART = re.compile(r"(?:(?<=\s)|(?<![\s\S]))\"(?=\s|$)")
_ELISION = re.compile(rf"{lang.words.ELISIONS}\b", re.IGNORECASE)
_OUTWARD, _INWARD = str.maketrans("«»", "“”"), str.maketrans("«»", "”“")
_UTTERED = re.compile(r"^\s*[‘']|[,.?!…][’']\s+\S")  # ‘No.’ He left; not: Calls it ‘a disgrace.’
_INNER = str.maketrans('“”„"', "‘’‚'")

_DASHES = "—–―"
_REPORTED = re.compile(rf"[,?!.…] +(?:{lang.words.REPORTING}\b|{lang.words.REPORTERS} {lang.words.REPORTING}\b)")

Pair = tuple[int, int]  # offsets of an opening mark and of the one that closes it, -1 where it is missing


def normal(text: str) -> str:
    """The text in the usual typography."""
    text = _unwrapped(text)
    if text.count("«") + text.count("»") > len(_DOUBLE.findall(text)):
        outward = text.find("«") >= 0 and not 0 <= text.find("»") < text.find("«")
        return text.translate(_OUTWARD if outward else _INWARD)
    if '"' in text and _set_apart(text):
        return _turned(text, list(_by_turns(text)))
    if ("‘" in text or "'" in text) and (pairs := _british(text)):
        return _turned(text, pairs)
    if not _DOUBLE.search(text) and (pairs := _dialogue(text)):
        return _turned(text, pairs)
    return text


def _turned(text: str, pairs: list[Pair]) -> str:
    """The text with the pairs as “ ”, and double marks inside them as single ones."""
    out, at = list[str](), 0
    for start, end in pairs:
        out += [text[at:start], "“"]
        at = start + 1
        if end >= 0:
            out += [text[at:end].translate(_INNER), "”"]
            at = end + 1
    return "".join([*out, text[at:]])


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text):
        yield match.span()


def _unwrapped(text: str) -> str:
    """Line breaks inside paragraphs made blanks, if the width of a page forced nearly all of them."""
    breaks = [m.start() for m in re.finditer(r"(?<=[^\s])\n(?=[^\s])", text)]
    if len(breaks) < 2:
        return text
    lengths, forced = [], []
    for at in breaks:
        begin = text.rfind("\n", 0, at) + 1
        word = re.compile(r"\S+").match(text, at + 1)
        lengths.append(at - begin)
        forced.append(at - begin + 1 + (len(word[0]) if word else 0))
    widest = max(lengths)
    if not WRAPPED_NARROWEST <= widest <= WRAPPED_WIDEST or median(lengths) < WRAPPED_NARROWEST:
        return text
    if sum(length > widest for length in forced) < FORCED_BREAKS * len(forced):
        return text
    return re.sub(r"(?<=[^\s])\n(?=[^\s])", " ", text)


def _dialogue(text: str) -> list[Pair]:
    """Speech between dashes, if two lines or more open with one and a clause reports one of them: — We go, said Anna. — Not now.

    The stop before the clause, or the one that ends the line, stands for the closing mark.
    """
    pairs, lines, reported = list[Pair](), 0, 0
    for start, end in _paragraphs(text):
        if text[start] not in _DASHES:
            continue
        lines += 1
        clause = _REPORTED.search(text, start, end)
        reported += clause is not None
        pairs.append((start, clause.start() if clause else end - 1))
        again = re.compile(f"(?<=[.?!] )[{_DASHES}]").search(text, clause.end(), end) if clause else None
        if again:
            pairs.append((again.start(), end - 1))
    return pairs if lines > 1 and reported else []


def _set_apart(text: str) -> bool:
    """Whether blanks stand on both sides of nearly all straight marks."""
    apart = len(_APART.findall(text))
    return apart >= 2 and apart >= MARKS_APART * text.count('"')


def _by_turns(text: str) -> Iterator[Pair]:
    """Straight marks that blanks set apart, in pairs: one opens, the next one closes, anew in each paragraph."""
    for start, end in _paragraphs(text):
        opened = -1
        for mark in _APART.finditer(text, start, end):
            if opened < 0:
                opened = mark.start()
            else:
                yield opened, mark.start()
                opened = -1
        if opened >= 0:
            yield opened, -1


def _british(text: str) -> list[Pair]:
    """The pairs of single marks, if it is these that the text quotes with: speech ends with a stop before its mark, and few double
    marks stand outside of them."""
    lines = list(_paragraphs(text))
    if len(lines) > 1 and _headline(text[slice(*lines[0])]):  # which has single marks in any typography
        del lines[0]
    carries = [text[start] in "‘'" for start, _ in lines[1:]] + [False]
    pairs = [
        pair
        for (start, end), goes_on in zip(lines, carries, strict=True)
        for pair in _singles(text, start, end, goes_on)
    ]
    closed = [(a, b) for a, b in pairs if b >= 0]
    if not any(text[b - 1] in ",.?!…" for _, b in closed) or 2 * _enclosed(text, lines, closed) >= len(closed):
        return []
    starts = [a for a, _ in closed]
    outside = 0
    for mark in _DOUBLE.finditer(text):
        before = bisect_left(starts, mark.start()) - 1
        outside += before < 0 or closed[before][1] < mark.start()
    return pairs if 2 * len(closed) > outside else []


def _headline(line: str) -> bool:
    """Whether the first line of several may be a headline: a short one that ends without a stop, or quotes fragments alone."""
    if len(line) >= HEADLINE_LENGTH:
        return False
    return not line.rstrip("’'\" \t").endswith(".") or not _UTTERED.search(line)


def _enclosed(text: str, lines: list[Pair], pairs: list[Pair]) -> int:
    """How many of the pairs stand inside double marks of their paragraph: “She said, ‘No,’” he said."""
    count, at = 0, 0
    for start, end in lines:
        opened, straight, seen = 0, 0, start
        while at < len(pairs) and pairs[at][0] < end:
            before = text[seen : pairs[at][0]]
            opened += before.count("“") - before.count("”")
            straight += before.count('"')
            count += opened > 0 or straight % 2 > 0
            seen, at = pairs[at][0], at + 1
    return count


def _singles(text: str, start: int, end: int, goes_on: bool) -> list[Pair]:
    """The single marks of one paragraph in pairs; the last may stay open where it opened the paragraph or the next one ``goes_on``."""
    nested = _paired(text, start, end, nested=True)
    found = nested if not nested or nested[-1][1] >= 0 else _paired(text, start, end, nested=False)
    return found if not found or found[-1][1] >= 0 or goes_on or found[-1][0] == start else found[:-1]


def _paired(text: str, start: int, end: int, *, nested: bool) -> list[Pair]:
    """The outermost pairs; ``nested``: whether a mark that opens inside one must be closed too.

    An apostrophe stands between letters or begins an elision ('em, ’90s). What may be a plural possessive (workers’ rights) closes
    only where no better mark follows before the next opening one.
    """
    out, opened, weak, depth = list[Pair](), -1, -1, 0
    for mark in _SINGLE.finditer(text, start, end):
        at = mark.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if (before.isspace() or before in '([—–-“"') and not after.isspace():
            if mark[0] != "‘" and _ELISION.match(text, at + 1):
                continue
            if opened >= 0 and weak >= 0:
                out.append((opened, weak))
            if opened < 0 or weak >= 0:
                opened, weak, depth = at, -1, 0
            else:
                depth += nested
        elif (
            opened >= 0
            and mark[0] in ("’" if text[opened] == "‘" else "’'")
            and not before.isspace()
            and not after.isalnum()
        ):
            if before.isalpha() and after == " " and before in "sSn" and text[at + 2 : at + 3].islower():
                weak = weak if depth else at
            elif depth:
                depth -= 1
            else:
                out.append((opened, at))
                opened, weak = -1, -1
    return [*out, (opened, weak)] if opened >= 0 else out
