"""The register of speakers: what each says, who is likely the same, one entry that is two people."""

from __future__ import annotations

import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import speaker_uri
from annotator.cli import main
from annotator.errors import BadInputError, StoreError
from annotator.exchange.arrow import load_arrow
from annotator.exchange.fields import Field
from annotator.records import Speaker
from annotator.store import decisions
from annotator.store.connection import Store, connect
from annotator.workflow import adjudicate, desk, export, maintenance, project, speakers, team
from annotator.workflow.speakers import RegisterRow, likely_duplicates
from tests.recoding import packages
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


# A note and an external id


@pytest.mark.parametrize(
    ("typed", "uri"),
    [
        ("Q42", "http://www.wikidata.org/entity/Q42"),
        (" q42 ", "http://www.wikidata.org/entity/Q42"),
        ("https://www.wikidata.org/wiki/Q42", "http://www.wikidata.org/entity/Q42"),
        ("wd:Q42", "http://www.wikidata.org/entity/Q42"),
        ("https://viaf.org/viaf/113230702", "https://viaf.org/viaf/113230702"),
        ("https://de.wikipedia.org/wiki/Jürgen_Trittin", "https://de.wikipedia.org/wiki/Jürgen_Trittin"),
        ("urn:isni:0000000121032683", "urn:isni:0000000121032683"),
        ("", ""),
    ],
)
def test_an_external_id_is_a_wikidata_number_or_a_uri(typed: str, uri: str) -> None:
    assert speaker_uri.uri_of(typed) == uri
    assert speaker_uri.shown("http://www.wikidata.org/entity/Q42") == "Q42"


@pytest.mark.parametrize(
    "typed",
    [
        "Q0",
        "42",
        "Verma",
        "https://",
        "http:///path",
        "https://a b.org",
        "urn:a\u202eb",
        "https://a.org/%zz",
        "x:" + "y" * 2_000,
    ],
)
def test_what_has_not_the_form_of_an_id_is_refused(typed: str) -> None:
    with pytest.raises(BadInputError, match="Wikidata number"):
        speaker_uri.uri_of(typed)


BINARY = ("parquet", "pdf", "spacy", "spacy-spans", "spacy-ner")
"""Formats whose files hold text compressed in ways of their own."""


def text_in(path: Path) -> str:
    """All text that a file, a folder or an archive holds."""
    if path.is_dir():
        return "".join(text_in(each) for each in sorted(path.rglob("*")) if each.is_file())
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text("utf-8", "replace")


def described(store: Store, name: str = "Richard Verma") -> tuple[str, str]:
    found = next(each for each in project.speakers(store) if each.name == name)
    return found.note, found.uri


def identity(store: Store, name: str) -> str:
    return next(each.id for each in project.speakers(store) if each.name == name)


