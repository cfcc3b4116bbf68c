"""The citation of a release as CITATION.cff (Citation File Format 1.2.0), which GitHub, Zenodo and others read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol


class Cited(Protocol):
    """What a citation takes of what was said about a release."""

    @property
    def date(self) -> str:
        """The day of the release, YYYY-MM-DD."""

    @property
    def url(self) -> str:
        """Where it is, "" where nobody said it."""


def citation(title: str, authors: Sequence[str], about: Cited, version: str, spdx: str, abstract: str) -> str:
    """The file's text; JSON's strings are YAML's."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data set, please cite it as below.",
        "type: dataset",
        f"title: {_quoted(title)}",
        f"abstract: {_quoted(abstract)}",
        f"version: {_quoted(version)}",
        "authors:",
        *(f"- name: {_quoted(name)}" for name in authors),
    ]
    lines += [f"date-released: {_quoted(about.date)}"] if about.date else []
    lines += [f"license: {_quoted(spdx)}"] if spdx else []
    lines += [f"url: {_quoted(about.url)}"] if about.url else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
