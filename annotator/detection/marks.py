"""Stretches in quotation marks: “ ”, straight ", '' and ``, ‘ ’ and ' ' (told from apostrophes), « », „ “.

One pass over the marks of each paragraph, so that an unclosed mark never eats more than its own paragraph and the time
is linear in the text. The edges include the marks. Double marks take the usual newspaper conventions: a quotation that
runs over paragraphs opens each of them and closes the last; a mark's neighbors decide where its shape does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain, pairwise

from annotator.detection import lang
from annotator.detection.reading import Stretch
from annotator.detection.settings import CAPTION_LENGTH

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_DOUBLE = re.compile(r"[“”„\"″]|``|''(?!')")
_SINGLE = re.compile(r"[‘’'‚]")
_ANGLE = re.compile(r"[«»]")
_WORD = re.compile(r"\w")
_ELISION = re.compile(rf"{lang.words.ELISIONS}\b", re.IGNORECASE)
_CREDIT = re.compile(rf"\b{lang.words.CREDITS}\b[^.:]{{0,20}}[:/]", re.IGNORECASE)
_OPENERS = ("“", "„", "``")


__all__ = ["Stretch", "nested", "paragraphs", "stretches"]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The lines that are not blank, as half-open (start, end)."""
    return [m.span() for m in _PARAGRAPH.finditer(text)]


def stretches(text: str) -> list[Stretch]:
    """The outermost stretches in quotation marks, in text order, none overlapping another.

    Double marks win over single ones and guillemets, except where a single stretch holds whole double ones (the British
    order: ‘He said “no”’).
    """
    found: list[Stretch] = []
    carried = False
    lines = paragraphs(text)
    for number, (start, end) in enumerate(lines):
        goes_on = number + 1 < len(lines) and _DOUBLE.match(text, lines[number + 1][0]) is not None
        double = list(_double(text, start, end, carried, goes_on))
        if not (carried and not double and _caption(text[start:end])):  # what is said goes on after a caption
            carried = bool(double) and not double[-1].closed
        others = [*_angle(text, start, end), *_single(text, start, end)]
        found += _outermost(double, others)
    return found


def _caption(line: str) -> bool:
    """Whether a paragraph is the caption of a picture: short, with a credit (Photo: R. Amble) or without a stop at its end."""
    return len(line) <= CAPTION_LENGTH and (_CREDIT.search(line) is not None or line.rstrip()[-1] not in ".?!…")


