"""Releases: frozen, numbered, split without leaks, made again to the byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import BadInputError, ExportError, StoreError
from annotator.exchange.articles import article_of
from annotator.exchange.data_card import escaped
from annotator.exchange.near_duplicates import near_duplicates
from annotator.exchange.splits import SPLITS, groups, split
from annotator.records import Mention, Span
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project, release
from annotator.workflow.release import ReleaseSettings
from tests.exchange.corpora import CODEBOOK, STANCES, decision_of, tree
from tests.support import ANNOTATOR, decide_all, load, shown

STORY = "The river rose again on Monday and the town council met late into the night to talk about the bridge, the ferry and the buoys. "


def story(n: int) -> str:
    """An article unlike its neighbors, with one quotation."""
    words = " ".join(
        f"{w}{n}" for w in ("bridge", "ferry", "council", "harbour", "school", "market", "winter", "mayor", "ticket")
    )
    return f"“Number {n} is {words},” said Speaker {n % 4}.\n{words} and once more {words[::-1]}."


@pytest.fixture
def corpus_of_40(tmp_path: Path) -> Iterator[Store]:
    """Forty articles by one annotator, four speakers, events of four; article 39 is a copy of article 0 with another end."""
    with closing(project.create_project(tmp_path / "p.annot", CODEBOOK)) as store:
        project.add_annotator(store, "Ada")
        for n in range(40):
            text = story(n) if n < 39 else story(0) + " Reported by another paper."
            article = article_of(f"a{n:02}", text, "test", {"event": f"e{n // 4}"})
            corpus.import_text(store, article)
            end = text.index("”") + 1
            name = f"Speaker {n % 39 % 4}"
            at = text.index(name)
            made = decision_of(article, n, Span(0, end), source=Mention.of(text, at, at + 9), speaker_name=name,
                               speaker_id=None, stances=STANCES[n % 3 : n % 3 + 1])  # fmt: skip
            decisions.add_decisions(store, [made], annotator="Ada", action="Confirm quotation")
            desk.set_finished(store, article.sha256, "Ada", finished=True)
        yield store


def rows(folder: Path, name: str) -> list[dict[str, object]]:
    file = folder / "data" / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def test_a_release_has_splits_rows_card_and_checksums(corpus_of_40: Store, tmp_path: Path) -> None:
    report = release.publish(corpus_of_40, tmp_path / "r1", ReleaseSettings("Buoys & <b>more</b>"))
    held = {name: rows(tmp_path / "r1", name) for name in SPLITS}
    assert {name: len(found) for name, found in held.items()} == {"train": 32, "validation": 4, "test": 4}
    everything = [r for found in held.values() for r in found]
    assert len({r["sha256"] for r in everything}) == 40
    assert len({tuple(r) for r in everything}) == 1  # the same keys in the same order
    assert None not in [v for r in everything for v in r.values()]
    assert None not in [v for r in everything for q in r["quotes"] for v in q.values()]  # type: ignore[attr-defined]
    (pair,) = report.near
    assert len({name for name, found in held.items() for r in found if r["sha256"] in (pair.one, pair.other)}) == 1
    text = (tmp_path / "r1" / "README.md").read_text(encoding="utf-8")
    assert text.startswith("---\n") and "path: nested/validation.parquet" in text
    assert "<b>" not in text.split("---", 2)[2] and "\\<b\\>more" in text
    assert "1 pairs of near-duplicate articles" in text and "0 of them across splits" in text
    assert f"annotator release PROJECT --again {report.number} " in text
    for target in CODEBOOK.targets:
        assert escaped(target.definition) in text
    for line in (tmp_path / "r1" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "r1" / name).read_bytes()).hexdigest() == digest
    folders = {name.split("/")[0] for name in report.checksums if "/" in name}
    assert folders == {"data", "nested", "articles", "quotations", "stances", "soft_labels"}
    assert {name for name in report.checksums if "/" not in name} == {
        "README.md",
        "release.json",
        "croissant.json",
        "CITATION.cff",
    }


@pytest.mark.parametrize("by", release.GROUPS)
def test_no_speaker_or_event_is_in_two_splits(corpus_of_40: Store, tmp_path: Path, by: str) -> None:
    release.publish(
        corpus_of_40,
        tmp_path / "r",
        ReleaseSettings("R", group_by=(by,), shares={"train": 0.5, "validation": 0.25, "test": 0.25}),
    )
    seen: dict[str, set[str]] = {}
    for name in SPLITS:
        for row in rows(tmp_path / "r", name):
            keys = [q["speaker"] for q in row["quotes"]] if by == "speaker" else [m["value"] for m in row["metadata"]]  # type: ignore[attr-defined]
            for key in keys:
                seen.setdefault(key, set()).add(name)
    assert len(seen) == (4 if by == "speaker" else 10)
    assert all(len(found) == 1 for found in seen.values())
    assert len(set().union(*seen.values())) == 3


def test_two_releases_at_once_get_two_numbers(store: Store, tmp_path: Path) -> None:
    decide_all(store)

    def meanwhile(stage: str, done: int) -> bool:
        if stage == "Writing" and done == 0 and not (tmp_path / "other").exists():
            with closing(project.open_project(store.path)) as other:
                release.publish(other, tmp_path / "other", ReleaseSettings("Other"))
        return True

    with pytest.raises(StoreError, match="took the number 1 meanwhile"):
        release.publish(store, tmp_path / "mine", ReleaseSettings("Mine"), progress=meanwhile)
    assert not (tmp_path / "mine").exists()
    assert [(r.number, r.name) for r in release.releases_of(store)] == [(1, "Other")]
    assert release.publish(store, tmp_path / "mine", ReleaseSettings("Mine")).number == 2


def test_the_card_says_what_became_of_the_proposals(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    opened = load(store)
    made = desk.confirm(desk.new_quotation(opened, Span(0, 4)))
    desk.decide(store, made, action="Confirm quotation")
    first = desk.shown(opened, opened.quotations[0])
    desk.decide(
        store, replace(first, span=Span(first.span.start, first.span.end - 1), words=first.words[:-1]), action="Edges"
    )
    release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    text = (tmp_path / "r" / "README.md").read_text(encoding="utf-8")
    assert "| proposal accepted as it stood | 17 | 89.5% |" in text
    assert "| proposal corrected | 1 | 5.3% |" in text and "| added by hand | 1 | 5.3% |" in text
    assert "Detector: gold (1 articles)." in text


def test_a_release_is_never_written_over_and_foolish_settings_are_told(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    before = tree(tmp_path / "r")
    with pytest.raises(ExportError, match="never replaces anything"):
        release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    with pytest.raises(BadInputError, match="add up to 1"):
        release.publish(store, tmp_path / "x", ReleaseSettings("R", shares={"train": 0.8, "test": 0.3}))
    with pytest.raises(BadInputError, match="grouped by “moon”"):
        release.publish(store, tmp_path / "x", ReleaseSettings("R", group_by=("moon",)))
    with pytest.raises(BadInputError, match="canceled"):
        release.publish(store, tmp_path / "x", ReleaseSettings("R"), progress=lambda stage, done: stage != "Writing")
    assert tree(tmp_path / "r") == before and not (tmp_path / "x").exists()
    assert len(release.releases_of(store)) == 1


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 5)), max_size=12), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_what_is_tied_is_never_split(ties: list[tuple[str, int]], seed: int) -> None:
    group_of = groups("abcdefgh", ties)
    found = split(group_of, {"train": 0.5, "validation": 0.25, "test": 0.25}, seed)
    assert set(found) == set("abcdefgh")
    for key, tie in ties:
        for other, same in ties:
            assert tie != same or found[key] == found[other]
    assert found == split(dict(reversed(group_of.items())), {"train": 0.5, "validation": 0.25, "test": 0.25}, seed)


def test_wire_copies_are_found_and_others_are_not() -> None:
    texts = {f"n{n}": story(n) for n in range(30)}
    texts["wire"] = STORY * 1 + story(77)
    texts["copy"] = (
        "RIVERTON (Wire) - " + STORY.upper() + story(77).replace(",", "") + " Additional reporting by others."
    )
    texts["excerpt"] = STORY
    found = {(p.one, p.other) for p in near_duplicates(texts.items(), texts.__getitem__)}
    assert found == {("copy", "wire"), ("copy", "excerpt"), ("excerpt", "wire")}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table of a release, all splits."""
    import pyarrow.parquet

    return [
        row
        for path in sorted((folder / name).glob("*.parquet"))
        for row in pyarrow.parquet.read_table(path).to_pylist()
    ]


