"""Patterns of the readers are linear: each is tried on 100,000 characters of what patterns fear most."""

from __future__ import annotations

import pkgutil
import re
import time
from importlib import import_module
from pathlib import Path

import pytest

from annotator.exchange import articles, encodings, readers, western
from tests.exchange.readers.support import docx, made, p, read

SIZE = 1_000_000
SECONDS = 5.0  # of a processor; what takes a time that grows with the square takes hours
LESS = 10  # times less for a single pattern, of both: one that grows with the square still takes ten times as long as it may
UNITS = (
    " ",
    "\n",
    "ab-\n",
    "1",
    "A",
    "Label: x\n",
    "<b ",
    "{",
    "\\",
    "3 March 2026 ",
    "é",
    ". ",
    "\x01",
    "a: b\n",
    "# ",
)
MODULES = [
    articles,
    encodings,
    western,
    *(import_module(f"annotator.exchange.readers.{each.name}") for each in pkgutil.iter_modules(readers.__path__)),
]


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Every pattern of the modules, by its name."""
    found = {}
    for module in MODULES:
        for name, value in vars(module).items():
            for number, each in enumerate(value if isinstance(value, tuple) else (value,)):
                each = each[0] if isinstance(each, tuple) and each else each
                if isinstance(each, re.Pattern):
                    found[f"{module.__name__.rpartition('.')[2]}.{name}.{number}"] = each
    return found


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_is_linear(name: str) -> None:
    pattern = patterns()[name]
    for unit in UNITS:
        text = (unit * (SIZE // len(unit) + 1))[: SIZE // LESS]
        begun = time.process_time()
        for _ in pattern.finditer(text.encode() if isinstance(pattern.pattern, bytes) else text):  # type: ignore[arg-type]
            pass
        assert time.process_time() - begun < SECONDS / LESS, f"{name} on {unit!r}"


def test_a_page_of_blanks_is_read(tmp_path: Path) -> None:
    (article,), _ = read(
        made(
            tmp_path, "a.html", "<html><body><p>“Yes,” she said." + " " * SIZE + "</p>" + "\n" * SIZE + "</body></html>"
        )
    )
    assert article.text == "“Yes,” she said."


def test_an_article_behind_many_blank_lines_is_read(tmp_path: Path) -> None:
    head = p("Ferry saved", "The Example Post", "March 3, 2026", "Body")
    file = made(tmp_path, "a.docx", docx(head + "<w:p/>" * (SIZE // 5) + p("“Yes,” she said.", "End of Document")))
    begun = time.process_time()
    (article,), _ = read(file)
    assert article.text == "“Yes,” she said."
    assert time.process_time() - begun < SECONDS
