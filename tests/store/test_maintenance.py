"""Snapshots that open, a doctor that finds each fault, and recovery that loses no label it can read."""

from __future__ import annotations

import datetime
import gzip
import json
import os
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.errors import StoreError
from annotator.store import decisions, journal, snapshots
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, export, maintenance, project, team
from annotator.workflow import search as find
from tests.support import ANNOTATOR, decide_all, import_annotations, load, seed_sha, shown


def told(path: Path) -> str:
    return "\n".join(fault.told for fault in maintenance.examine(path))


@pytest.fixture
def decided(store: Store) -> Path:
    """The seed article decided, a comment, an undone decision, the search index made; closed."""
    decide_all(store)
    desk.undo(store, ANNOTATOR)
    desk.undo(store, ANNOTATOR)
    desk.redo(store, ANNOTATOR)
    find.index_all(store)
    store.close()
    return store.path


def harmed(path: Path, *statements: str) -> Path:
    """A copy with SQL done to it that the program would never do, in a folder of its own, without a journal."""
    path.with_name("alone").mkdir(exist_ok=True)
    copy = path.with_name("alone") / "harmed.annot"
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
    return copy


def current(path: Path) -> dict[str, decisions.Decision]:
    with closing(project.open_project(path)) as store:
        return decisions.current_decisions(store, seed_sha(), ANNOTATOR)


def test_a_sound_project_has_no_fault(decided: Path) -> None:
    assert maintenance.examine(decided) == ()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON decision BEGIN DELETE FROM decision; END", "trigger, 'evil'"),
        ("DROP VIEW speakers", "view 'speakers' is not as it should be"),
        ("DROP TABLE place", "table 'place' is missing"),
        ("ALTER TABLE stance RENAME COLUMN label TO lable", "table 'stance' is not as it should be"),
        ("UPDATE article SET text = text || 'x' WHERE n = 1", "checksum differs"),
        ("UPDATE article SET metadata = '[1' WHERE n = 1", "metadata cannot be read"),
        ('UPDATE decision SET "end" = 9999999 WHERE n = 3', "quotation reaches beyond the article"),
        ("UPDATE decision SET cue_words = 'shouted' WHERE n = 3", "words of its cue are not those"),
        ("UPDATE decision SET kind = 'sung' WHERE n = 3", "there is no kind 'sung'"),
        ("UPDATE decision SET content = '{' WHERE n = 3", "content cannot be read"),
        ("UPDATE proposal SET rest = '{}'", "run the detector again"),
        ("UPDATE speaker_revision SET aliases = '[1]'", "aliases cannot be read"),
        ("UPDATE current_speaker SET merged_into = speaker", "merged into itself"),
        ("DELETE FROM current_decision WHERE flagged = 0", "current_decision: 17 rows do not match the decisions"),
        ("DELETE FROM speaker_name", "speaker_name: it does not match the register"),
        ("UPDATE decision SET speaker = 999 WHERE n = 3", "points at a row of speaker"),
        ("UPDATE codebook SET source = 'x = '", "codebook cannot be read"),
        ("PRAGMA user_version = 99", "newer version"),
        ("PRAGMA application_id = 7", "is not marked as a project"),
    ],
)
def test_the_doctor_finds_it(decided: Path, statement: str, sentence: str) -> None:
    settled = [
        "UPDATE current_speaker SET aliases = (SELECT aliases FROM speaker_revision r WHERE r.speaker = current_speaker.speaker)"
    ]
    path = harmed(decided, statement, *(settled if "aliases" in statement else []))
    assert sentence in told(path)