def _outermost(double: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """One paragraph's stretches without those that stand inside or cross another."""
    kept = sorted(double)
    starts = [d.start for d in kept]
    ends = [d.end for d in kept]
    extra: list[Stretch] = []
    dropped: set[int] = set()
    for other in sorted(others, key=lambda s: (s.start, -s.end)):
        if extra and other.start < extra[-1].end:
            continue
        first, last = bisect_right(ends, other.start), bisect_left(starts, other.end)
        if all(other.start < starts[i] and ends[i] < other.end for i in range(first, last)):
            dropped.update(range(first, last))
            extra.append(other)
    return sorted([d for i, d in enumerate(kept) if i not in dropped] + extra)


def _double(text: str, start: int, end: int, carried: bool, goes_on: bool) -> Iterator[Stretch]:
    """The stretches in double marks of one paragraph; one left open runs to the paragraph's end, or to the next “ where one ” is missing.

    A mark opens if nothing is open, else it closes; its shape and neighbors decide about stray closing marks, marks
    nested in the same marks (followed only where the paragraph's curly marks pair), and closers typed as openers.
    """
    left, right = text.count("“", start, end), text.count("”", start, end)
    pairs, missing = left == right, 0 if goes_on else left - right
    opened, depth, continues, first, word = -1, 0, False, True, -1
    for mark, following in pairwise(chain(_DOUBLE.finditer(text, start, end), [None])):
        assert mark is not None  # the one that nothing follows is never the first
        at, after_at = mark.span()
        before = text[at - 1] if at > start else " "
        after = text[after_at] if after_at < end else " "
        word_ahead = not after.isspace() and after not in ",.;:!?)]"
        after_gap = before.isspace() or before in "([—-"
        opens = mark[0] in _OPENERS or (mark[0] != "”" and word_ahead)
        if opened < 0:
            if mark[0] in _OPENERS or (after_gap and not after.isspace()) or (opens and not before.isalnum()):
                opened, depth = at, 0
                continues = carried and first and not text[start:at].strip()
                if word < at:
                    found = _WORD.search(text, at, end)
                    word = found.start() if found else end
            first = False
        elif opens and word >= at:
            continue  # a doubled mark
        elif mark[0] == "“" == text[opened] and missing > 0 and word_ahead and after_gap:
            if word < at:
                yield Stretch(opened, _filled(text, at), continues, closed=False)
            opened, missing, continues = at, missing - 1, False
        elif opens and word_ahead and after_gap and not _misplaced(text, opened, mark, following):  # nested
            depth += mark[0] == "“" and (pairs or text[opened] == '"')
        elif depth and mark[0] == "”":
            depth -= 1
        else:
            if word < at:
                yield Stretch(opened, after_at, continues)
            opened = -1
    if opened >= 0 and word < end:
        yield Stretch(opened, end, continues, closed=False)


def _misplaced(text: str, opened: int, mark: re.Match[str], following: re.Match[str] | None) -> bool:
    """Whether a straight mark that looks like an opening one closes what stands open: the next one opens again ("A Boat "was, "I am)."""
    if following is None or not text[opened] == mark[0] == following[0] == '"':
        return False
    at = following.start()
    return text[at - 1].isspace() and text[at + 1 : at + 2].isalnum()


def _filled(text: str, end: int) -> int:
    """The end of the words before ``end``."""
    while text[end - 1].isspace():
        end -= 1
    return end


def _angle(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretches in guillemets of one paragraph, pointing out («…») or in (»…«); the outer ones of nested ones."""
    opened, opener, depth = -1, "", 0
    for mark in _ANGLE.finditer(text, start, end):
        if opened < 0:
            opened, opener, depth = mark.start(), mark[0], 1
        else:
            depth += 1 if mark[0] == opener else -1
            if not depth:
                if _WORD.search(text, opened, mark.end()):
                    yield Stretch(opened, mark.end(), style="angle")
                opened = -1


def _single(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretches in single marks of one paragraph: from a mark that can only open to the mark that closes it.

    An apostrophe stands between letters, or begins an elision ('em, ’90s), or ends a plural possessive; the last is told
    by a better closing mark that follows before the next opening one.
    """
    opened, closer = -1, -1
    for mark in _SINGLE.finditer(text, start, end):
        at = mark.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        opening = mark[0] in "‘'‚" and not before.isalnum() and before not in ".,!?’'\"”" and after.isalnum()
        if opening and not (opened < 0 and _ELISION.match(text, at + 1)):
            if opened >= 0 and closer > 0:
                yield Stretch(opened, closer, style="single")
            if opened < 0 or closer > 0:
                opened, closer = at, -1
        elif opened >= 0 and mark[0] in "’'" and not before.isspace() and not after.isalnum():
            if closer > 0 and not _possessive(text, closer - 1, end):
                continue
            closer = at + 1
            if not _possessive(text, at, end):
                yield Stretch(opened, closer, style="single")
                opened, closer = -1, -1
    if opened >= 0 and closer > 0:
        yield Stretch(opened, closer, style="single")


def _possessive(text: str, at: int, end: int) -> bool:
    """Whether the mark at ``at`` may be a plural possessive: after an s, before a space and a small letter."""
    return text[at - 1] in "sS" and at + 2 < end and text[at + 1] == " " and text[at + 2].islower()


def nested(text: str, outer: Stretch) -> list[Stretch]:
    """The stretches inside another one, in marks of the other style: ‘ ’ inside “ ”, “ ” inside ‘ ’."""
    start, end = outer.start + 1, outer.end - outer.closed
    find = _single(text, start, end) if outer.style == "double" else _double(text, start, end, False, False)
    return [inner for inner in find if inner.closed and start < inner.end - 1]
