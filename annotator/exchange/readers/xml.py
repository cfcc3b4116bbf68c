"""XML files of databases and agencies: parsed without anything from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Source

_WHITE = re.compile(r"[ \t\r\n]+")


def parse(source: Source) -> Any:
    """The root of an XML file, parsed once; BadInputError where it is none."""
    return source.kept("xml", lambda: _parse(source))


def _parse(source: Source) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    with read_by("lxml", told=f"{source.where}: it is not readable XML; save it again."):
        return etree.fromstring(source.data, parser)


def child_text(each: Any) -> str:
    """All words of an element, its white space folded."""
    return _WHITE.sub(" ", "".join(each.itertext())).strip()


def first(root: Any, *names: str) -> Any:
    """The first element below that has one of the names, whatever its namespace; None where there is none."""
    return next((e for name in names for e in root.iter(f"{{*}}{name}")), None)


def text_at(root: Any, *names: str) -> str:
    """The words of the first element of one of the names; "" where there is none."""
    found = first(root, *names)
    return child_text(found) if found is not None else ""


def paragraphs(root: Any, name: str) -> Iterator[str]:
    """The words of each ``paragraph`` below an element of a name."""
    for holder in root.findall(f"{{*}}{name}"):
        for each in holder.iter("{*}paragraph"):
            yield child_text(each)
