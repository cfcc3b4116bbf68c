"""Sources that the layout names: ``― Name`` under or after a quotation, or the label of a transcript, ``“NAME: …”``.

What the parse cannot see is seen in how lines follow each other: a quotation that fills its paragraph, and after it a short
line that opens with a dash. In a list of such pairs each name belongs to the quotation above it, never to the one below.
A label inside the marks names the speaker until the next one, where at least two lines of the article have labels.
"""

from __future__ import annotations

from annotator.detection.reading import Reading
from annotator.detection.settings import LABEL_WORDS, SIGNATURE_LENGTH, SURE_CUE
from annotator.detection.sources.candidates import span

DASHES = frozenset("—―–-−‒~⁓") | {"--"}


def labels(reading: Reading) -> dict[int, int]:
    """For each stretch that a label inside its marks names, or that goes on after such a one, the label's last word.

    A label stands at the beginning of a paragraph, every word of it has a capital, and a colon follows. A single label
    proves nothing ("Tomorrow: rain"), two do.
    """
    found = {number: head for number in range(len(reading.ranges)) if (head := _label(reading, number)) >= 0}
    if len(found) < 2:
        return {}
    for number, stretch in enumerate(reading.stretches):
        if number not in found and stretch.continues and number - 1 in found:
            found[number] = found[number - 1]
    return found


def _label(reading: Reading, number: int) -> int:
    """The last word of the label that a stretch begins with, or -1."""
    parse, (first, last) = reading.parse, reading.ranges[number]
    if first >= len(parse) or not opens(reading, first):
        return -1
    word = next((i for i in range(first, last) if parse.words[i][0].isalnum()), last)
    for i in range(word, min(word + LABEL_WORDS + 1, last)):
        if parse.words[i] == ":":
            return i - 1 if i > word and len(parse.words[i - 1]) > 1 else -1
        if not parse.words[i][0].isupper():
            return -1
    return -1


def opens(reading: Reading, first: int) -> bool:
    """Whether a token is its paragraph's first but for space and marks."""
    parse, at = reading.parse, first - 1
    while at >= 0 and "\n" not in parse.words[at] and parse.pos[at] in ("SPACE", "PUNCT"):
        at -= 1
    return at < 0 or "\n" in parse.words[at]


def signatures(reading: Reading, heads: list[int]) -> dict[int, int]:
    """For each stretch that the layout signs the head token of the name that signs it."""
    parse = reading.parse
    lines: dict[int, tuple[int, int]] = {}  # paragraph -> its token range
    for i, number in enumerate(reading.paragraph):
        if parse.pos[i] != "SPACE":
            first = lines[number][0] if number in lines else i
            lines[number] = first, i + 1
    out = {}
    for number, (first, last) in enumerate(reading.ranges):
        if first >= last or first >= len(parse):
            continue
        here = reading.paragraph[first]
        start, end = lines.get(here, (first, last))
        if _blank(reading, start, first):
            rest = (last, end) if end > last else lines.get(here + 1, (0, 0))
            head = _signer(reading, heads, *rest)
            if head >= 0:
                out[number] = head
    return out


def _blank(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but white space and punctuation stands in a token range."""
    return all(reading.parse.pos[i] in ("SPACE", "PUNCT") for i in range(start, end))


def _signer(reading: Reading, heads: list[int], start: int, end: int) -> int:
    """The name in a line that opens with a dash and is nothing but a name with what explains it; -1 for any other line."""
    parse = reading.parse
    if (
        not 1 < end - start <= SIGNATURE_LENGTH
        or parse.words[start] not in DASHES
        or any(reading.inside[i] >= 0 for i in range(start, end))
    ):
        return -1
    first = next((i for i in range(start, end) if parse.words[i][:1].isalnum()), end)
    at = next((h for h in heads if first <= h < end), -1)
    if at < 0 or span(reading, at)[0] > first + 1:
        return -1
    verbs = [i for i in range(start, at) if parse.pos[i] == "VERB"]
    return -1 if verbs or reading.cue[min(at + 1, end - 1)] >= SURE_CUE else at


def signed_by(reading: Reading, head: int) -> tuple[int, int]:
    """The half-open token range of the name that signs a quotation, with all that its line says after it: Ida Holm, 34, nurse."""
    parse = reading.parse
    left, right = span(reading, head)
    end = right
    while end < len(parse) and reading.paragraph[end] == reading.paragraph[head] and "\n" not in parse.words[end]:
        end += 1
    while end > right and not parse.words[end - 1][-1:].isalnum():
        end -= 1
    return left, end
