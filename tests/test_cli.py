"""The command line as a user types it: a process, its output, its exit status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.store.connection import Store
from annotator.store.journal import journal_folder
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, decide_all

ROOT = Path(__file__).parent.parent


def annotator(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def test_import_makes_a_project_and_export_writes_it(tmp_path: Path) -> None:
    project_file, article = tmp_path / "p.annot", tmp_path / "a.txt"
    article.write_text("“Yes,” she said.", encoding="utf-8")
    done = annotator("import", project_file, article)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 article added.\n", "")
    assert annotator("import", project_file, article).stdout == "0 articles added, 1 already here.\n"
    done = annotator("export", project_file, "--output", tmp_path / "out.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    with closing(project.open_project(project_file)) as store:
        assert store.one("SELECT id FROM article") == ("a",)


def test_export_of_one_annotator(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    done = annotator("export", store.path, "--annotator", "Bob", "--output", tmp_path / "out.jsonl")
    assert done.returncode == 0
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["annotator"], len(r["quotes"])) for r in records] == [("Bob", 17)]


def test_an_export_can_be_imported_beside_articles(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    annotator("export", store.path, "--output", tmp_path / "out.jsonl")
    with closing(project.create_project(tmp_path / "b.annot", project.current_codebook(store))):
        pass
    done = annotator("import", tmp_path / "b.annot", tmp_path / "out.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    with closing(project.open_project(tmp_path / "b.annot")) as other:
        assert desk.load_queue(other, ANNOTATOR)[0].decided == 18


def test_bad_input_is_one_sentence_and_exit_status_2(store: Store, tmp_path: Path) -> None:
    for words in (
        ("import", tmp_path / "p.annot", tmp_path / "gone.txt"),
        ("export", tmp_path / "gone.annot", "--output", tmp_path / "x"),
        ("export", store.path, "--format", "xml", "--output", tmp_path / "x"),
        ("export", store.path, "--annotator", "Eve", "--output", tmp_path / "x"),
    ):
        done = annotator(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr
    assert not (tmp_path / "x").exists()


def test_a_bad_file_among_good_ones_is_named_and_the_others_come_in(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("Good.", encoding="utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\xff\xfe\0")
    done = annotator("import", tmp_path / "p.annot", tmp_path / "in")
    assert done.returncode == 1
    assert "bad.txt" in done.stderr and done.stdout == "1 article added, 1 could not be read.\n"


def test_export_in_any_format_with_filters_and_what_is_lost(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_all(store)
    out = tmp_path / "out.json"
    done = annotator("export", store.path, "--format", "label-studio", "--kind", "direct", "--output", out)
    assert done.returncode == 0, done.stderr
    assert "left out: 0 flagged, 0 undecided" in done.stdout and "quotations, equal." in done.stdout
    assert "Not carried by this format:" in done.stderr and "id of the decision" in done.stderr
    assert (tmp_path / "out.config.xml").read_text(encoding="utf-8").startswith("<View>")
    assert main(["export", str(store.path), "--format", "csv", "--preview"]) == 0
    told = "1 article, 17 quotations, 14 stances; left out: 0 flagged, 0 undecided, 1 not speech.\n"
    assert capsys.readouterr().out == told
    assert main(["export", str(store.path), "--formats"]) == 0
    listed = capsys.readouterr().out
    assert all(f"`{name}`" in listed for name in ("jsonl", "parquet", "spacy-textcat", "uima-cas", "qdc"))
    for words in (
        ["--state", "odd"],
        ["--kind", "odd"],
        ["--label", "odd:odd"],
        ["--article", "odd"],
        ["--adjudicated"],
    ):
        assert main(["export", str(store.path), *words, "--output", str(tmp_path / "x")]) == 2
        told = capsys.readouterr().err
        assert told.startswith("error: ") and told.count("\n") == 1
    assert main(["export", str(store.path)]) == 2 and not (tmp_path / "x").exists()


def test_a_table_is_imported_by_its_text_column_after_a_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text("nr,story,when\n7,“Yes” she said.,2023\n8,No.,\n", encoding="utf-8")
    words = ["import", str(tmp_path / "p.annot"), str(tmp_path / "a.csv")]
    columns = ["--text-column", "story", "--id-column", "nr"]
    assert main([*words, *columns, "--preview"]) == 0
    assert capsys.readouterr().out.startswith("new: 7 (15 characters)") and not (tmp_path / "p.annot").exists()
    assert main([*words, *columns]) == 0
    assert capsys.readouterr().out == "2 articles added.\n"
    assert main(words) == 1
    assert "--text-column" in capsys.readouterr().err


def test_a_release_from_the_command_line_and_again(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    done = annotator(
        "release", store.path, "--output", tmp_path / "r", "--name", "Buoys", "--validation", "0", "--test", "0"
    )
    assert done.returncode == 0, done.stderr
    assert "Release 1: 1 article, 17 quotations" in done.stdout
    assert main(["release", str(store.path), "--again", "1", "--output", str(tmp_path / "again")]) == 0
    for name in ("README.md", "SHA256SUMS", "release.json", "data/train.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "r" / name).read_bytes()
    assert main(["release", str(store.path), "--output", str(tmp_path / "r")]) == 2


def test_help_names_every_command() -> None:
    done = annotator("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("desk", "demo", "import", "export", "release"))


def test_search_prints_hits_in_context_and_as_json(store: Store) -> None:
    decide_all(store)
    done = annotator("search", store.path, "buoys", "--limit", "1")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 1 and "[buoys]" in done.stdout
    done = annotator(
        "search", store.path, "--speaker", "Richard Verma", "--label", "unlawful", "--target", "river-buoys", "--json"
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found and all(hit["annotator"] == ANNOTATOR and hit["words"] for hit in found)
    done = annotator("search", store.path, "--speaker", "Nobody Known")
    assert (done.returncode, done.stderr) == (
        2,
        "error: No speaker of the project is called “Nobody Known”; check the spelling.\n",
    )


def test_doctor_says_what_is_wrong_and_mends_or_recovers_it(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    assert annotator("doctor", store.path).stdout == f"{store.path}: nothing is wrong with it.\n"
    with store.writing() as db:
        db.execute("DELETE FROM current_decision")
    done = annotator("doctor", store.path)
    assert done.returncode == 1 and "current_decision: 18 rows" in done.stdout and "--rebuild" in done.stdout
    assert annotator("doctor", store.path, "--rebuild").returncode == 0
    with store.writing() as db:
        db.execute("UPDATE decision SET kind = 'sung' WHERE n = 1")
    assert "--recover" in annotator("doctor", store.path).stdout
    shutil.rmtree(journal_folder(store.path))  # else nothing is lost
    done = annotator("doctor", store.path, "--recover", tmp_path / "new.annot")
    assert done.returncode == 1 and "decision: 17 rows kept, 1 left out" in done.stdout
    assert (tmp_path / "new.annot.lost.jsonl").exists()
    assert annotator("doctor", tmp_path / "new.annot").returncode == 0
