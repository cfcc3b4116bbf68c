"""Our own JSONL: as its schema says, equal when read back, the same bytes from the same project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import BadInputError, ExportError
from annotator.exchange.annotated import Trace
from annotator.records import Article, Decision, Kind, Mention, Origin, Span, Stance, Status, speaker_id, text_hash
from annotator.resources import resource, seed
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, export, project
from tests.support import ANNOTATOR, SEED, decide_all, gold, import_annotations, new_project, seed_sha, shown


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("fmt", ["jsonl", "jsonl-quotations"])
def test_an_export_is_as_its_schema_says(store: Store, tmp_path: Path, fmt: str) -> None:
    decide_all(store)
    desk.decide(
        store, replace(shown(store, 3), flagged=True, comment="unsure\nabout “this”", status=Status.OPEN), action="Flag"
    )
    report = export.export(store, tmp_path / "out.jsonl", fmt=fmt)
    schema = json.loads(resource("schemas", f"{fmt}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    records = lines(tmp_path / "out.jsonl")
    assert len(records) == report.lines == (1 if fmt == "jsonl" else 16)
    for record in records:
        jsonschema.validate(record, schema)
    held = report.counts
    kept = (held.quotations, held.not_speech, held.undecided, held.flagged)
    assert kept == ((16, 1, 1, 1) if fmt == "jsonl" else (16, 0, 0, 0))
    assert dict(held.left_out) == ({} if fmt == "jsonl" else {"undecided": 1, "not speech": 1})


def test_the_seed_decided_as_in_its_gold_file_exports_equal_to_it(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    export.export(store, tmp_path / "out.jsonl", annotator=ANNOTATOR)
    (record,) = lines(tmp_path / "out.jsonl")
    keys = ("start", "end", "text", "kind", "cue")
    assert [{k: q[k] for k in keys} for q in record["quotes"]] == [{k: q[k] for k in keys} for q in gold()["quotes"]]
    assert [q["speaker"]["name"] for q in record["quotes"]] == [q["speaker"]["name"] for q in gold()["quotes"]]
    pairs = [{(s["target"], s["label"]) for s in q["stances"]} for q in record["quotes"]]
    assert pairs == [{(s["target"], s["label"]) for s in q["stances"]} for q in gold()["quotes"]]
    assert [(q["start"], q["end"]) for q in record["nonspeech"]] == [
        (q["start"], q["end"]) for q in gold()["nonspeech"]
    ]


def test_a_line_a_quotation_stands_in_its_paragraph(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    export.export(store, tmp_path / "out.jsonl", fmt="jsonl-quotations")
    records = lines(tmp_path / "out.jsonl")
    assert len(records) == 17
    assert all(r["text"][r["start"] : r["end"]] == r["words"] and "\n" not in r["text"] for r in records)
    assert records[-1]["stances"] == [
        f"river-buoys:{x}" for x in ("environmentally-unsound", "ineffective", "inhumane", "unlawful")
    ]


def decided(path: Path) -> list[dict[str, Any]]:
    """The lines without what only the project with the proposals knows: what became of them."""
    records = lines(path)
    for quote in (quote for record in records for name in ("quotes", "nonspeech", "open") for quote in record[name]):
        for key in Trace().record():
            del quote[key]
    return records


def test_the_same_project_gives_the_same_bytes_and_an_empty_one_the_same_decisions(
    store: Store, tmp_path: Path
) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    a, b, c = (tmp_path / f"{name}.jsonl" for name in "abc")
    export.export(store, a)
    export.export(store, b)
    assert a.read_bytes() == b.read_bytes()
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        import_annotations(other, a)
        import_annotations(other, a)  # a second time brings nothing
        export.export(other, c)
        assert decided(a) == decided(c)
        assert other.one("SELECT count(*) FROM decision") == (36,)


TEXT = "“Hé 👩‍👩‍👧,” sa\u0301id שלום 😀.\n“No 𝒙 — ‘so’,” they added.\n\nمرحبا “x”."
texts = st.text(min_size=1, max_size=40).map(
    lambda s: s.encode("utf-8", "replace").decode().replace("\r", "\n")
) | st.just(TEXT)


# Made once: a strategy of characters takes long to make.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = WORDS.map(lambda s: " ".join(s.split()))


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Article, list[Decision]]:
    text = draw(texts.filter(lambda s: bool(s.strip())))
    spans = st.builds(
        lambda a, b: Span(min(a, b), max(a, b) + 1), st.integers(0, len(text) - 1), st.integers(0, len(text) - 1)
    )
    mentions = st.none() | spans.map(lambda s: Mention(s, s.words(text)))
    stances = st.lists(
        st.builds(Stance, st.just("river-buoys"), st.sampled_from(["unlawful", "inhumane", "ineffective"])), unique=True
    )

    def decision(n: int) -> Decision:
        span, name, source = draw(spans), draw(NAMES), draw(mentions)
        status = draw(st.sampled_from([Status.OPEN, Status.CONFIRMED, Status.REJECTED]))
        kinds = {Status.CONFIRMED: [Kind.DIRECT, Kind.MIXED, Kind.INDIRECT], Status.REJECTED: [Kind.NOT_SPEECH]}
        return Decision(
            quotation=f"q{n}", article=text_hash(text), annotator="Ada", span=span, words=span.words(text),
            status=status, kind=draw(st.sampled_from(kinds.get(status, list(Kind)))),
            origin=draw(st.sampled_from(Origin)), source=source, speaker_name=name, cue=draw(mentions),
            group=draw(st.none() | WORDS), content=tuple(draw(st.lists(spans, max_size=2))),
            stances=tuple(sorted(draw(stances))), comment=draw(WORDS), flagged=draw(st.booleans()),
            seconds=draw(st.floats(0, 1e6)), proposals_shown=draw(st.booleans()),
        )  # fmt: skip

    return Article("a", text, draw(NAMES) or "t", {"k": draw(WORDS)}), [
        decision(n) for n in range(draw(st.integers(0, 4)))
    ]


@contextmanager
def two_projects() -> Iterator[tuple[Store, Store, Path]]:
    with (
        TemporaryDirectory() as folder,
        closing(new_project(Path(folder) / "a.annot")) as one,
        closing(new_project(Path(folder) / "b.annot")) as other,
    ):
        yield one, other, Path(folder) / "out.jsonl"


@settings(max_examples=30, deadline=None)
@given(annotated())
def test_reading_back_gives_the_same_decisions(made: tuple[Article, list[Decision]]) -> None:
    article, decided = made
    with two_projects() as (one, other, out):
        corpus.import_text(one, article)
        project.add_annotator(one, "Ada")
        if decided:
            decisions.add_decisions(one, decided, annotator="Ada", action="Confirm quotation")
        export.export(one, out)
        with nullcontext() if decided else pytest.raises(BadInputError, match="there is no article in it"):
            import_annotations(other, out)
        first = decisions.current_decisions(one, article.sha256, "Ada")
        assert len(first) == len(decided)
        if decided:
            assert decisions.current_decisions(other, article.sha256, "Ada") == first
            by_id = {d.quotation: d for d in decided}
            for key, read in first.items():
                wrote = by_id[key]
                assert read == replace(
                    wrote, id=read.id, decided_at=read.decided_at,
                    speaker_id=speaker_id(wrote.speaker_name) if wrote.speaker_name else None, speaker_name=read.speaker_name,
                )  # fmt: skip
                assert read.speaker_name.casefold() == wrote.speaker_name.casefold()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": "Another text."}, "the checksum differs"),
        ({"quotes": [{"start": 0, "end": 3, "text": "xyz"}]}, "are not the ones given"),
        ({"quotes": [{"start": 0, "end": 99999}]}, "beyond the text"),
        ({"quotes": [{"start": 5, "end": 5}]}, "needs 0 <= start < end"),
        ({"quotes": [{"start": 0, "end": 3, "kind": "shout"}]}, "'shout' is not a valid Kind"),
        ({"quotes": [{"start": 0, "end": 3, "stances": [{"target": "river-buoys"}]}]}, "'label' is missing"),
        (
            {"quotes": [{"start": 0, "end": 3, "stances": [{"target": "river-buoys", "label": "fine"}]}]},
            "no label river-buoys: fine",
        ),
        ({"quotes": [7]}, "not an annotated article"),
    ],
)
def test_a_faulty_line_is_told_and_nothing_of_the_file_comes_in(
    store: Store, tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    decide_all(store)
    out = tmp_path / "out.jsonl"
    export.export(store, out)
    good = lines(out)[0]
    out.write_text(
        json.dumps(good) + "\n" + json.dumps({**good, "annotator": "Eve", **change}) + "\n", encoding="utf-8"
    )
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        with pytest.raises(BadInputError, match=sentence) as caught:
            import_annotations(other, out)
        assert str(out) in str(caught.value)
        assert project.annotators(other) == ()
        assert other.one("SELECT count(*) FROM article") == (0,)


def test_a_gold_file_can_be_brought_in(store: Store, tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "other.annot", project.current_codebook(store))) as other:
        change, counts = import_annotations(other, seed(f"{SEED}.gold.jsonl"))
        assert (counts.quotations, counts.stances, counts.not_speech) == (17, 14, 1)
        assert change.queue
        assert desk.load_queue(other, "gold")[0].finished
        desk.load_desk(other, seed_sha(), "gold")


def test_a_failed_export_leaves_the_old_file(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    out = tmp_path / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(BadInputError, match="canceled"):
        export.export(store, out, progress=lambda done: False)
    assert out.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="choose another folder"):
        export.export(store, tmp_path / "file" / "out.jsonl")
    with pytest.raises(BadInputError, match="no format “xml”"):
        export.export(store, out, fmt="xml")


def test_a_preview_counts_as_the_export_will(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    preview = export.preview_export(store, annotator=ANNOTATOR)
    report = export.export(store, tmp_path / "out.jsonl", annotator=ANNOTATOR)
    assert preview.counts == report.counts
    assert preview.first_record == (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert export.preview_export(store, annotator=ANNOTATOR, fmt="jsonl").counts.stances == 14