def test_flat_tables_hold_every_annotator_s_rows_and_soft_labels_made_of_them(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    first = shown(store, 0)
    kept = first.stances
    desk.decide(store, replace(first, stances=(), comment="2026-01-01"), action="Stances")
    release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    (article,) = table(tmp_path / "r", "articles")
    quotations, stances, soft = (table(tmp_path / "r", name) for name in ("quotations", "stances", "soft_labels"))
    assert len({q["decision_id"] for q in quotations}) == len(quotations) == 36
    assert all(article["text"][q["start"] : q["end"]] == q["words"] for q in quotations)
    assert {q["annotator"] for q in quotations} == {ANNOTATOR, "Bob"} and {q["status"] for q in quotations} == {
        "confirmed",
        "not_speech",
    }
    assert [q["comment"] for q in quotations if q["comment"]] == ["2026-01-01"]  # a date stays text
    assert {q["outcome"] for q in quotations} == {"accepted"} and {q["detector"] for q in quotations} == {"gold"}
    assert {q["codebook_version"] for q in quotations} == {CODEBOOK.version} and all(
        q["decided_at"].tzinfo for q in quotations
    )
    labels = [f"{t.id}:{x.id}" for t in CODEBOOK.targets for x in t.labels]
    ids = {q["quotation_id"] for q in quotations if q["status"] == "confirmed"}
    assert len(soft) == len(ids) * len(labels)  # zeros for every label
    for row in soft:
        given = [
            s
            for s in stances
            if (s["quotation_id"], s["target"], s["label"]) == (row["quotation_id"], row["target"], row["label"])
        ]
        assert (row["n_annotators"], row["n_finished_article"], row["n_label"], row["share"]) == (
            2,
            2,
            len(given),
            len(given) / 2,
        )
    halves = {(r["target"], r["label"]) for r in soft if r["share"] == 0.5 and r["quotation_id"] == first.quotation}
    assert halves == {(s.target, s.label) for s in kept}


def test_ids_of_digits_and_days_keep_their_types(tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "p.annot", CODEBOOK)) as store:
        for name, more in (("0815", {"date": "2023-07-31"}), ("007", {"date": "last week"})):
            text = f"“Yes,” said {name}."
            (tmp_path / "a.jsonl").write_text(json.dumps({"id": name, "text": text, **more, "annotator": "007", "quotes": [
                {"id": name, "start": 0, "end": 6, "text": "“Yes,”", "kind": "direct"}]}), encoding="utf-8")  # fmt: skip
            corpus.import_paths(store, [tmp_path / "a.jsonl"])
        with store.writing():
            store.db.execute(
                "UPDATE article SET metadata = json_object('date', CASE id WHEN '0815' THEN '2023-07-31' ELSE 'last week' END)"
            )
        release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    articles = {a["article_id"]: a for a in table(tmp_path / "r", "articles")}
    assert {name: str(a["published"]) for name, a in articles.items()} == {"0815": "2023-07-31", "007": "None"}
    assert json.loads(articles["0815"]["metadata_json"]) == {"date": "2023-07-31"}
    assert {q["annotator"] for q in table(tmp_path / "r", "quotations")} == {"007"}
    assert {r["metadata"][0]["value"] for r in table(tmp_path / "r", "nested")} == {"2023-07-31", "last week"}


