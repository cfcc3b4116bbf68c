"""Annotations of other tools and edited articles into a project: what comes in, what is told, what one undo takes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange import annotation_formats, formats
from annotator.records import Decision, Kind, Span, Stance, Status, text_hash
from annotator.resources import resource
from annotator.store import decisions, proposals
from annotator.store.connection import Store
from annotator.workflow import codebook_change, corpus, desk, export, preview, project, review
from annotator.workflow.relocate import relocate
from annotator.workflow.selection import Selection
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.support import ANNOTATOR, decide_all, load, seed_sha, shown

TEXT = "😀 “We will win,” said Ada Marsh. “It is lost,” said Bob.\r\n“No,” she said."
POINTS = TEXT.replace("\r\n", "\n")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    book = project.codebooks.read_codebook(resource("codebooks", "border.toml"))
    with closing(project.create_project(tmp_path / "empty.annot", book)) as store:
        yield store


def taken(store: Store, annotator: str, text: str = POINTS) -> list[Decision]:
    return list(decisions.current_decisions(store, text_hash(text), annotator).values())


def place(words: str, *, utf16: bool = False) -> tuple[int, int]:
    """Where words stand in TEXT as another tool counts, carriage return included."""
    start = TEXT.index(words)
    if utf16:
        return len(TEXT[:start].encode("utf-16-le")) // 2, len(TEXT[: start + len(words)].encode("utf-16-le")) // 2
    return start, start + len(words)


def test_label_studio_of_other_people_comes_in_with_what_is_left_out_told(empty: Store, tmp_path: Path) -> None:
    def region(key: str, label: str, words: str) -> dict[str, object]:
        start, end = place(words, utf16=True)
        value = {"start": start, "end": end, "text": words, "labels": [label]}
        return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value}

    results = [
        region("a", "Quote", "“No,”"), region("b", "Speaker", "she"), region("c", "PERSON", "Bob"),
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": []},
        {"id": "a", "from_name": "stars", "to_name": "text", "type": "rating", "value": {"rating": 3}},
    ]  # fmt: skip
    task = {
        "data": {"text": TEXT},
        "annotations": [
            {"result": results, "completed_by": {"email": "e@x.org"}},
            {"result": [], "was_cancelled": True},
        ],
        "predictions": [
            {
                "model_version": "m1",
                "score": 0.4,
                "result": [
                    {**region("p", "CONTENT", "“No,”"), "score": 0.9},
                    region("s", "SOURCE", "she"),
                    {"type": "relation", "from_id": "p", "to_id": "s", "direction": "right", "labels": ["SAID_BY"]},
                ],
            },
            {"result": []},
        ],
    }
    (tmp_path / "ls.json").write_text(json.dumps([task]), encoding="utf-8")
    change, report = corpus.import_paths(empty, [tmp_path / "ls.json"])
    (found,) = taken(empty, "e@x.org")
    assert (found.words, found.kind, found.source and found.source.words, found.speaker_name) == (
        "“No,”",
        Kind.DIRECT,
        "she",
        "",
    )
    assert found.span == Span(
        POINTS.index("“No,”"), POINTS.index("“No,”") + 5
    )  # code points, after a CRLF and an emoji
    told = change.message
    for note in ("label PERSON", "type rating", "skipped", "second prediction", "kind of a quotation"):
        assert note in told, told
    assert not report.problems


def test_prodigy_doccano_and_citron_of_other_people(empty: Store, tmp_path: Path) -> None:
    (q0, q1), (s0, s1), (c0, c1) = place("“We will win,”"), place("Ada Marsh"), place("said")
    span = {"start": q0, "end": q1, "label": "CONTENT"}
    child = {"start": s0, "end": s1, "label": "SOURCE"}
    prodigy = {"text": TEXT, "spans": [span, child], "relations": [{"head": 1, "child": 2, "label": "SAID_BY", "head_span": span,
               "child_span": child}], "_session_id": "news-eve", "answer": "accept"}  # fmt: skip
    doccano = {"text": TEXT + " d", "entities": [{"id": 9, "start_offset": q0, "end_offset": q1, "label": "Quotation"},
               {"id": 8, "start_offset": s0, "end_offset": s1, "label": "source"}],
               "relations": [{"id": 0, "from_id": 8, "to_id": 9, "type": "x"}]}  # fmt: skip
    two = place("“It is lost,”")
    citron = {"text": TEXT + " c", "quotes": [{"cue": {"start": c0, "end": c1, "text": "said"}, "sources": [
              {"start": s0, "end": s1, "text": "Ada Marsh"}], "contents": [{"start": q0, "end": q1, "text": "“We will win,”"},
              {"start": two[0], "end": two[1], "text": "“It is lost,”"}]}]}  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.jsonl").write_text(json.dumps(prodigy) + "\n" + json.dumps({**prodigy, "answer": "ignore"}))
    (tmp_path / "in" / "d.jsonl").write_text(json.dumps(doccano))
    (tmp_path / "in" / "c.json").write_text(json.dumps(citron))
    change, _ = corpus.import_paths(empty, [tmp_path / "in"], annotator=None)
    for annotator, text in (("news-eve", POINTS), ("doccano", POINTS + " d"), ("citron", POINTS + " c")):
        (found,) = taken(empty, annotator, text)
        assert (found.words, found.source and found.source.words) == ("“We will win,”", "Ada Marsh"), annotator
    assert [s.words(POINTS) for s in taken(empty, "citron", POINTS + " c")[0].content] == [
        "“We will win,”",
        "“It is lost,”",
    ]
    assert "answered with ignore" in change.message


@pytest.mark.parametrize("name", [n for n in formats.NAMES if annotation_formats.comes_back(n) and n != "qdc"])
def test_what_we_write_for_a_tool_is_known_again_and_comes_in_twice_as_once(
    empty: Store, tmp_path: Path, name: str
) -> None:
    fmt = formats.get(name)
    path = tmp_path / f"out{fmt.suffix}"
    export.write_checked(fmt, path, [replace(a, decisions=tuple(d for d in a.decisions if d.status is Status.CONFIRMED))
                                     for a in hard_cases()], CODEBOOK)  # fmt: skip
    found = annotation_formats.format_of(path)
    assert (found is not None and name in found.exports) or name in ("brat", "polnear")
    corpus.import_paths(empty, [path])
    count = empty.one("SELECT count(*) FROM decision")
    assert count == (9,)
    corpus.import_paths(empty, [path])
    assert empty.one("SELECT count(*) FROM decision") == count


def test_a_qdc_codebook_becomes_the_projects(empty: Store, tmp_path: Path) -> None:
    export.export(empty, tmp_path / "book.qdc", fmt="qdc")
    with closing(project.create_project(tmp_path / "b.annot")) as other:
        change, _ = corpus.import_paths(other, [tmp_path / "book.qdc"])
        book = project.current_codebook(other)
        assert change.codebook and "keys, polarities and examples" in change.message
        assert codebook_change.versions(other)[-1].why == "Imported from book.qdc."
    names = [(t.name, t.definition, [(x.name, x.color, x.definition) for x in t.labels]) for t in CODEBOOK.targets]
    assert [(t.name, t.definition, [(x.name, x.color, x.definition) for x in t.labels]) for t in book.targets] == names


def test_a_hostile_qdc_is_told_and_no_entity_is_followed(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    body = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="A &e;" isCodable="true"/></Codes></CodeBook>'
    (tmp_path / "x.qdc").write_text(entity + body.replace(" &e;", ""), encoding="utf-8")
    corpus.import_paths(empty, [tmp_path / "x.qdc"])
    assert project.current_codebook(empty).targets[0].labels[0].name == "A"
    (tmp_path / "y.qdc").write_text(
        entity
        + body.replace('name="A &e;"', 'name="B"').replace(
            "/></Codes>", "><Description>&e;</Description></Code></Codes>"
        ),
        encoding="utf-8",
    )
    corpus.import_paths(empty, [tmp_path / "y.qdc"])
    assert "SECRET" not in project.current_codebook(empty).source
    (tmp_path / "z.qdc").write_text("no xml", encoding="utf-8")
    _, report = corpus.import_paths(empty, [tmp_path / "z.qdc"])
    assert "it is not readable XML" in report.problems[0]


def test_what_the_machine_proposed_goes_to_label_studio_and_comes_back(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    decide_all(store)
    sha, path = seed_sha(), tmp_path / "tasks.json"
    export.export(store, path, fmt="label-studio")
    (prediction,) = json.loads(path.read_text(encoding="utf-8"))[0]["predictions"]
    speech = [p for p in (proposals.proposals(store, sha) or {}).values() if p.kind is not Kind.NOT_SPEECH]
    assert prediction["model_version"] == "gold" and prediction["score"] == pytest.approx(0.99)
    assert sum("score" in result for result in prediction["result"]) == len(speech)
    corpus.import_paths(empty, [path])
    came = proposals.proposals(empty, sha) or {}
    assert proposals.detector_of(empty, sha) == "gold"
    assert [(p.span, p.confidence, p.source and p.source.name, p.cue) for p in came.values()] == [
        (p.span, p.confidence, p.source and p.source.name, p.cue) for p in speech
    ]


def test_a_prediction_alone_is_a_proposal_and_nobody_s_decision(empty: Store, tmp_path: Path) -> None:
    long = "x" * 200_000 + " " + POINTS  # the first task's text is longer than what is looked at first
    start = long.index("“No,”")
    units = len(long[:start].encode("utf-16-le")) // 2
    value = {"start": units, "end": units + 5, "text": "“No,”", "labels": ["CONTENT"]}
    result = {"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    (tmp_path / "p.json").write_text(
        json.dumps([{"data": {"text": long}, "predictions": [{"score": 0.7, "result": [result]}]}]), encoding="utf-8"
    )
    seen = preview.preview_import([tmp_path / "p.json"], store=empty)
    assert seen.annotated[0].annotators == set() and seen.annotated[0].counts.articles == 1
    corpus.import_paths(empty, [tmp_path / "p.json"])
    ((_, proposal),) = (proposals.proposals(empty, text_hash(long)) or {}).items()
    assert (proposal.words, proposal.confidence, proposal.source) == ("“No,”", 0.7, None)
    assert project.annotators(empty) == ()


def test_a_choice_task_is_no_article(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    export.export(store, tmp_path / "choice.jsonl", fmt="prodigy-choice")
    task = json.loads((tmp_path / "choice.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert set(task["accept"]) <= {option["id"] for option in task["options"]}
    (span,) = task["spans"]
    assert task["text"][span["start"] : span["end"]] == task["quotation"]["words"]
    with closing(project.create_project(tmp_path / "new.annot")) as other:
        _, report = corpus.import_paths(other, [tmp_path / "choice.jsonl"])
        assert report.added == 0 and any("choice task" in note for note in report.notes)


def test_a_preview_counts_what_annotations_hold(store: Store, empty: Store, tmp_path: Path) -> None:
    decide_all(store)
    counts = export.export(store, tmp_path / "a.jsonl", fmt="doccano").counts
    for folder, fmt in (("b", "brat"), ("p", "polnear")):
        export.export(store, tmp_path / folder, fmt=fmt)
    seen = preview.preview_import([tmp_path / "a.jsonl", tmp_path / "b", tmp_path / "p"], store=empty)
    assert len(seen.annotated) == 3 and not seen.failed
    for item in seen.annotated:
        assert (item.counts.articles, item.counts.quotations, item.counts.stances) == (
            1,
            counts.quotations,
            counts.stances,
        )
        assert len(item.speakers) == len(
            {d.speaker_name for d in taken(store, ANNOTATOR, load(store).article.text) if d.speaker_name}
        )
        assert item.annotators == {ANNOTATOR}
    assert "flag" in seen.annotated[-1].cannot_say and f"{counts.quotations} quotations" in seen.text
    favor = project.codebooks.read_codebook(resource("codebooks", "favor.toml"))
    with closing(project.create_project(tmp_path / "bare.annot", favor)) as bare:
        (failed,) = preview.preview_import([tmp_path / "a.jsonl"], store=bare).failed
    assert "no label" in failed[1]  # told before, not on Import


def test_an_edited_article_is_a_new_version_and_what_stands_unchanged_moves(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    article = load(store).article
    first, last = load(store).quotations[0], load(store).quotations[-1]
    at = last.span
    text = "A new line at the top.\n" + article.text[: at.start] + "“Edited away,”" + article.text[at.end :]
    (tmp_path / f"{article.id}.txt").write_text(text, encoding="utf-8")
    seen = preview.preview_import([tmp_path / f"{article.id}.txt"], store=store)
    assert [item.fate for item in seen.items] == ["new version"]
    assert seen.items[0].words.endswith("17 move over, 1 to review")
    queue = desk.load_queue(store, ANNOTATOR)
    _, report = corpus.import_paths(store, [tmp_path / f"{article.id}.txt"], annotator=ANNOTATOR)
    assert (report.moved.versions, report.moved.moved, report.moved.to_review) == (1, 17, 1)
    assert "1 of them new versions (17 decisions moved, 1 to review)" in report.message
    moved = decisions.current_decisions(store, text_hash(text), ANNOTATOR)
    assert all(d.span.words(text) == d.words for d in moved.values())
    assert min(d.span.start for d in moved.values()) == first.span.start + 23
    (entry,) = review.review_list(store)
    assert (entry.words, entry.article, entry.annotator) == (
        last.decision and last.decision.words,
        text_hash(text),
        ANNOTATOR,
    )
    rows = desk.load_queue(store, ANNOTATOR)
    assert [r.sha256 for r in rows if r.id == article.id] == [text_hash(text)]
    assert export.preview_export(store).counts.quotations == 16  # those of the version that stands
    review.dismiss(store, entry, annotator=ANNOTATOR)
    assert review.review_list(store) == ()
    desk.undo(store, ANNOTATOR)
    assert len(review.review_list(store)) == 1
    desk.undo(store, ANNOTATOR)
    assert desk.load_queue(store, ANNOTATOR) == queue
    assert review.review_list(store) == () and len(decisions.current_decisions(store, seed_sha(), ANNOTATOR)) == 18


def test_a_text_of_eight_megabytes_is_known_as_a_new_version(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "debate.txt"
    lines = [f"“We shall see about number {n},” said Ida Holm in the hall of the town." for n in range(120_000)]
    for some in (lines, [*lines[:60_000], "Somebody laughed.", *lines[60_000:]]):
        path.write_text("\n".join(some), encoding="utf-8")
        _, report = corpus.import_paths(store, [path], annotator=ANNOTATOR)
    assert report.moved.versions == 1  # comparing them by characters would take a quarter of an hour


def test_another_text_of_the_same_name_is_another_article(store: Store, tmp_path: Path) -> None:
    article = load(store).article
    (tmp_path / f"{article.id}.txt").write_text("Weather: rain, then sun. Nobody said anything.", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path / f"{article.id}.txt"])
    assert (report.added, report.moved.versions) == (1, 0)
    assert sum(r.id == article.id for r in desk.load_queue(store, ANNOTATOR)) == 2


def test_words_are_found_again_only_where_one_place_fits() -> None:
    old = "She said “yes” at noon. He said “yes” at night."
    span = Span(old.rindex("“yes”"), old.rindex("“yes”") + 5)
    assert relocate(old, old, span) == span
    assert relocate(old, "Intro. " + old, span) == Span(span.start + 7, span.end + 7)
    assert relocate(old, old.replace("night", "dusk"), span) == span
    assert relocate(old, old.replace("yes", "no"), span) is None
    assert relocate("“yes”", "“yes” “yes”", Span(0, 5)) is None
    assert relocate("a b c d", "x b y", Span(2, 3)) is None  # one letter alone says nothing


def test_one_undo_takes_a_mixed_import_back_and_a_bad_file_leaves_nothing_of_itself(
    store: Store, tmp_path: Path
) -> None:
    decide_all(store)
    folder = tmp_path / "in"
    folder.mkdir()
    export.export(store, folder / "good.jsonl", annotator=ANNOTATOR)
    record = json.loads((folder / "good.jsonl").read_text(encoding="utf-8"))
    bad = {**record, "annotator": "Eve"}
    unknown = {
        **bad,
        "annotator": "Mal",
        "quotes": [{**record["quotes"][0], "stances": [{"target": "x", "label": "y"}]}],
    }
    (folder / "bad.jsonl").write_text(json.dumps(bad) + "\n" + json.dumps(unknown), encoding="utf-8")
    (folder / "a.txt").write_text("“Yes,” she said.", encoding="utf-8")
    with closing(project.create_project(tmp_path / "b.annot", CODEBOOK)) as other:
        project.add_annotator(other, "Zoe")
        _, report = corpus.import_paths(other, [folder], annotator="Zoe")
        assert len(report.problems) == 1 and "no label x: y" in report.problems[0]
        assert project.annotators(other) == ("Zoe", ANNOTATOR)
        assert len(desk.load_queue(other, "Zoe")) == 2
        desk.undo(other, "Zoe")
        assert desk.load_queue(other, "Zoe") == ()
        corpus.import_paths(other, [folder], annotator="Zoe")  # and it can be brought in again
        assert len(decisions.current_decisions(other, seed_sha(), ANNOTATOR)) == 18


def test_filters_take_what_they_say_and_count_what_stays_out(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    project.add_annotator(store, "Bob")
    decide_all(store, "Bob")
    desk.decide(store, replace(shown(store, 3), flagged=True), action="Flag")
    everything = export.preview_export(store).counts
    assert (everything.articles, everything.quotations, everything.stances) == (1, 34, 28)
    csv = export.preview_export(store, fmt="csv", selection=Selection(annotators=frozenset({ANNOTATOR}))).counts
    assert (
        "1 article, 17 quotations" in csv.message and "left out: 0 flagged, 0 undecided, 1 not speech." in csv.message
    )
    ls = export.preview_export(store, fmt="label-studio", annotator=ANNOTATOR).counts
    assert ls.left_out["flagged"] == 1 and ls.quotations == 16  # it cannot say that one is flagged
    kept = export.preview_export(store, fmt="label-studio", selection=Selection(flagged=True)).counts
    assert kept.left_out["flagged"] == 0 and kept.quotations == 34
    label = Stance("river-buoys", "inhumane")
    chosen = export.preview_export(
        store, selection=Selection(labels=frozenset({f"{label.target}:{label.label}"}))
    ).counts
    marked = sum(label in (q.decision.stances if q.decision else ()) for q in load(store).quotations)
    assert chosen.quotations == 2 * marked > 0
    assert export.preview_export(store, selection=Selection(kinds=frozenset({Kind.INDIRECT}))).counts.quotations == 0
    assert export.preview_export(store, selection=Selection(states=frozenset({Status.REJECTED}))).counts.not_speech == 2
    assert export.preview_export(store, selection=Selection(articles=frozenset({seed_sha()}))).counts.articles == 1
    for wrong, reason in (
        (Selection(labels=frozenset({"x:y"})), "has no label x:y"),
        (Selection(articles=frozenset({"gone"})), "there is no article gone"),
        (Selection(adjudicated=True), "nothing is adjudicated"),
    ):
        with pytest.raises(BadInputError, match=reason):
            export.export(store, tmp_path / "x", selection=wrong)
