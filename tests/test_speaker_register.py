"""The register of speakers: what each says, who is likely the same, one entry that is two people."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import BadInputError
from annotator.records import Speaker
from annotator.store import decisions
from annotator.store.connection import Store
from annotator.workflow import adjudicate, desk, maintenance, project, speakers, team
from annotator.workflow.speakers import RegisterRow, likely_duplicates
from tests.support import ANNOTATOR, decide_all, gold, seed_sha, shown


def rows(*names: str) -> list[RegisterRow]:
    return [RegisterRow(Speaker(f"s{n}", name), speakers.NOTHING) for n, name in enumerate(names)]


def pairs(*names: str) -> set[frozenset[str]]:
    return {frozenset((each.speaker.name, each.into.name)) for each in likely_duplicates(rows(*names))}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Gov. Abbott", "Greg Abbott"),
        ("G. Abbott", "Greg Abbott"),
        ("Greg W. Abbott", "Greg Abbott"),
        ("Gov. Greg Abbott", "Greg Abbott"),
        ("Richard Verma", "Ríchard Verma"),
        ("Claudia Sheinbaum", "Claudia Scheinbaum"),
    ],
)
def test_likely_the_same(a: str, b: str) -> None:
    found = pairs(a, b)
    assert found == {frozenset((a, b))} or "Scheinbaum" in b


@pytest.mark.parametrize(
    ("a", "b"), [("Greg Abbott", "Jane Abbott"), ("Oscar Leeser", "Greg Abbott"), ("G. Abbott", "J. Abbott")]
)
def test_told_apart(a: str, b: str) -> None:
    assert pairs(a, b) == set()


def test_uses_are_counted_once_for_all_annotators(store: Store) -> None:
    project.add_annotator(store, "Ben")
    for name in (ANNOTATOR, "Ben"):
        decide_all(store, name)
    found = {row.speaker.name: row.use for row in speakers.load_register(store)}
    verma = sum(quote["speaker"]["name"] == "Richard Verma" for quote in gold()["quotes"])
    assert found["Richard Verma"] == (verma, 1)


def test_a_split_changes_everybodys_decisions_and_one_undo_takes_it_back(store: Store) -> None:
    for name in ("Ben", "Cleo"):
        project.add_annotator(store, name)
        decide_all(store, name)
    project.add_annotator(store, ANNOTATOR)
    adjudicate.accept_agreed(store, adjudicator=ANNOTATOR)
    verma = {each.name: each.id for each in project.speakers(store)}["Richard Verma"]
    said = speakers.said_by(store, verma)
    before = {row.speaker.name: row.use for row in speakers.load_register(store)}
    speakers.split_speaker(store, verma, "Rick Verma, another one", said[:2], annotator=ANNOTATOR)
    now = {row.speaker.name: row.use for row in speakers.load_register(store)}
    assert now["Rick Verma, another one"] == (2, 1)
    assert now["Richard Verma"].quotations == before["Richard Verma"].quotations - 2
    for name in ("Ben", "Cleo"):
        mine = decisions.current_decisions(store, seed_sha(), name)
        assert mine[said[0].quotation].speaker_name == "Rick Verma, another one"
    assert all(case.done and not case.outdated for case in adjudicate.article_cases(store, seed_sha()))
    assert maintenance.examine(store.path) == ()
    assert desk.undo(store, ANNOTATOR) is not None
    assert {row.speaker.name: row.use for row in speakers.load_register(store)} == before
    with pytest.raises(BadInputError, match="is this speaker"):
        speakers.split_speaker(store, verma, "Richard Verma", said[:1], annotator=ANNOTATOR)
    with pytest.raises(BadInputError, match="at least one"):
        speakers.split_speaker(store, verma, "X", [], annotator=ANNOTATOR)


def test_a_split_comes_with_a_merge(store: Store, tmp_path: Path) -> None:
    team.package(store, tmp_path / "ben.annot", "Ben", [seed_sha()])
    with closing(project.open_project(tmp_path / "ben.annot")) as other:
        decide_all(other, "Ben")
        verma = {each.name: each.id for each in project.speakers(other)}["Richard Verma"]
        said = speakers.said_by(other, verma)
        speakers.split_speaker(other, verma, "Rick Verma", said[:1], annotator="Ben")
    team.merge(store, [tmp_path / "ben.annot"], annotator=None)
    assert {row.speaker.name: row.use for row in speakers.load_register(store)}["Rick Verma"] == (1, 1)


def test_an_alias_is_taken_off_and_comes_back(store: Store) -> None:
    decide_all(store)
    verma = {each.name: each.id for each in project.speakers(store)}["Richard Verma"]
    project.add_alias(store, verma, "Verma", annotator=ANNOTATOR)
    speakers.remove_alias(store, verma, "VERMA", annotator=ANNOTATOR)
    assert {each.id: each.aliases for each in project.speakers(store)}[verma] == ()
    desk.undo(store, ANNOTATOR)
    assert {each.id: each.aliases for each in project.speakers(store)}[verma] == ("Verma",)


def test_others_are_ordered_by_likeness() -> None:
    everybody = [row.speaker for row in rows("Aaron Zed", "Greg Abbott", "Oscar Leeser", "Gov. Abbott")]
    assert speakers.by_likeness(everybody[3], everybody)[0].name == "Greg Abbott"


def test_the_command_lists_proposes_and_merges(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    decide_all(store)
    extra = replace(shown(store, 0), speaker_id=None, speaker_name="Secretary Verma")
    desk.decide(store, extra, action="Speak")
    assert main(["speakers", str(store.path)]) == 0
    assert "Richard Verma" in capsys.readouterr().out
    assert main(["speakers", str(store.path), "--duplicates"]) == 0
    assert "Secretary Verma = Richard Verma?  (the last name alone)" in capsys.readouterr().out
    assert (
        main(["speakers", str(store.path), "--merge", "Secretary Verma", "Richard Verma", "--annotator", ANNOTATOR])
        == 0
    )
    capsys.readouterr()
    main(["speakers", str(store.path), "--duplicates"])
    assert "Verma" not in capsys.readouterr().out
    assert main(["speakers", str(store.path), "--merge", "Nobody", "Richard Verma", "--annotator", ANNOTATOR]) == 2