def test_a_note_and_an_id_are_kept_exported_and_undone(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    verma = identity(store, "Richard Verma")
    made = speakers.describe_speaker(store, verma, note="Deputy secretary", uri="Q7329640", annotator=ANNOTATOR)
    assert made.speakers and described(store) == ("Deputy secretary", "http://www.wikidata.org/entity/Q7329640")
    again = speakers.describe_speaker(store, verma, note="Deputy secretary", uri="Q7329640", annotator=ANNOTATOR)
    assert not again.speakers, "nothing is written where nothing changed"
    project.rename_speaker(store, verma, "Rich Verma", annotator=ANNOTATOR)
    assert described(store, "Rich Verma")[0] == "Deputy secretary", "a name and a note are apart"
    desk.undo(store, ANNOTATOR)
    for form in export.all_formats():
        target = tmp_path / f"out-{form.name}"
        export.export(store, target, fmt=form.name)
        held = text_in(target)
        says = Field.OUTCOME in form.carries or form.name == "w3c"
        assert ("Q7329640" in held) == says or form.name in BINARY, form.name
        assert ("Deputy secretary" in held) == (says and form.name != "w3c") or form.name in BINARY, form.name
    (row, *_) = [
        row for row in load_arrow().parquet.read_table(tmp_path / "out-parquet").to_pylist() if row["speaker_uri"]
    ]
    assert (row["speaker"], row["speaker_note"]) == ("Richard Verma", "Deputy secretary")
    assert maintenance.examine(store.path) == ()
    desk.undo(store, ANNOTATOR)
    assert described(store) == ("", "")
    desk.redo(store, ANNOTATOR)
    assert described(store)[0] == "Deputy secretary"


def test_who_is_merged_hands_note_and_id_on(store: Store) -> None:
    decide_all(store)
    verma, abbott = identity(store, "Richard Verma"), identity(store, "Greg Abbott")
    speakers.describe_speaker(store, verma, note="one", uri="Q1", annotator=ANNOTATOR)
    speakers.describe_speaker(store, abbott, note="two", uri="", annotator=ANNOTATOR)
    project.merge_speakers(store, verma, abbott, annotator=ANNOTATOR)
    assert described(store, "Greg Abbott") == ("two", "http://www.wikidata.org/entity/Q1")
    desk.undo(store, ANNOTATOR)
    assert described(store, "Greg Abbott") == ("two", "") and described(store)[0] == "one"


def register_of(store: Store) -> list[Speaker]:
    return list(project.speakers(store))


def test_what_two_packages_say_of_a_speaker_merges_in_any_order(store: Store, tmp_path: Path) -> None:
    paths = packages(store, tmp_path, ["Ben", "Cleo"])
    with closing(project.open_project(paths[0])) as ben:
        speakers.describe_speaker(ben, identity(ben, "Richard Verma"), note="by Ben", uri="Q1", annotator="Ben")
        speakers.describe_speaker(ben, identity(ben, "Greg Abbott"), note="taken back", uri="", annotator="Ben")
        desk.undo(ben, "Ben")
    with closing(project.open_project(paths[1])) as cleo:
        speakers.describe_speaker(cleo, identity(cleo, "Richard Verma"), note="by Cleo", uri="", annotator="Cleo")
        speakers.describe_speaker(cleo, identity(cleo, "Greg Abbott"), note="Governor", uri="", annotator="Cleo")
    store.close()
    found = []
    for order in (paths, paths[::-1], [*paths, *paths]):
        path = tmp_path / f"merged-{len(found)}.annot"
        path.write_bytes(store.path.read_bytes())
        with closing(project.open_project(path)) as merged:
            notes = [note for each in order for report in team.merge(merged, [each])[1] for note in report.notes]
            assert sum("Richard Verma another note" in note for note in notes) == 1, notes
            found.append(register_of(merged))
        assert maintenance.examine(path) == ()
    assert found[0] == found[1] == found[2]
    by_name = {each.name: each for each in found[0]}
    assert by_name["Greg Abbott"].note == "Governor" and by_name["Richard Verma"].note in ("by Ben", "by Cleo")
    assert by_name["Richard Verma"].uri.endswith("/Q1")


def test_an_id_that_somebody_else_put_into_a_package_is_left_out(store: Store, tmp_path: Path) -> None:
    (path,) = packages(store, tmp_path, ["Ben"])
    with closing(project.open_project(path)) as ben:
        speakers.describe_speaker(ben, identity(ben, "Richard Verma"), note="", uri="Q1", annotator="Ben")
    with closing(connect(path)) as raw:
        raw.execute("UPDATE speaker_fact SET value = 'not <an> id'")
        raw.connection.commit()
    _, (report,) = team.merge(store, [path])
    assert described(store) == ("", "") and any("its external id is not an address" in note for note in report.notes)


# Deleting


def test_only_a_speaker_whom_nobody_names_is_deleted(store: Store) -> None:
    decide_all(store)
    verma = identity(store, "Richard Verma")
    with pytest.raises(StoreError, match="is named by decisions"):
        speakers.remove_speaker(store, verma, annotator=ANNOTATOR)
    first = shown(store, 0)
    desk.decide(store, replace(first, speaker_id=None, speaker_name="Nobody Known"), action="Speak")
    desk.decide(store, replace(shown(store, 0), speaker_id=first.speaker_id, speaker_name=""), action="Speak")
    before = register_of(store)
    speakers.remove_speaker(store, identity(store, "Nobody Known"), annotator=ANNOTATOR)
    assert "Nobody Known" not in {each.name for each in register_of(store)}
    assert maintenance.examine(store.path) == ()
    desk.undo(store, ANNOTATOR)
    assert register_of(store) == before
    desk.redo(store, ANNOTATOR)
    assert len(register_of(store)) == len(before) - 1
    desk.decide(store, replace(shown(store, 0), speaker_id=None, speaker_name="Nobody Known"), action="Speak")
    assert register_of(store) == before, "named again, it is in the register again"
    assert maintenance.examine(store.path) == ()


def test_who_is_deleted_comes_back_with_a_decision_that_is_taken_back_or_merged(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    first = shown(store, 0)
    desk.decide(store, replace(first, speaker_id=None, speaker_name="Nobody Known"), action="Speak")
    desk.decide(store, replace(shown(store, 0), speaker_id=first.speaker_id, speaker_name=""), action="Speak")
    (path,) = packages(store, tmp_path, ["Ben"])
    with closing(project.open_project(path)) as ben:
        desk.decide(ben, replace(shown(ben, 0, "Ben"), speaker_id=None, speaker_name="Nobody Known"), action="Speak")
    project.add_annotator(store, "Lead")
    speakers.remove_speaker(store, identity(store, "Nobody Known"), annotator="Lead")
    desk.undo(store, ANNOTATOR)
    assert "Nobody Known" in {each.name for each in register_of(store)}, "a decision that names it stands again"
    desk.redo(store, ANNOTATOR)
    speakers.remove_speaker(store, identity(store, "Nobody Known"), annotator="Lead")
    aside = tmp_path / "aside.annot"
    aside.write_bytes(store.path.read_bytes()) if not store.close() else None
    with closing(project.open_project(store.path)) as mine:
        team.merge(mine, [path])
        assert "Nobody Known" in {each.name for each in register_of(mine)}
        one = register_of(mine)
    with closing(project.open_project(path)) as other:
        team.merge(other, [aside])
        assert [each.name for each in register_of(other)] == [each.name for each in one]
    assert maintenance.examine(path) == maintenance.examine(store.path) == ()


def test_the_command_describes_and_deletes(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    decide_all(store)
    path, who = str(store.path), ["--annotator", ANNOTATOR]
    assert (
        main(
            ["speakers", path, "--id", "Richard Verma", "Q7329640", "--note", "Richard Verma", "Deputy secretary", *who]
        )
        == 0
    )
    capsys.readouterr()
    assert main(["speakers", path]) == 0
    assert "Richard Verma  Q7329640  Deputy secretary" in capsys.readouterr().out
    assert main(["speakers", path, "--delete", "Richard Verma", *who]) == 2
    assert "is named by decisions" in capsys.readouterr().err
    assert main(["speakers", path, "--id", "Richard Verma", "nonsense", *who]) == 2
