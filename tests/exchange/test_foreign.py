"""Annotations that other tools made, as their exports are: labels of any name, annotators, speakers, ids, and what is left out."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import BadInputError
from annotator.exchange import formats
from annotator.exchange.html_text import HtmlText
from annotator.exchange.scheme import Scheme, label_map
from annotator.records import Decision, Stance
from annotator.store.connection import Store
from annotator.workflow import export, labels, preview, project
from tests.exchange.corpora import CODEBOOK
from tests.exchange.incoming import come_in, held

DATA = Path(__file__).parent.parent / "data" / "exchange"
FAVOR = project.plain_codebook()
MAYOR, NO, DISGRACE = "“We will close the bridge,”", "“No,”", "‘a disgrace’"


def made(store: Store) -> dict[tuple[str, str], list[Decision]]:
    """What every annotator made of every article, by the article's id and their name."""
    return {(each.article.id, each.annotator): list(each.decisions) for each in held(store)}


def said(decision: Decision) -> tuple[str, str, str]:
    return decision.words, decision.source.words if decision.source else "", decision.speaker_name


def finished(store: Store) -> set[tuple[str, str]]:
    return {(each.article.id, each.annotator) for each in held(store) if each.finished}


def test_a_round_trip_through_doccano_which_numbers_anew_keeps_the_speakers(empty: Store, tmp_path: Path) -> None:
    come_in(empty, DATA / "doccano-renumbered.jsonl")
    ((key, quotations),) = made(empty).items()
    assert key == ("s1", "Ada")
    assert [d.speaker_name for d in quotations] == ["Ann", "Bob", "Cy"]
    out = tmp_path / "out.jsonl"
    export.export(empty, out, fmt="doccano")
    line = json.loads(out.read_text(encoding="utf-8"))
    for entity in line["entities"]:  # as doccano gives them back
        entity["id"] += 100
    line["entities"].reverse()
    (tmp_path / "back.jsonl").write_text(json.dumps({"id": 5, **line, "Comments": []}), encoding="utf-8")
    with closing(project.create_project(tmp_path / "back.annot")) as other:
        come_in(other, tmp_path / "back.jsonl")
        ((_, again),) = made(other).items()
    assert [(d.words, d.speaker_name, d.kind) for d in again] == [(d.words, d.speaker_name, d.kind) for d in quotations]


@pytest.mark.parametrize("name", ["doccano-two-people", "doccano-project.zip"])
def test_the_files_of_doccano_s_users_do_not_overwrite_each_other(empty: Store, name: str) -> None:
    assert "already here" not in come_in(empty, DATA / name).message  # the second file's article came with the first
    found = made(empty)
    sources = {who: [said(d)[:2] for d in decided] for (_, who), decided in found.items() if decided}
    assert sources["ada"][0] == (MAYOR, "the mayor")
    assert sources["bob"] == [(MAYOR, "mayor" if name == "doccano-two-people" else "the mayor")]
    assert {who for _, who in finished(empty)} == {"ada", "bob"}


def test_keys_that_only_other_examples_have_are_null_in_doccano_s_export(empty: Store, tmp_path: Path) -> None:
    line = {"id": 3, "text": "“No,” she said.", "label": [[0, 5, "Quote"]], "Comments": []}
    nothing = {
        "article": None,
        "title": None,
        "annotator": None,
        "finished": None,
        "metadata": None,
        "quotations": None,
        "source": None,
    }
    (tmp_path / "eve.jsonl").write_text(json.dumps({**line, **nothing}), encoding="utf-8")
    come_in(empty, tmp_path / "eve.jsonl")
    assert made(empty).keys() == {("3", "eve")} == finished(empty)
    assert empty.one("SELECT title, metadata FROM article") == ("“No,” she said.", "{}")


