"""JSON from outside: numbers and nesting beyond what Python holds are told like any other text that is no JSON."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import AnnotatorError, BadInputError
from annotator.exchange.articles import json_file, json_lines
from annotator.exchange.readers.reading import read_articles
from annotator.exchange.standoff import INDEX, export_index
from annotator.jsontext import NotJsonError, read_json
from annotator.store.annotators import set_setting
from annotator.store.connection import Store
from annotator.ui.commands.command import Keymap
from annotator.workflow import corpus, desk, project, search, team
from tests.support import ANNOTATOR, decide_all, gold_proposals, seed_sha

NUMBER, DEEP = "9" * 5000, "[" * 100_000 + "]" * 100_000
BEYOND = pytest.mark.parametrize(
    ("value", "reason"),
    [(NUMBER, "a number in it has more than 4,300 digits"), (DEEP, "it is nested too deeply")],
    ids=["number too long", "nested too deeply"],
)


@BEYOND
def test_the_reason_is_a_clause_for_people(value: str, reason: str) -> None:
    for text in (value, value.encode()):
        with pytest.raises(NotJsonError) as caught:
            read_json(text)
        assert str(caught.value) == reason


def test_other_faults_keep_their_place() -> None:
    with pytest.raises(NotJsonError, match="line 1 column 2"):
        read_json("{")
    with pytest.raises(NotJsonError, match="utf-8"):
        read_json(b'"\xff"')
    assert read_json('{"n": [1.5, 2]}') == {"n": [1.5, 2]}


@BEYOND
def test_readers_of_files_tell_it_in_one_sentence(tmp_path: Path, value: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": "a", "text": "x", "n": {value}}}\n', encoding="utf-8")
    (tmp_path / "a.json").write_text(f"[{value}]", encoding="utf-8")
    with pytest.raises(BadInputError) as line:
        list(json_lines(tmp_path / "a.jsonl"))
    assert str(line.value) == f"{tmp_path / 'a.jsonl'}:1: the line is not JSON ({reason}); fix it and try again."
    with pytest.raises(BadInputError) as whole:
        json_file(tmp_path / "a.json")
    assert str(whole.value) == f"{tmp_path / 'a.json'}: it is not JSON ({reason}); fix it and try again."
    with pytest.raises(BadInputError, match="the line is not JSON"):
        list(read_articles(tmp_path / "a.jsonl"))


def test_no_depth_at_which_python_gives_up_goes_untold(tmp_path: Path) -> None:
    path, told = tmp_path / "a.jsonl", 0
    for depth in range(800, 1001):
        path.write_text('{"n": NaN, "x": ' + "[" * depth + "]" * depth + "}", encoding="utf-8")
        try:
            assert len(list(json_lines(path))) == 1
        except BadInputError as error:
            told += "nested too deeply" in str(error)
    assert told > 0


@BEYOND
def test_an_import_tells_the_file_and_brings_the_others_in(
    store: Store, tmp_path: Path, value: str, reason: str
) -> None:
    folder = tmp_path / "some"
    folder.mkdir()
    for name, more in (("bad", value), ("good", "3")):
        (folder / f"{name}.jsonl").write_text(f'{{"id": "{name}", "text": "{name}.", "n": {more}}}\n', "utf-8")
    (tmp_path / "tasks.json").write_text(
        f'[{{"data": {{"text": "x"}}, "annotations": [], "n": {value}}}]', encoding="utf-8"
    )
    _, report = corpus.import_paths(store, [folder, tmp_path / "tasks.json"], annotator=ANNOTATOR)
    assert len(report.problems) == 2 and all(reason in problem for problem in report.problems)
    assert report.added == 1


@BEYOND
def test_a_list_of_a_folder_that_cannot_be_read_is_passed_over(tmp_path: Path, value: str, reason: str) -> None:
    (tmp_path / INDEX).write_text(f"[{value}]", encoding="utf-8")
    assert export_index([tmp_path]) == {}


@BEYOND
def test_an_output_that_propose_did_not_write_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str, reason: str
) -> None:
    (tmp_path / "a.txt").write_text("“Go,” she said.", encoding="utf-8")
    (tmp_path / "out").write_text(value + "\n", encoding="utf-8")
    assert main(["propose", str(tmp_path / "a.txt"), "--output", str(tmp_path / "out"), "--resume"]) == 2
    assert "is not an output of propose" in capsys.readouterr().err


@BEYOND
def test_a_kept_search_and_changed_keys_that_cannot_be_read_are_left_out(store: Store, value: str, reason: str) -> None:
    set_setting(store, "search:bad", value)
    assert search.saved_searches(store) == {}
    assert Keymap.from_json(value).changes == {}


@BEYOND
@pytest.mark.parametrize(
    "statement",
    ["UPDATE decision SET content = ?", "UPDATE article SET metadata = ?", "UPDATE speaker_revision SET aliases = ?"],
)
def test_a_merge_refuses_a_file_with_such_rows(
    store: Store, tmp_path: Path, value: str, reason: str, statement: str
) -> None:
    with closing(project.sample_project(tmp_path / "Bob.annot")) as bob:
        project.add_annotator(bob, "Bob")
        desk.save_proposals(bob, seed_sha(), gold_proposals(), "gold")
        decide_all(bob, "Bob")
    with closing(sqlite3.connect(tmp_path / "Bob.annot")) as db:
        db.execute(statement, (json.dumps({"x": 1})[:-2] + value + "}" if "metadata" in statement else f"[{value}]",))
        db.commit()
    before = store.rows("SELECT * FROM change")
    try:
        _, (report,) = team.merge(store, [tmp_path / "Bob.annot"])
    except AnnotatorError as error:
        assert "Bob.annot" in str(error)
        assert store.rows("SELECT * FROM change") == before
    else:
        # Metadata and a speaker's other names that cannot be read count as none; nothing else does.
        assert "aliases" in statement or ("metadata" in statement and "metadata" in " ".join(report.notes))
