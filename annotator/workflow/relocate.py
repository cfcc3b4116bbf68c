"""Finding a stretch again in an edited text by its words and what stood round them.

After the W3C Web Annotation Data Model's TextQuoteSelector (4.2.4: exact, prefix, suffix). Nothing is matched loosely: the words
themselves must stand unchanged.
"""

from __future__ import annotations

from annotator.records import Span

AROUND = 64  # code points compared on either side
ALONE = 16  # words of this length that stand once in both texts need nothing round them to agree
NEAR = 24  # code points on either side by which the place of changed words is found
SHARED = 8  # code points round shorter words that must be unchanged


def relocate(old: str, new: str, span: Span) -> Span | None:
    """Where the words of ``span`` in ``old`` stand in ``new``; None where they are changed, or two places fit alike."""
    words = span.words(old)
    before, after = old[max(0, span.start - AROUND) : span.start], old[span.end : span.end + AROUND]
    places = []
    start = new.find(words)
    while start >= 0:
        end = start + len(words)
        shared = _shared(before[::-1], new[max(0, start - AROUND) : start][::-1]) + _shared(
            after, new[end : end + AROUND]
        )
        places.append((shared, start))
        start = new.find(words, start + 1)
    places.sort(reverse=True)
    if not places or (len(places) > 1 and places[0][0] == places[1][0]):
        return None
    shared, start = places[0]
    alone = len(places) == 1 and len(words) >= ALONE and old.find(words) == old.rfind(words)
    whole = shared == len(before) + len(after)  # a short text may have fewer characters round the words
    return Span(start, start + len(words)) if alone or whole or shared >= SHARED else None


def between(old: str, new: str, span: Span) -> Span | None:
    """What stands in ``new`` between what stood before and after ``span`` in ``old``; None where that does not stand there.

    Nothing says that it is the same words: it is where to look for what they became.
    """
    before, after = old[max(0, span.start - NEAR) : span.start], old[span.end : span.end + NEAR]
    start = new.find(before) + len(before) if before in new else -1
    end = len(new) if not after else new.find(after, max(start, 0))
    return Span(start, end) if 0 <= start < end <= start + 2 * (span.end - span.start) + NEAR else None


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
