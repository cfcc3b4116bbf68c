"""Lists of articles in JSON and tables in the shapes of services: items without a text, texts in several keys, other names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import made, read

EMPTY = "row without text: left out"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_items_without_a_text_are_told_and_the_others_come_in(tmp_path: Path, name: str) -> None:
    items = [
        {"uri": "urn:1", "headline": "Bild", "type": "picture"},
        {"uri": "urn:2", "headline": "Pier", "body_text": "“No,” said Bob."},
        {"title": "Empty", "text": []},
        {"title": "Rain", "paragraphs": [{"text": "It rained."}, {"text": "“Never,” said Bob."}]},
    ]
    content = json.dumps(items) if name == "a.json" else "\n".join(map(json.dumps, items))
    found, notes = read(made(tmp_path, name, content))
    assert [each.text for each in found] == ["“No,” said Bob.", "It rained.\n“Never,” said Bob."] and notes[EMPTY] == 2


def test_a_list_in_which_no_item_has_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"item 1: an article needs .id. and .text."):
        read(made(tmp_path, "a.json", '[{"headline": "A"}, {"headline": "B"}]'))


def test_paragraphs_win_over_the_same_words_without_them(tmp_path: Path) -> None:
    fields = {
        "bodyText": "It rained. “Never,” said Bob.",
        "body": "<p>It rained.</p> <p>“Never,” said Bob.</p>",
        "byline": "Ida",
    }
    page = {"response": {"results": [{"id": "a", "webTitle": "Rain", "fields": fields}]}}
    (found,), _ = read(made(tmp_path, "a.json", json.dumps(page)))
    assert found.text == "It rained.\n“Never,” said Bob." and set(found.metadata) == {"author", "import_notes"}


def test_a_column_whose_last_word_is_text(tmp_path: Path) -> None:
    (found,), _ = read(made(tmp_path, "a.csv", "id,title,story_text,context\n1,Rain,It rained.,x\n"))
    assert (found.text, dict(found.metadata)) == ("It rained.", {"context": "x"})
