"""The pages of docs/how-to name files that exist, and none of them needs more than six."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "how-to"
PAGES = sorted(page.name for page in FOLDER.glob("*.md") if page.name != "README.md")
MOST = 6


def test_every_page_is_in_the_list() -> None:
    assert sorted(re.findall(r"\]\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_files_that_exist_and_few_of_them(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    touched = re.findall(r"^\| `([^`]+)` \|", text, re.M)
    assert 0 < len(touched) <= MOST
    named = re.findall(r"`((?:annotator|tests|docs)/[\w/.-]+)`", text)
    assert [path for path in {*touched, *named} if not (ROOT / path).exists()] == []
    commands = re.findall(r"^Check: `\.venv/bin/python -m pytest (.+)`$", text, re.M)
    assert len(commands) == 1 and [path for path in commands[0].split() if not (ROOT / path).exists()] == []