def test_what_people_say_of_a_release_stands_in_its_card_croissant_citation_and_licence(
    store: Store, tmp_path: Path
) -> None:
    decide_all(store)
    about = release.ReleaseDescription(
        ("en",), "cc-by-4.0", ("Ida Holm",), "https://example.org/buoys", more={"dataCollection": "Read by hand."}
    )
    release.publish(store, tmp_path / "r", ReleaseSettings("Buoys", about=about))
    files = {name: data.decode() for name, data in tree(tmp_path / "r").items() if not name.endswith(".parquet")}
    front = files["README.md"].split("---")[1]
    assert 'license: "cc-by-4.0"' in front and 'language:\n- "en"' in front and "num_bytes" in front
    assert front.count("default: true") == 1 and "config_name: soft_labels" in front
    assert "cff-version: 1.2.0" in files["CITATION.cff"] and 'license: "CC-BY-4.0"' in files["CITATION.cff"]
    assert "creativecommons.org/licenses/by/4.0" in files["LICENSE"]
    record = json.loads(files["croissant.json"])
    assert record["license"].endswith("/by/4.0/") and record["inLanguage"] == ["en"] and record["version"] == "1.0.0"
    assert record["rai:dataCollection"] == "Read by hand." and "rai:annotatorDemographics" not in record
    assert "gold (1 articles)" in record["rai:machineAnnotationTools"][0] and record["rai:dataCollectionTimeframe"]
    sums = {f["@id"]: f["sha256"] for f in record["distribution"] if f["@type"] == "cr:FileObject"}
    assert sums == {n: hashlib.sha256(d).hexdigest() for n, d in tree(tmp_path / "r").items() if n.split("/")[0] in (
        "articles", "quotations", "stances", "soft_labels")}  # fmt: skip
    release.publish_again(store, 1, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(tmp_path / "r")


def test_a_release_of_nothing_and_foolish_words_about_it_are_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="nothing to release"):
        release.publish(store, tmp_path / "r", ReleaseSettings("R"))
    decide_all(store)
    with pytest.raises(BadInputError, match="license “my own” is not known"):
        release.publish(store, tmp_path / "r", ReleaseSettings("R", about=release.ReleaseDescription(license="my own")))
    with pytest.raises(BadInputError, match="not a language code"):
        release.publish(
            store, tmp_path / "r", ReleaseSettings("R", about=release.ReleaseDescription(languages=("English",)))
        )
    with pytest.raises(BadInputError, match="A data card has no field “moon”"):
        release.publish(
            store, tmp_path / "r", ReleaseSettings("R", about=release.ReleaseDescription(more={"moon": "full"}))
        )
    assert not (tmp_path / "r").exists() and release.releases_of(store) == ()
