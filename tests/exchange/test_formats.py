"""Every format: what is written reads back equal, in the format's own unit, and a loss is counted, never silent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

from annotator.errors import ExportError
from annotator.exchange import formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.articles import article_of
from annotator.exchange.fields import VALUES, Field, statuses
from annotator.exchange.formats import Format
from annotator.exchange.offsets import Utf16Map
from annotator.records import Codebook, Mention
from annotator.workflow.export import write_checked
from tests.exchange.corpora import CODEBOOK, at, corpora, decision_of, hard_cases

pytestmark = pytest.mark.usefixtures("one_pipeline")

SLOW = ("pdf", "spacy", "spacy-spancat", "spacy-textcat")  # each file takes a process of Qt, or a pipeline


def sayable(fmt: Format, articles: Iterable[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """What the export hands to a format: decisions of a status it can tell."""
    states = statuses(fmt.carries)
    return [replace(a, decisions=tuple(d for d in a.decisions if d.status in states)) for a in articles]


def target(folder: Path, fmt: Format) -> Path:
    return folder / f"out{fmt.suffix}"


@pytest.mark.parametrize("name", formats.NAMES)
def test_the_hard_cases_read_back_equal(tmp_path: Path, name: str) -> None:
    fmt = formats.get(name)
    articles = sayable(fmt, hard_cases())
    _, ledger, checked = write_checked(fmt, target(tmp_path, fmt), articles, CODEBOOK)
    if fmt.read_back is not None:
        assert checked == sum(len(a.decisions) for a in articles) >= 9
        assert {Field.STANCES, Field.SPEAKER} <= fmt.carries or name in ("spacy-spancat", "polnear")
    for field, value in VALUES.items():
        lost = sum(bool(value(d)) for a in articles for d in a.decisions) if field not in fmt.carries else 0
        assert fmt.read_back is None or ledger.losses[field] == lost


@pytest.mark.parametrize("name", [name for name in formats.NAMES if name not in SLOW])
@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(articles=corpora())
def test_any_corpus_reads_back_equal(name: str, articles: list[AnnotatedArticle]) -> None:
    reads_back(name, articles)


@pytest.mark.parametrize("name", SLOW)
@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(articles=corpora())
def test_any_corpus_reads_back_equal_from_what_takes_long_to_write(name: str, articles: list[AnnotatedArticle]) -> None:
    reads_back(name, articles)


def reads_back(name: str, articles: list[AnnotatedArticle]) -> None:
    fmt = formats.get(name)
    with TemporaryDirectory() as folder:
        _, _, checked = write_checked(fmt, target(Path(folder), fmt), articles, CODEBOOK)
        assert fmt.read_back is None or checked == sum(len(a.decisions) for a in articles)


@pytest.mark.parametrize("name", formats.NAMES)
def test_a_stretch_may_be_the_source_of_one_quotation_and_the_cue_of_another(tmp_path: Path, name: str) -> None:
    fmt = formats.get(name)
    article = article_of("one stretch", "“We go,” she said. “And we stay,” she said.", "test")
    she = Mention(at(article, "she"), "she")
    decisions = (
        decision_of(article, 1, at(article, "“We go,”"), source=she, speaker_name="Ann Lee"),
        decision_of(article, 2, at(article, "“And we stay,”"), cue=she, speaker_name="Kim Roe"),
    )
    articles = sayable(fmt, [AnnotatedArticle(article, "Ada", decisions, True)])
    _, _, checked = write_checked(fmt, target(tmp_path, fmt), articles, CODEBOOK)
    assert fmt.read_back is None or checked == sum(len(each.decisions) for each in articles)


@pytest.mark.parametrize("name", [n for n in formats.NAMES if formats.get(n).read_back is not None])
@pytest.mark.parametrize("fault", ["lost", "moved", "doubled"])
def test_an_export_that_differs_fails_and_leaves_the_old_file(tmp_path: Path, name: str, fault: str) -> None:
    fmt = formats.get(name)
    articles = sayable(fmt, hard_cases())

    def faulty(path: Path, given: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
        return fmt.write(path, spoil(given, fault), codebook)

    out = target(tmp_path, fmt)
    write_checked(fmt, out, articles[:1], CODEBOOK)
    before = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(ExportError, match="read back"):
        write_checked(replace(fmt, write=faulty), out, articles, CODEBOOK)
    assert {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def spoil(articles: Iterable[AnnotatedArticle], fault: str) -> Iterator[AnnotatedArticle]:
    """The same articles with one fault in the last one that has quotations."""
    given = list(articles)
    last = max(n for n, a in enumerate(given) if a.decisions)
    for n, annotated in enumerate(given):
        first, *rest = annotated.decisions or (None,)
        if n != last or first is None:
            yield annotated
        elif fault == "lost":
            yield replace(annotated, decisions=tuple(rest))
        elif fault == "moved":
            span = replace(first.span, end=first.span.end + 1)
            yield replace(
                annotated, decisions=(replace(first, span=span, words=span.words(annotated.article.text)), *rest)
            )
        else:
            yield replace(annotated, decisions=(first, replace(first, quotation="q99"), *rest))


def test_label_studio_counts_utf16_units(tmp_path: Path) -> None:
    fmt = formats.get("label-studio")
    write_checked(fmt, tmp_path / "out.json", sayable(fmt, hard_cases()), CODEBOOK)
    count, beyond = 0, 0
    for task in json.loads((tmp_path / "out.json").read_text(encoding="utf-8")):
        text = task["data"]["text"]
        encoded = text.encode("utf-16-le")
        for result in (r for a in task["annotations"] for r in a["result"] if r["type"] == "labels"):
            value = result["value"]
            words = encoded[2 * value["start"] : 2 * value["end"]].decode("utf-16-le", "surrogatepass")
            assert words == value["text"]
            beyond += text[value["start"] : value["end"]] != value["text"]
            count += 1
    assert count > 12 and beyond > 3  # the texts do tell the units apart


def test_utf16_offsets_go_both_ways_and_refuse_half_a_character() -> None:
    text = "a😀b"
    units = Utf16Map(text)
    for start in range(3):
        for end in range(start + 1, 4):
            span = units.span(*units.units(replace(units.span(0, 1), start=start, end=end)))
            assert (span.start, span.end) == (start, end)
    with pytest.raises(ValueError, match="do not stand between characters"):
        units.span(2, 4)
