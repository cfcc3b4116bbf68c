"""The text that is learned from: a quotation with the sentences that it stands in."""

from __future__ import annotations

import re

from annotator.records import Span

ROOM = 400  # code points before and after the quotation that are looked at
_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n+")


def quotation_text(text: str, span: Span) -> str:
    """The words of ``span`` with the rest of the sentences at its ends, at most 400 code points each way; never over a line's end."""
    before = text[max(span.start - ROOM, 0) : span.start]
    after = text[span.end : span.end + ROOM]
    begin = max((found.end() for found in _BREAK.finditer(before)), default=0)
    # a quotation may end its sentence itself: the reporting phrase after it belongs to it all the same
    ends = _BREAK.search(after)
    end = ends.start() + len(ends.group().rstrip()) if ends else len(after)
    return (before[begin:] + span.words(text) + after[:end]).strip()
