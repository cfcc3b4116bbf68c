"""The journal beside a project: every change stands in it, by every process, and nothing that goes wrong with it costs a decision."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.records import Article
from annotator.store import adjudications, journal, journal_lines
from annotator.store.connection import Store, connect
from annotator.store.journal_lines import JournalEntry
from annotator.workflow import corpus, desk, maintenance, project, team
from tests.reliability.test_disk import no_file_longer_than
from tests.support import ANNOTATOR, SAMPLES, decide_all, seed_sha, shown

ROOT = Path(__file__).parent.parent.parent


def read(path: Path) -> list[JournalEntry | str]:
    return [entry for file in journal.segments(journal.journal_folder(path)) for entry in journal_lines.read(file)]


def entries(path: Path) -> list[JournalEntry]:
    found = read(path)
    assert [each for each in found if isinstance(each, str)] == []
    return [each for each in found if isinstance(each, JournalEntry)]


def held(path: Path, table: str) -> list[journal_lines.Row]:
    return [row for entry in entries(path) for name, row in entry.rows if name == table]


def comments(path: Path) -> list[str]:
    return [row["comment"] for row in held(path, "decision")]


def comment(store: Store, text: str, n: int = 0) -> None:
    desk.decide(store, replace(desk.confirm(shown(store, n)), comment=text), action="Comment")


def segment(path: Path) -> Path:
    return journal.segments(journal.journal_folder(path))[-1]


def test_every_decision_stands_in_it_as_it_is_in_the_file(store: Store) -> None:
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    desk.redo(store, ANNOTATOR)
    names = dict(store.rows("SELECT n, sha256 FROM article"))
    rows = {row["id"]: row for row in held(store.path, "decision")}
    cursor = store.db.execute("SELECT * FROM decision")
    columns = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        wanted = dict(zip(columns, values, strict=True))
        speaker = store.one("SELECT id FROM speaker WHERE n = ?", (wanted["speaker"],))
        change = store.one("SELECT id FROM change WHERE n = ?", (wanted["change"],))
        wanted |= {"annotator": ANNOTATOR, "article": names[wanted["article"]], "change": change and change[0]}
        wanted["speaker"] = speaker and speaker[0]
        assert rows.pop(wanted["id"]) == {name: value for name, value in wanted.items() if value is not None}
    assert rows == {}
    stances = store.rows(
        "SELECT d.id, target, label FROM stance s JOIN decision d ON d.n = s.decision ORDER BY 1, 2, 3"
    )
    assert sorted((s["decision"], s["target"], s["label"]) for s in held(store.path, "stance")) == stances
    assert [row["kind"] for row in held(store.path, "change")][-2:] == ["undo", "redo"]
    assert held(store.path, "change")[-1]["target"] == held(store.path, "change")[-2]["target"]
    assert [row["finished"] for row in held(store.path, "finish")] == [1]
    assert {row["name"] for row in held(store.path, "speaker_revision")} == {s.name for s in project.speakers(store)}


def test_a_small_project_is_in_it_from_the_beginning(store: Store) -> None:
    comment(store, "first")
    texts = {row["sha256"]: row["text"] for row in held(store.path, "article")}
    assert texts == dict(store.rows("SELECT sha256, text FROM article"))
    assert [row["source"] for row in held(store.path, "codebook")] == [
        s for (s,) in store.rows("SELECT source FROM codebook")
    ]
    assert all(entry.project == journal.project_id(store) for entry in entries(store.path))


def test_each_text_that_is_imported_stands_in_it_once(store: Store, tmp_path: Path) -> None:
    comment(store, "first")
    (tmp_path / "in").mkdir()
    for n in range(600):
        (tmp_path / "in" / f"n{n}.txt").write_text(f"Article {n}. " + "All is well. " * 300, encoding="utf-8")
    corpus.import_paths(store, [tmp_path / "in"], annotator=ANNOTATOR)
    corpus.import_paths(store, [tmp_path / "in"], annotator=ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    corpus.import_paths(store, [tmp_path / "in" / "n7.txt"], annotator=ANNOTATOR)
    texts = [row["sha256"] for row in held(store.path, "article")]
    many = SAMPLES + 600
    assert len(texts) == many + 1 and len(set(texts)) == many  # the one that came back belongs to another change
    assert segment(store.path).stat().st_size < 600 * 4000 / 4


def test_settled_decisions_edits_and_the_register_stand_in_it(store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store)
    decide_all(store, "Bob")
    opened = desk.load_desk(store, seed_sha(), ANNOTATOR)
    first = opened.quotations[0].decision
    assert first is not None
    reason = adjudications.Settlement(first, frozenset({first.id}), adjudications.Reason("slip"))
    adjudications.add(store, [reason], {}, adjudicator=ANNOTATOR, action="Settle")
    someone = project.speakers(store)[0]
    project.rename_speaker(store, someone.id, "Somebody Else", annotator=ANNOTATOR)
    article = Article("long", "“It is said that all is well,” said Ida Holm on Monday. " * 20)
    corpus.import_text(store, article)
    decision = desk.new_quotation(desk.load_desk(store, article.sha256, ANNOTATOR), desk.Span(0, 30))
    desk.decide(store, desk.confirm(decision), action="Mark quotation")
    corpus.import_text(store, replace(article, text=article.text.replace("It is said", "They say", 1)))
    assert held(store.path, "adjudication")[-1]["reason"] == "slip"
    assert held(store.path, "settled")[-1]["settles"] == first.id
    assert held(store.path, "speaker_revision")[-1]["name"] == "Somebody Else"
    version = held(store.path, "article_version")[-1]
    assert version["replaces"] == article.sha256 != version["article"]
    assert held(store.path, "review")[-1]["decision"] == held(store.path, "decision")[-1]["id"]


def test_what_a_merge_brings_stands_in_it(store: Store, tmp_path: Path) -> None:
    team.package(store, tmp_path / "bob.annot", "Bob", [seed_sha()])
    assert not journal.journal_folder(tmp_path / "bob.annot").exists()  # a package is one file
    with closing(project.open_project(tmp_path / "bob.annot")) as package:
        decide_all(package, "Bob")
        assert journal.project_id(package) != journal.project_id(store)
    comment(store, "first")
    team.merge(store, [tmp_path / "bob.annot"], annotator=ANNOTATOR)
    assert {row["id"] for row in held(store.path, "decision")} == {i for (i,) in store.rows("SELECT id FROM decision")}
    merged = [row for row in held(store.path, "change") if "merge" in row]
    assert len(merged) == 18 and {row["merge"] for row in merged} == {
        row["id"] for row in held(store.path, "change") if row["action"] == "Merge bob.annot"
    }


def test_a_dry_run_and_a_write_that_fails_leave_no_line(store: Store) -> None:
    comment(store, "first")
    before = segment(store.path).read_bytes()
    with pytest.raises(RuntimeError), store.writing():
        store.db.execute("INSERT INTO annotator (name, created_at) VALUES ('Eve', '')")
        raise RuntimeError
    project.remember_place(store, ANNOTATOR, seed_sha(), None)  # where somebody was is no decision
    assert segment(store.path).read_bytes() == before


def test_two_processes_write_lines_that_never_mix(store: Store) -> None:
    project.add_annotator(store, "Bob")
    script = """
