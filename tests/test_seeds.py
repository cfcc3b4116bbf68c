"""The annotated articles in seeds/: every gold file is exact, complete and made from its draft."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from annotator.records import Kind, Span
from tests.gold import gold_articles, gold_files
from tools.make_gold import DraftError, make

DRAFTS = Path(__file__).parent.parent / "tools" / "drafts"
PAIRS = [("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“"), ("``", "''"), ("''", "''"), ('"', '"'), ("'", "'")]
MARK = re.compile(r"[“”«»„‘\"]|``|''")  # not ’ and ', which are apostrophes as well

ARTICLES = gold_articles()
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])


def span(piece: dict[str, Any]) -> Span:
    return Span(piece["start"], piece["end"])


def in_marks(article: dict[str, Any]) -> list[dict[str, Any]]:
    """All that stands in marks: direct and mixed quotations, and what is not speech."""
    return [q for q in article["quotes"] if q["kind"] != "indirect"] + article["nonspeech"]


def test_there_are_ten_articles_of_our_own_of_every_kind() -> None:
    assert len(ARTICLES) > 10
    kinds = [q["kind"] for article in ARTICLES[1:] for q in article["quotes"]]
    assert min(kinds.count(kind) for kind in ("direct", "mixed", "indirect")) >= 30
    assert sum(len(article["nonspeech"]) for article in ARTICLES[1:]) >= 20
    assert all(250 <= len(article["text"].split()) <= 600 for article in ARTICLES[1:])


@pytest.mark.parametrize("path", gold_files(), ids=lambda path: path.name)
def test_a_gold_file_is_one_line_about_the_article_beside_it(path: Path) -> None:
    assert path.read_bytes().count(b"\n") == 1
    article = ARTICLES[gold_files().index(path)]
    beside = path.with_name(path.name.replace(".gold.jsonl", ".txt"))
    assert article["id"] == beside.stem
    assert article["text"] == beside.read_bytes().decode("utf-8")
    assert "\r" not in article["text"]


@each_article
def test_every_span_has_its_words(article: dict[str, Any]) -> None:
    text = article["text"]
    for quotation in article["quotes"]:
        for piece in filter(None, (quotation, quotation["speaker"], quotation["cue"])):
            assert span(piece).words(text) == piece["text"] == piece["text"].strip()
        for start, end in quotation.get("content", []):
            words = Span(start, end).words(text)
            assert words == words.strip()
    for piece in article["nonspeech"]:
        assert span(piece).words(text) == piece["text"]


@each_article
def test_quotations_in_marks_begin_and_end_with_a_pair_of_marks(article: dict[str, Any]) -> None:
    for piece in in_marks(article):
        words = piece["text"]
        assert any(words.startswith(a) and words.endswith(b) and len(words) > len(a + b) for a, b in PAIRS), words


@each_article
def test_nothing_in_marks_is_left_out(article: dict[str, Any]) -> None:
    text = article["text"]
    edges = {piece["start"] for piece in in_marks(article)}
    edges |= {piece["end"] - len(b) for piece in in_marks(article) for _, b in PAIRS if piece["text"].endswith(b)}
    for mark in MARK.finditer(text):
        paragraph_goes_on = text[: mark.start()].endswith("\n") and any(
            piece["start"] < mark.start() < piece["end"] for piece in in_marks(article)
        )
        assert mark.start() in edges or paragraph_goes_on, text[mark.start() : mark.start() + 40]


@each_article
def test_stretches_in_marks_are_nested_or_apart_and_none_comes_twice(article: dict[str, Any]) -> None:
    spans = sorted((span(piece) for piece in in_marks(article)), key=lambda s: (s.start, -s.end))
    assert len(set(spans)) == len(spans)
    for i, outer in enumerate(spans):
        for inner in spans[i + 1 :]:
            assert not outer.overlaps(inner) or inner.end <= outer.end


@each_article
def test_quotations_stand_in_order_with_known_kinds_and_named_speakers(article: dict[str, Any]) -> None:
    assert all(a["start"] <= b["start"] for a, b in pairwise(article["quotes"]))
    known = set(re.findall(r"[^\W_]+", article["text"].lower()))
    for quotation in article["quotes"]:
        assert Kind(quotation["kind"]) is not Kind.NOT_SPEECH
        if speaker := quotation["speaker"]:
            assert set(re.findall(r"[^\W_]+", speaker["name"].lower())) <= known
            if quotation["kind"] != "indirect":
                assert not span(speaker).overlaps(span(quotation))
        else:
            assert quotation["kind"] == "indirect" or quotation["note"]


@each_article
def test_content_holds_its_quotation(article: dict[str, Any]) -> None:
    for quotation in article["quotes"]:
        content = [Span(start, end) for start, end in quotation.get("content", [])]
        assert all(a.end <= b.start for a, b in pairwise(content))
        if quotation["kind"] == "indirect":
            assert not content or (len(content) > 1 and content[0] == span(quotation))
        elif content:
            assert any(piece.start <= quotation["start"] and quotation["end"] <= piece.end for piece in content)


@each_article
def test_a_group_is_one_utterance(article: dict[str, Any]) -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    for quotation in article["quotes"]:
        if "group" in quotation:
            groups.setdefault(quotation["group"], []).append(quotation)
    for members in groups.values():
        assert len(members) > 1
        assert all((q["speaker"], q["cue"]) == (members[0]["speaker"], members[0]["cue"]) for q in members)


def test_every_article_but_the_first_has_a_draft_that_makes_it() -> None:
    drafts = sorted(DRAFTS.glob("*.draft"))
    assert [path.stem for path in drafts] == [article["id"] for article in ARTICLES[1:]]
    for path, article in zip(drafts, ARTICLES[1:], strict=True):
        assert make(path.read_text(encoding="utf-8"), path.stem) == (article["text"], article)


def test_a_draft_gives_text_and_gold() -> None:
    draft = "{d1:“No,”} {s1:she} {c1:said}. {d1:“Not\n\n“today.”} The {x1:“old guard”} left.\n===\nAda Penn = 1\nnote x1 = a term\n"
    text, record = make(draft, "a")
    assert text == "“No,” she said. “Not\n\n“today.” The “old guard” left.\n"
    first, second = record["quotes"]
    assert (first["text"], second["text"]) == ("“No,”", "“Not\n\n“today.”")
    assert first["speaker"] == second["speaker"] == {"start": 6, "end": 9, "text": "she", "name": "Ada Penn"}
    assert first["group"] == second["group"] == "u1"
    assert record["nonspeech"] == [{"start": 35, "end": 46, "text": "“old guard”", "note": "a term"}]


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        ("{d1:“No”}", "no line ==="),
        ("{d1:“No”\n===\n- = 1", "not closed"),
        ("{q1:“No”}\n===\n- = 1", "closing brace"),
        ("“No”}\n===\n", "closing brace"),
        ("{d1: “No”}\n===\n- = 1", "white space"),
        ("{d1:“No”}\n===\n", "wants a name"),
        ("{d1:“No”}\n===\nAda = 1", "one source"),
        ("{d1:“No”} {s1:she}\n===\n- = 1", "one source"),
        ("{d1:“No”} {s2:she}\n===\n- = 1", "without a quotation"),
        ("{d1:“No”}\n===\n- = 1\nnote 2 = a", "without a quotation"),
        ("{d1:“No”}\n===\n- 1", "no ' = '"),
    ],
)
def test_a_faulty_draft_is_refused(draft: str, reason: str) -> None:
    with pytest.raises(DraftError, match=re.escape(reason)):
        make(draft, "a")