def test_the_doctor_looks_into_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.annot").write_bytes(b"not a database, only text" * 60)
    assert "not a project file" in told(tmp_path / "x.annot")
    with pytest.raises(StoreError, match="no such project"):
        maintenance.examine(tmp_path / "gone.annot")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON decision BEGIN DELETE FROM decision; END",
        "DROP TABLE place",
        "UPDATE article SET text = text || 'x' WHERE n = 1",
        'UPDATE decision SET "end" = 9999999 WHERE n = 3',
        "UPDATE decision SET kind = 'sung' WHERE n = 3",
        "UPDATE proposal SET rest = '{}'",
        "UPDATE article SET metadata = '[1' WHERE n = 1",
    ],
)
def test_a_harmed_file_is_refused_or_told_where_it_is_read_never_a_crash(decided: Path, statement: str) -> None:
    path = harmed(decided, statement)
    with pytest.raises(StoreError, match="annotator doctor"), closing(project.open_project(path)) as store:
        load(store)


def test_derived_tables_and_index_are_made_anew(decided: Path) -> None:
    before = current(decided)
    path = harmed(decided, "DELETE FROM current_decision", "DELETE FROM current_finish", "DELETE FROM current_speaker",
                  "UPDATE article_words_data SET block = x'00'")  # fmt: skip
    assert all(fault.derived for fault in maintenance.examine(path)) and maintenance.examine(path)
    maintenance.rebuild(path)
    assert maintenance.examine(path) == () and current(path) == before


def test_recovery_of_a_sound_project_keeps_everything(decided: Path, tmp_path: Path) -> None:
    report = maintenance.recover(decided, tmp_path / "new.annot")
    assert not report.left_out and report.lost is None and not any(report.repaired.values())
    assert current(tmp_path / "new.annot") == current(decided)
    assert maintenance.examine(tmp_path / "new.annot") == ()
    with closing(project.open_project(tmp_path / "new.annot")) as store:
        assert desk.undo_text(store, ANNOTATOR) == "Confirm quotation"
    with pytest.raises(StoreError, match="already there"):
        maintenance.recover(decided, tmp_path / "new.annot")


def test_recovery_moves_a_decision_to_its_words_and_keeps_what_it_cannot(decided: Path, tmp_path: Path) -> None:
    before = current(decided)
    path = harmed(
        decided,
        'UPDATE decision SET start = start + 1, "end" = "end" + 1 WHERE n = 3',
        "UPDATE decision SET kind = 'sung' WHERE n = 4",
        "UPDATE decision SET cue_words = 'shouted' WHERE n = 5",
        "UPDATE decision SET change = 9999 WHERE n = 6",
        "CREATE TRIGGER evil AFTER INSERT ON decision BEGIN DELETE FROM decision; END",
        "DELETE FROM speaker_revision WHERE speaker = 1",
    )
    report = maintenance.recover(path, tmp_path / "new.annot")
    assert (report.left_out["decision"], report.repaired["decision"]) == (1, 3)
    assert report.lost is not None
    lost = [json.loads(line) for line in report.lost.read_text(encoding="utf-8").splitlines()]
    assert [(x["row"]["n"], x["why"]) for x in lost if x["table"] == "decision"] == [(4, "there is no kind 'sung'")]
    assert all(x["row"]["decision"] == 4 for x in lost if x["table"] == "stance")
    after = current(tmp_path / "new.annot")
    assert len(after) == len(before) - 1 and maintenance.examine(tmp_path / "new.annot") == ()
    assert all(after[q].span == before[q].span and after[q].stances == before[q].stances for q in after)