import sys
from dataclasses import replace
from pathlib import Path
from annotator.workflow import desk, project
from tests.support import load
store, me = project.open_project(Path(sys.argv[1])), sys.argv[2]
for n in range(60):
    opened = load(store, me)
    decision = desk.confirm(desk.shown(opened, opened.quotations[n % 18]))
    desk.decide(store, replace(decision, comment=f"{me} {n}" + "x" * 5000 * (n % 2)), action="Comment")
"""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(store.path), who], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for who in (ANNOTATOR, "Bob")
    ]
    assert [run.communicate(timeout=120)[1] for run in runs] == ["", ""]
    kept = {row["id"] for row in held(store.path, "decision")}
    assert kept == {i for (i,) in store.rows("SELECT id FROM decision")} and len(kept) == 120


def test_the_command_line_writes_it_too(store: Store, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("All is well in the harbor of Vell.", encoding="utf-8")
    assert main(["import", str(store.path), str(tmp_path / "new.txt")]) == 0
    assert "All is well in the harbor of Vell." in [row["text"] for row in held(store.path, "article")]


def test_what_another_process_could_not_write_comes_with_the_next_line(store: Store) -> None:
    comment(store, "first")
    with closing(project.open_project(store.path)) as other:
        other.journals = False  # killed between the commit and the line
        comment(other, "second", 1)
    assert comments(store.path) == ["first"]
    comment(store, "third", 2)
    assert comments(store.path) == ["first", "second", "third"]
    with closing(project.open_project(store.path)) as later:
        comment(later, "fourth", 3)
    assert comments(store.path) == ["first", "second", "third", "fourth"]


def test_a_line_cut_short_spoils_neither_those_before_nor_behind_it(store: Store) -> None:
    comment(store, "first")
    comment(store, "second", 1)
    whole = segment(store.path).read_bytes()
    segment(store.path).write_bytes(whole[:-300])  # the machine stopped
    with closing(project.open_project(store.path)) as again:
        comment(again, "third", 2)
    assert comments(store.path) == ["first", "second", "third"]  # what was cut is written again


@pytest.mark.parametrize(
    "harm",
    [
        lambda line: line.replace(b'"status":"confirmed"', b'"status":"rejected" '),
        lambda line: line[:200],
        lambda line: b"not a line at all",
        lambda line: b"\xff\xfe\x00" * 50,
        lambda line: b'{"sum":"' + b"0" * 16 + b'","entry":{}}',
        lambda line: signed(b'"entry":{"v":1}}'),
        lambda line: signed(b'"entry":[1,2]}'),
        lambda line: signed(b'"entry":{"v":2,"project":"p","at":"","rows":[]}}'),
        lambda line: signed(b'"entry":{"v":1,"project":"p","at":"","rows":[["decision",7]]}}'),
        lambda line: signed(b'"z":"aGVsbG8="}'),
        lambda line: signed(b'"entry":' + b"[" * 100_000),
    ],
)
def test_a_line_that_was_edited_is_told_and_passed_over(store: Store, harm: Callable[[bytes], bytes]) -> None:
    for n, text in enumerate(("first", "second", "third")):
        comment(store, text, n)
    file = segment(store.path)
    lines = file.read_bytes().splitlines()
    at = next(n for n, line in enumerate(lines) if b'"comment":"second"' in line)
    lines[at] = harm(lines[at])
    file.write_bytes(b"\n".join(lines) + b"\n")
    found = read(store.path)
    kept = [
        row["comment"]
        for entry in found
        if isinstance(entry, JournalEntry)
        for table, row in entry.rows
        if table == "decision"
    ]
    assert kept == ["first", "third"] and len([each for each in found if isinstance(each, str)]) == 1


def signed(body: bytes) -> bytes:
    return b'{"sum":"' + journal_lines._sum(body + b"\n") + b'",' + body


def test_a_journal_that_cannot_be_written_costs_no_decision_and_is_told_once(store: Store) -> None:
    told: list[str] = []
    store.tell = told.append
    shutil.rmtree(journal.journal_folder(store.path))
    journal.journal_folder(store.path).write_text("in the way", encoding="utf-8")
    comment(store, "first")
    comment(store, "second", 1)
    assert store.rows("SELECT comment FROM decision") == [("first",), ("second",)]
    assert len(told) == 1 and str(journal.journal_folder(store.path)) in told[0] and told[0].endswith(".")
    journal.journal_folder(store.path).unlink()
    comment(store, "third", 2)
    assert comments(store.path) == ["first", "second", "third"]


def test_a_full_disk_costs_no_decision_and_the_line_comes_later(store: Store) -> None:
    told: list[str] = []
    store.tell = told.append
    comment(store, "first")
    with segment(store.path).open("ab") as file:
        file.write(b"\n" * 2_000_000)  # longer than the project and its log
    with no_file_longer_than(segment(store.path).stat().st_size + 100):
        comment(store, "second", 1)
        comment(store, "third", 2)
    assert len(told) == 1
    comment(store, "fourth", 3)
    found = [entry for entry in read(store.path) if isinstance(entry, JournalEntry)]
    assert [r["comment"] for e in found for table, r in e.rows if table == "decision"] == [
        "first",
        "second",
        "third",
        "fourth",
    ]


def test_a_journal_that_is_deleted_under_the_open_project_begins_anew(store: Store) -> None:
    comment(store, "first")
    shutil.rmtree(journal.journal_folder(store.path))
    comment(store, "second", 1)
    assert comments(store.path) == ["first", "second"]


def test_a_long_journal_goes_on_in_another_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SEGMENT", 40_000)
    for n in range(40):
        comment(store, str(n), n % 18)
    files = journal.segments(journal.journal_folder(store.path))
    assert len(files) > 1 and all(
        file.stat().st_size < 50_000 for file in files[1:]
    )  # the first begins with all articles
    assert comments(store.path) == [str(n) for n in range(40)]


def test_a_large_project_begins_with_what_comes(store: Store) -> None:
    store.journal.beginning = 1000
    shutil.rmtree(journal.journal_folder(store.path))
    comment(store, "first")
    assert comments(store.path) == ["first"] and held(store.path, "article") == []
    assert [entry.gap for entry in entries(store.path)] == [True]


def test_another_project_of_the_same_name_has_lines_of_its_own(store: Store) -> None:
    comment(store, "first")
    store.close()
    store.path.unlink()
    with closing(project.sample_project(store.path)) as other:
        project.add_annotator(other, "Bob")
        own = journal.project_id(other)
    files = journal.segments(journal.journal_folder(store.path))
    assert len(files) == 2 and [file.name.startswith(own[:12]) for file in files].count(True) == 1
    assert len({entry.project for entry in entries(store.path)}) == 2


def test_a_project_without_an_id_gets_one_with_the_first_write(store: Store) -> None:
    store.db.execute("DELETE FROM setting WHERE name = 'project'")
    store.close()
    shutil.rmtree(journal.journal_folder(store.path))
    with closing(project.open_project(store.path)) as again:
        assert journal.project_id(again) == ""
        comment(again, "first")
        assert len(journal.project_id(again)) == 32
        assert {entry.project for entry in entries(store.path)} == {journal.project_id(again)}


def test_a_link_to_a_project_leads_to_the_same_journal(store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.annot"
    link.symlink_to(store.path)
    comment(store, "first")
    with closing(project.open_project(link)) as other:
        comment(other, "second", 1)
    assert comments(store.path) == ["first", "second"]


def test_a_pipe_in_the_place_of_its_file_is_refused(store: Store) -> None:
    told: list[str] = []
    store.tell = told.append
    file = segment(store.path)
    file.unlink()
    os.mkfifo(file)
    comment(store, "first")
    assert len(told) == 1 and store.rows("SELECT comment FROM decision") == [("first",)]


def test_it_is_synced_soon_and_at_closing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = threading.Semaphore(0)

    def sync(descriptor: int, real: Callable[[int], None] = os.fdatasync) -> None:
        real(descriptor)
        synced.release()

    monkeypatch.setattr(os, "fdatasync", sync)
    comment(store, "first")
    assert synced.acquire(timeout=20)  # by itself, with nothing written behind it
    comment(store, "second", 1)
    store.close()
    assert synced.acquire(blocking=False)


def test_a_folder_is_imported_without_the_journals_in_it(store: Store, tmp_path: Path) -> None:
    comment(store, "first")
    (tmp_path / "only.txt").write_text("All is well in the harbor of Vell.", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path])
    assert (report.added, report.problems) == (1, [])


def test_a_release_made_again_leaves_no_journal_behind(store: Store, tmp_path: Path) -> None:
    comment(store, "first")
    with closing(connect(store.path)) as plain:
        assert not plain.journals
    maintenance.recover(store.path, tmp_path / "new.annot")
    assert not journal.journal_folder(tmp_path / "new.annot").exists()
    with closing(project.open_project(tmp_path / "new.annot")) as new:
        assert journal.project_id(new) == journal.project_id(store)


def test_a_line_is_json_that_anybody_can_read(store: Store) -> None:
    comment(store, "first")
    last = json.loads(segment(store.path).read_bytes().splitlines()[-1])
    assert dict(last["entry"]["rows"][-1][1])["comment"] == "first"