def test_doccano_s_lists_of_labels_come_in_with_stances_and_an_empty_example_is_not_finished(empty: Store) -> None:
    report = come_in(empty, DATA / "doccano-label.jsonl")
    found = made(empty)[("7", "doccano-label")]
    assert [(*said(d)[:2], d.cue and d.cue.words) for d in found] == [
        (MAYOR, "the mayor", "said"),
        (NO, "Kim Lee", None),
    ]
    assert found[0].stances == (Stance(FAVOR.targets[0].id, "favor"),)
    assert finished(empty) == {("7", "doccano-label")}
    told = report.message
    for note in ("label Topic", "example without a label", "it has no relation"):
        assert note in told
    assert told.startswith("2 articles added.")
    (text,) = empty.rows("SELECT metadata FROM article WHERE id = '7'")
    assert json.loads(text[0]) == {"source": "Daily", "comments": "look here"}


def test_label_studio_with_other_label_names_keeps_annotators_ids_and_metadata(empty: Store) -> None:
    report = come_in(empty, DATA / "ls_names.json", "Direct quote=quotation", "Person=source", "Reporting verb=cue")
    found = made(empty)
    assert set(found) == {("art-77", "1"), ("art-77", "2")}
    assert [said(d) for d in found["art-77", "1"]] == [
        (MAYOR, "the mayor", "Maria Campos"),
        (NO, "Kim Lee", ""),
        (DISGRACE, "She", ""),
    ]
    assert found["art-77", "1"][0].cue is not None and found["art-77", "1"][0].cue.words == "said"
    assert found["art-77", "1"][0].stances == (Stance(FAVOR.targets[0].id, "favor"),)
    assert "rating" in report.message and "genre" in report.message
    assert labels.remembered(empty)["person"] == "source"
    again = come_in(empty, DATA / "ls_names.json")  # the map is remembered
    assert "label Person" not in again.message and made(empty) == found
    (metadata,) = empty.one("SELECT metadata FROM article")
    assert json.loads(metadata) == {"source": "Daily"}


def test_the_text_may_stand_under_any_key_and_a_task_that_nobody_annotated_is_an_article(
    empty: Store, tmp_path: Path
) -> None:
    come_in(empty, DATA / "ls_key.json")
    assert len(made(empty)["art-77", "1"]) == 3
    with closing(project.create_project(tmp_path / "b.annot")) as other:
        report = come_in(other, DATA / "ls_unann_first.json")
        assert report.added == 2 and other.one("SELECT count(*) FROM article") == (2,)
    tasks = json.loads((DATA / "ls_key.json").read_text(encoding="utf-8"))
    tasks[0]["data"] = {"letter": tasks[0]["data"]["article"], "note": "x" * 500}
    (tmp_path / "c.json").write_text(json.dumps(tasks), encoding="utf-8")
    with closing(project.create_project(tmp_path / "c.annot")) as other:
        come_in(other, tmp_path / "c.json")
        assert [len(found) for found in made(other).values()] == [3, 1]


def hypertext(raw: str, start: int, end: int, words: str, *, by_path: bool) -> list[dict[str, Any]]:
    place: dict[str, Any] = {
        "start": "/p[2]/text()[1]",
        "end": "/p[2]/text()[1]",
        "startOffset": 0,
        "endOffset": end - start,
    }
    value = {**place, "text": words, "hypertextlabels": ["Quote"]}
    if not by_path:
        value["globalOffsets"] = {"start": start, "end": end}
    result = {"id": "a", "from_name": "label", "to_name": "text", "type": "hypertextlabels", "value": value}
    return [{"id": 4, "data": {"html": raw}, "annotations": [{"completed_by": 9, "result": [result]}]}]


