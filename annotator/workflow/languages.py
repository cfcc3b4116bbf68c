"""Find articles that are not in English, and warn of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from annotator.detection.language import foreign

__all__ = ["Foreign", "foreign", "sentence"]

TOLD = 3  # ids that are named


class _Readable(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...


Readable = TypeVar("Readable", bound=_Readable)


class Foreign:
    """The articles of a corpus that are not in English, by language."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.count = 0

    def watch(self, articles: Iterable[Readable]) -> Iterator[Readable]:
        """The articles as they come, looked at on the way."""
        for article in articles:
            if language := foreign(article.text):
                self.count += 1
                named = self.found.setdefault(language, [])
                if len(named) <= TOLD:
                    named.append(article.id)
            yield article

    @property
    def message(self) -> str:
        """What was found, in a sentence; "" where all are in English."""
        if not self.found:
            return ""
        told = "; ".join(
            f"{', '.join(ids[:TOLD])}{' and more' if len(ids) > TOLD else ''} in {language}"
            for language, ids in self.found.items()
        )
        seems = "1 article seems" if self.count == 1 else f"{self.count:,} articles seem"
        advice = "Proposals are made for English; for other languages use only what stands in quotation marks (--marks-only)."
        return f"{seems} not to be in English ({told}). {advice}"


def sentence(language: str) -> str:
    """What the desk says of an article in another language."""
    offer = "“Find marks alone” proposes what stands in marks, nothing else."
    return f"This article seems to be in {language}. Proposals are made for English; {offer}"
