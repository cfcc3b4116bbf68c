"""A dialogue of Label Studio (its tag Paragraphs): turns with an author each, in which regions count by turn and place in it.

Source: Label Studio's documentation, tag Paragraphs: ``start`` and ``end`` are the numbers of paragraphs, ``startOffset`` and ``endOffset``
UTF-16 code units of their texts; the keys of author and text are chosen in the labeling config (``nameKey``, ``textKey``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.exchange.articles import normal_newlines
from annotator.exchange.offsets import ForeignText
from annotator.exchange.scheme import Scheme
from annotator.jsontext import whole
from annotator.records import Decision, Mention, MisfitError, Span

_AUTHORS, _TEXTS = ("author", "speaker", "name", "from", "role"), ("text", "phrase", "content", "message", "utterance")


def turns_of(data: Mapping[str, Any]) -> str:
    """The key of a task's data that holds turns: a list of objects with a text each; "" for none."""
    return next((key for key, value in data.items() if _is_dialogue(value)), "")


def _is_dialogue(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(turn, dict) and any(isinstance(v, str) for v in turn.values()) for turn in value)
    )


class Dialogue:
    """The turns as an article, a line each behind its author's name; ``text`` is the article's."""

    def __init__(self, turns: Sequence[Mapping[str, Any]]) -> None:
        said = _key(turns, _TEXTS) or max(turns[0], key=lambda key: len(str(turns[0][key])))
        by = _key([{k: v for k, v in turn.items() if k != said} for turn in turns], _AUTHORS)
        self.told = [f"{key} of the paragraphs of a dialogue: left out" for key in turns[0] if key not in (by, said)]
        if by:
            self.told.append("paragraphs of a dialogue: a line each behind the name of its author")
        self._turns: list[ForeignText] = []
        self._starts: list[int] = []
        self._authors: list[Span | None] = []
        out, length = [], 0
        for turn in turns:
            author = " ".join(str(turn.get(by) or "").split())
            head = f"{author}: " if author else ""
            self._authors.append(Span(length, length + len(author)) if author else None)
            self._turns.append(ForeignText(str(turn.get(said) or ""), utf16=True))
            self._starts.append(length + len(head))
            out.append(head + self._turns[-1].text)
            length += len(out[-1]) + 1
        self.text = "\n".join(out)

    def place(self, value: Mapping[str, Any]) -> Span:
        """The place of a region; MisfitError where it has other words."""
        first, last = (whole(_number(value.get(edge))) for edge in ("start", "end"))
        if max(first, last) >= len(self._turns):
            raise MisfitError(f"there is no paragraph {max(first, last)}")
        start, end = self._edge(first, value.get("startOffset")), self._edge(last, value.get("endOffset"))
        found = Span(start, end)
        words, given = found.words(self.text), value.get("text")
        if first == last and isinstance(given, str) and words.split() != normal_newlines(given).split():
            raise MisfitError(f"the words at {start}-{end} are not the ones given")
        return found

    def _edge(self, turn: int, offset: Any) -> int:
        """Where an edge stands in the article's text."""
        text, at = self._turns[turn], whole(offset)
        return self._starts[turn] + (text.span(0, at).end if at else 0)

    def with_authors(self, decisions: Sequence[Decision], scheme: Scheme) -> tuple[Decision, ...]:
        """Decisions of which those without a source or speaker have the author of their turn."""
        found = []
        for decision in decisions:
            turn = sum(start <= decision.span.start for start in self._starts) - 1
            author = self._authors[max(turn, 0)]
            if author and not decision.source and not decision.speaker_name:
                scheme("speaker of a quotation in a dialogue: the author of its paragraph")
                name = author.words(self.text)
                decision = replace(decision, source=Mention(author, name), speaker_name=name)
            found.append(decision)
        return tuple(found)


def _key(turns: Sequence[Mapping[str, Any]], usual: Sequence[str]) -> str:
    """The key that all turns have a text or number under: a usual one, else the first."""
    every = [k for k in turns[0] if all(isinstance(turn.get(k), str | int) for turn in turns)]
    return next((key for key in usual if key in every), every[0] if every else "")


def _number(value: Any) -> Any:
    """A number that may be written as text."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else value