@pytest.mark.parametrize("by_path", [False, True])
def test_labels_in_hypertext_come_in_at_their_words(empty: Store, tmp_path: Path, by_path: bool) -> None:
    raw = "<p>👍 First.</p>\n<p>“No, never,” she <b>said</b>.</p>"
    joined = HtmlText(raw).raw
    start = len(joined[: joined.index("“No")].encode("utf-16-le")) // 2
    task = hypertext(raw, start, start + len("“No, never,”"), "“No, never,”", by_path=by_path)
    (tmp_path / "h.json").write_text(json.dumps(task), encoding="utf-8")
    come_in(empty, tmp_path / "h.json")
    (key, (found,)) = next(iter(made(empty).items()))
    assert key == ("h-4", "9") and found.words == "“No, never,”"
    assert empty.one("SELECT text FROM article") == ("👍 First.\n“No, never,” she said.",)


def test_labels_that_mean_nothing_here_are_never_an_article_finished_with_nothing(empty: Store, tmp_path: Path) -> None:
    tasks = json.loads((DATA / "ls_names.json").read_text(encoding="utf-8").replace("Direct quote", "Speech"))
    (tmp_path / "s.json").write_text(json.dumps(tasks), encoding="utf-8")
    report = come_in(empty, tmp_path / "s.json")
    assert "none of its labels is known as a quotation (it has “Speech”, “Person”" in report.problems[0]
    assert '--as "Speech=quotation"' in report.problems[0] and not finished(empty)
    assert empty.one("SELECT count(*) FROM article") == (0,)
    seen = preview.preview_import([tmp_path / "s.json"], store=empty)
    assert seen.failed and seen.labels["Speech"] == "" and seen.labels["Person"] == ""
    come_in(empty, tmp_path / "s.json", "Speech=direct", "Person=source")
    assert [d.kind for d in made(empty)["art-77", "1"]] == ["direct"] * 3


def test_label_studio_s_own_import_keeps_who_annotated_and_texts_of_several_lines(empty: Store, tmp_path: Path) -> None:
    come_in(empty, DATA / "doccano-renumbered.jsonl")
    export.export(empty, tmp_path / "out.json", fmt="label-studio")
    tasks = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    for annotation in tasks[0]["annotations"]:  # what Label Studio keeps of an annotation that is imported
        kept = {"result": annotation["result"], "completed_by": 1, "lead_time": annotation["lead_time"]}
        annotation.clear()
        annotation.update(kept)
    first = next(r for r in tasks[0]["annotations"][0]["result"] if r["from_name"] == "speaker")
    comment = {**first, "from_name": "comment", "value": {**first["value"], "text": ["one line", "and another"]}}
    tasks[0]["annotations"][0]["result"].append(comment)
    (tmp_path / "back.json").write_text(json.dumps(tasks), encoding="utf-8")
    with closing(project.create_project(tmp_path / "back.annot")) as other:
        come_in(other, tmp_path / "back.json")
        ((key, found),) = made(other).items()
        assert key == ("s1", "Ada") and finished(other) == {("s1", "Ada")}
    assert found[0].comment == "one line\nand another" and found[0].speaker_name == "Ann"


def test_brat_gets_a_quotation_over_lines_in_parts_and_each_stance_as_an_attribute(
    empty: Store, tmp_path: Path
) -> None:
    come_in(empty, DATA / "quotation-over-lines.jsonl")
    export.export(empty, tmp_path / "brat", fmt="brat")
    (ann,) = (tmp_path / "brat").rglob("*.ann")
    assert "T1\tCONTENT 10 21;23 39\t“One thing. “Another thing,”" in ann.read_text(encoding="utf-8")
    assert "<OVERLAP>" in (tmp_path / "brat" / "annotation.conf").read_text(encoding="utf-8")
    with closing(project.create_project(tmp_path / "back.annot")) as other:
        come_in(other, tmp_path / "brat")
        ((_, (found,)),) = made(other).items()
    assert found.words == "“One thing.\n\n“Another thing,”"