def test_recovery_reads_round_a_destroyed_page(store: Store, tmp_path: Path) -> None:
    """Pages all over the file are filled with noise in turn: what is recovered opens and is sound, and it is most of it."""
    decide_all(store)
    store.close()
    data = store.path.read_bytes()
    whole = current(store.path)
    sizes = []
    (tmp_path / "alone").mkdir()
    for page in range(1, len(data) // 4096, 9):
        path, new = tmp_path / "alone" / "torn.annot", tmp_path / f"new-{page}.annot"
        path.write_bytes(data[: page * 4096] + bytes(range(256)) * 16 + data[(page + 1) * 4096 :])
        try:
            maintenance.recover(path, new)
        except StoreError as err:  # all articles hang on the page
            assert "look for a copy" in str(err) and not new.exists()
            continue
        assert all("codebook" in fault.told for fault in maintenance.examine(new)), maintenance.examine(new)
        with closing(project.open_project(new)) as opened:
            known = ANNOTATOR in project.annotators(opened)
            kept = decisions.current_decisions(opened, seed_sha(), ANNOTATOR) if known else {}
        assert all(whole[q].span == kept[q].span for q in kept if q in whole)
        sizes.append(len(kept))
    assert len(sizes) > 5 and sum(sizes) > 0.8 * len(sizes) * len(whole), sizes


def test_snapshots_are_projects_of_their_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    times = (f"2026-01-0{n}T10:00:00.000+00:00" for n in range(1, 9) for _ in range(2))
    monkeypatch.setattr(snapshots, "now", lambda: next(times))
    for n in range(3):
        desk.decide(store, desk.confirm(shown(store, n)), action="Confirm quotation")
        taken = maintenance.take_snapshot(store.path)
        assert taken is not None
        assert maintenance.take_snapshot(store.path) is None  # nothing changed since
    found = maintenance.list_snapshots(store.path)
    assert [path.name for path in found] == [f"2026010{n}T100000Z.annot" for n in (3, 2, 1)]
    for path, count in zip(found, (3, 2, 1), strict=True):
        assert len(current(path)) == count and maintenance.examine(path) == ()


def test_old_snapshots_become_fewer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Half a year of work from morning to evening, a snapshot every ten minutes."""
    moment = datetime.datetime(2026, 1, 1, 9, tzinfo=datetime.UTC)
    monkeypatch.setattr(snapshots, "now", lambda: moment.isoformat(timespec="milliseconds"))
    kept: list[Path] = []
    most = 0
    for day in range(180):
        for _ in range(48):
            moment += datetime.timedelta(minutes=10)
            kept.insert(0, tmp_path / f"{moment:%Y%m%dT%H%M%SZ}.annot")
            gone = set(snapshots._superfluous(kept))
            kept = [path for path in kept if path not in gone]
            most = max(most, len(kept))
        moment += datetime.timedelta(hours=16)
        ages = [
            (moment - datetime.datetime.strptime(f"{path.name[:15]}+0000", "%Y%m%dT%H%M%S%z")).days for path in kept
        ]
        for days in (1, 2, 4, 8, 16, 32):
            assert day < 2 * days or any(days <= age < 2 * days + 1 for age in ages), (day, days, ages)
    assert most <= 14


def test_snapshots_of_one_second_stand_side_by_side(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "now", lambda: "2026-01-01T10:00:00.000+00:00")
    for n in range(2):
        desk.decide(store, desk.confirm(shown(store, n)), action="Confirm quotation")
        maintenance.take_snapshot(store.path)
    assert [len(current(path)) for path in maintenance.list_snapshots(store.path)] == [2, 1]


def test_a_damaged_project_takes_no_snapshot_and_older_ones_stay(decided: Path) -> None:
    maintenance.take_snapshot(decided)
    with closing(project.open_project(decided)) as store:
        desk.undo(store, ANNOTATOR)
    data = decided.read_bytes()
    with closing(sqlite3.connect(decided)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'stance_label'").fetchone()[0]
    decided.write_bytes(data[: (root - 1) * 4096] + bytes(4096) + data[root * 4096 :])
    with pytest.raises(StoreError, match="--recover"):
        maintenance.take_snapshot(decided)
    assert len(maintenance.list_snapshots(decided)) == 1
    assert [path for path in snapshots.snapshot_folder(decided).iterdir() if ".part" in path.name] == []


@pytest.mark.parametrize("what", ["import", "import of annotations", "merge"])
def test_a_snapshot_is_taken_before_much_changes(store: Store, tmp_path: Path, what: str) -> None:
    team.package(store, tmp_path / "bob.annot", "Bob", [seed_sha()])
    with closing(project.open_project(tmp_path / "bob.annot")) as package:
        decide_all(package, "Bob")
        export.export(package, tmp_path / "bob.jsonl")
    (tmp_path / "new.txt").write_text("All is well in the harbor of Vell.", encoding="utf-8")
    desk.decide(store, desk.confirm(shown(store)), action="Confirm quotation")
    before = store.rows("SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM article)")
    if what == "import":
        corpus.import_paths(store, [tmp_path / "new.txt"])
    elif what == "merge":
        team.merge(store, [tmp_path / "bob.annot"], dry_run=True)
        assert maintenance.list_snapshots(store.path) == []
        team.merge(store, [tmp_path / "bob.annot"])
    else:
        import_annotations(store, tmp_path / "bob.jsonl")
    (taken,) = maintenance.list_snapshots(store.path)
    with closing(project.read_project(taken)) as then:
        assert then.rows("SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM article)") == before
    assert store.rows("SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM article)") != before


def test_an_import_goes_on_where_no_snapshot_can_be_taken(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "ROOM", 1 << 62)
    (tmp_path / "new.txt").write_text("All is well in the harbor of Vell.", encoding="utf-8")
    _, report = corpus.import_paths(store, [tmp_path / "new.txt"])
    assert report.added == 1 and "free some space" in report.message


def test_a_long_journal_loses_what_three_snapshots_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in ("SEGMENT", "KEPT"):
        monkeypatch.setattr(journal, size, 20_000)
    for n in range(60):
        desk.decide(store, replace(desk.confirm(shown(store, n % 18)), comment=str(n)), action="Comment")
    folder = journal.journal_folder(store.path)
    files = journal.segments(folder)
    assert len(files) > 3
    for number in range(3):
        desk.undo(store, ANNOTATOR)
        for file in files[:2]:
            os.utime(file, (time.time() - 2 * journal.HOUR,) * 2)
        maintenance.take_snapshot(store.path)
        assert [file.exists() for file in files[:3]] == ([True] * 3 if number < 2 else [False, False, True])
    store.close()
    before = current(store.path)
    store.path.unlink()
    maintenance.recover(store.path, store.path.with_name("new.annot"))
    assert current(store.path.with_name("new.annot")) == before


def test_a_snapshot_is_told_where_there_is_no_room_and_others_stay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    maintenance.take_snapshot(store.path)
    desk.decide(store, desk.confirm(shown(store)), action="Confirm quotation")
    monkeypatch.setattr(snapshots, "ROOM", 1 << 62)
    with pytest.raises(StoreError, match="free some space"):
        maintenance.take_snapshot(store.path)
    assert len(maintenance.list_snapshots(store.path)) == 1


def test_what_a_killed_session_left_of_a_snapshot_goes_with_the_next_day(store: Store) -> None:
    maintenance.take_snapshot(store.path)
    folder = snapshots.snapshot_folder(store.path)
    for name, age in (("20200101T000000Z.annot.part", 2), ("20990101T000000Z.annot.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age * snapshots.DAY,) * 2)
    desk.decide(store, desk.confirm(shown(store)), action="Confirm quotation")
    for old in maintenance.list_snapshots(store.path):
        old.rename(old.with_name("20250101T000000Z.annot"))
    maintenance.take_snapshot(store.path)
    assert [p.name for p in folder.glob("*.part")] == ["20990101T000000Z.annot.part"]


OLD = Path(__file__).parent.parent / "fixtures" / "schema-1.annot.gz"


def test_nothing_is_wrong_with_a_file_because_it_is_old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.annot").write_bytes(gzip.decompress(OLD.read_bytes()))
    assert maintenance.examine(tmp_path / "old.annot") == ()
    with closing(sqlite3.connect(tmp_path / "old.annot")) as db:
        db.execute("CREATE TRIGGER evil AFTER INSERT ON annotator BEGIN DELETE FROM stance; END")
    assert "trigger" in told(tmp_path / "old.annot")


def test_a_newer_file_is_not_told_to_be_recovered(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.db.execute("PRAGMA user_version = 99")
    store.close()
    assert main(["doctor", str(store.path)]) == 1
    said = capsys.readouterr().out
    assert "update the program" in said and "recover" not in said