def test_several_labels_of_one_target_come_back_from_brat(tmp_path: Path) -> None:
    text = "“No,” she said."
    target = CODEBOOK.targets[0]
    stances = [{"target": target.id, "label": label.id} for label in target.labels[:2]]
    quote = {"id": "q", "start": 0, "end": 5, "text": "“No,”", "kind": "direct", "stances": stances}
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": text, "annotator": "Ada", "quotes": [quote]}))
    for fmt in ("brat", "polnear"):
        with closing(project.create_project(tmp_path / f"{fmt}.annot", CODEBOOK)) as store:
            come_in(store, tmp_path / "a.jsonl")
            export.export(store, tmp_path / fmt, fmt=fmt)
        names = [
            line.split()[1]
            for file in (tmp_path / fmt).rglob("*.ann")
            for line in file.read_text().splitlines()
            if line[0] == "A"
        ]
        assert len(names) == len(set(names))  # brat's client keeps one value of a name
        with closing(project.create_project(tmp_path / f"{fmt}-back.annot", CODEBOOK)) as other:
            come_in(other, tmp_path / fmt)
            ((_, (found,)),) = made(other).items()
        assert [(s.target, s.label) for s in found.stances] == [
            (s["target"], s["label"]) for s in sorted(stances, key=str)
        ]


def test_a_label_map_says_what_it_cannot_read() -> None:
    assert label_map(["Direct quote=quotation", "Pro=favor", "x=Speaker"], FAVOR) == {
        "direct quote": "quotation",
        "pro": f"{FAVOR.targets[0].id}:favor",
        "x": "speaker",
    }
    with pytest.raises(BadInputError, match="not written as LABEL=MEANING"):
        label_map(["Quote"], FAVOR)
    with pytest.raises(BadInputError, match="“bogus” is not a meaning"):
        label_map(["Quote=bogus"], FAVOR)
    assert Scheme(codebook=FAVOR).of_value("anything", "favor") == ("stance", f"{FAVOR.targets[0].id}:favor")


def test_an_export_says_what_became_of_each_proposal(store: Store, tmp_path: Path) -> None:
    from dataclasses import replace

    from annotator.records import Kind
    from annotator.workflow import desk
    from tests.support import decide_all, shown

    decide_all(store)
    desk.decide(store, replace(shown(store, 2), kind=Kind.MIXED), action="Correct")
    for name in (
        "jsonl-quotations",
        "doccano",
        "prodigy",
        "label-studio",
        "jsonl",
        "csv",
        "parquet",
        "spacy",
        "citron",
    ):
        assert "what became of the proposal" not in export.lost_by(formats.get(name)), name
    export.export(store, tmp_path / "rows.jsonl", fmt="jsonl-quotations")
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    outcomes = [row["outcome"] for row in rows]
    assert outcomes.count("corrected") == 1 and outcomes.count("accepted") == len(rows) - 1
    assert {row["detector"] for row in rows} == {"gold"} and {row["codebook_version"] for row in rows} != {""}
    assert all(
        row["proposed_start"] == row["paragraph_start"] + row["start"] for row in rows if row["outcome"] == "accepted"
    )
    report = export.export(store, tmp_path / "brat", fmt="brat")
    assert any("what became of the proposal" in loss.what for loss in report.losses)


def test_an_export_comes_into_a_new_project_with_the_codebook_it_was_made_with(store: Store, tmp_path: Path) -> None:
    from annotator.resources import resource
    from tests.support import decide_all

    decide_all(store)
    export.export(store, tmp_path / "out.jsonl")
    book = resource("codebooks", "border.toml")
    import_it = [sys.executable, "-m", "annotator", "import", str(tmp_path / "new.annot"), str(tmp_path / "out.jsonl")]
    without = subprocess.run(import_it, capture_output=True, text=True, check=False)
    assert without.returncode == 1 and "choose the codebook it was made with" in without.stderr
    done = subprocess.run([*import_it, "--codebook", str(book)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with closing(project.open_project(tmp_path / "new.annot")) as other:
        assert project.current_codebook(other).hash == CODEBOOK.hash
        assert sum(map(len, made(other).values())) == 18
