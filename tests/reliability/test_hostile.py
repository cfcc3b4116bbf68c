"""Input that means harm: some of each reader's fuzzing (``make fuzz`` does thousands), and what it found."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import BadInputError, StoreError
from annotator.exchange.readers.reading import read_articles
from annotator.records import Article
from annotator.store import articles
from annotator.store.connection import Store
from annotator.store.journal import journal_folder
from annotator.workflow import corpus, desk, export, maintenance, project, team
from annotator.workflow import search as find
from tests.reliability.fuzz import attack, readers
from tests.support import (
    ANNOTATOR,
    SAMPLES,
    annotated_in,
    decide_all,
    import_annotations,
    import_article,
    load,
    seed_sha,
    shown,
)

HOSTILE = "<script>alert(1)</script> <img src='http://example.invalid/x.png'> \u202e\u2066“Yes,” \0 she \x1b[31m said.\ufeff 🌊"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def test_no_reader_crashes(laid_out: Path) -> None:
    crashes: list[str] = []
    for reader in readers(laid_out):
        crashes += attack(reader, 2 if reader.suffix == ".annot" else 8, 1)[1]  # `make fuzz` tries 2,000
    assert crashes == []


def test_a_setting_that_is_no_number_is_told(store: Store) -> None:
    store.db.execute("INSERT INTO setting VALUES ('blind_share', '2026-99-99')")
    with pytest.raises(StoreError, match="annotator doctor"):
        load(store)


def test_hostile_text_comes_in_unchanged_and_goes_out_equal(store: Store, tmp_path: Path) -> None:
    corpus.import_text(store, Article("../../x\n<b>", HOSTILE, "</title><script>"))
    sha = Article("", HOSTILE).sha256
    opened = desk.load_desk(store, sha, ANNOTATOR)
    assert opened.article.text == HOSTILE
    start = HOSTILE.index("“")
    decision = desk.confirm(desk.new_quotation(opened, desk.Span(start, start + 6)))
    desk.decide(store, decision, action="New quotation")
    report = export.export(store, tmp_path / "out.jsonl")
    record = json.loads(report.path.read_text(encoding="utf-8").splitlines()[0])
    assert (record["text"], record["quotes"][0]["text"]) == (HOSTILE, "“Yes,”")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "out.jsonl",
        "project.annot",
        "project.annot-shm",
        "project.annot-wal",
        "project.annot.journal",
    ]


def test_a_line_of_ten_megabytes(store: Store, tmp_path: Path) -> None:
    text = "“No,” she said. " * 640_000
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    import_article(store, tmp_path / "long.txt")
    sha = Article("", text).sha256
    assert len(articles.article(store, sha).title) == 200
    assert desk.load_desk(store, sha, ANNOTATOR).article.text == text
    find.index_all(store)
    hits = find.search(store, find.Search('"she said"'), limit=50).hits
    assert sum(hit.article_id == "long" for hit in hits) == 50


def test_lone_surrogates_become_replacement_characters_of_the_same_length(store: Store, tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text(
        '{"id": "s\\ud800", "text": "“a\\udc00b,” she said.", "title": "\\ud8ff"}', encoding="utf-8"
    )
    corpus.import_paths(store, [tmp_path / "s.jsonl"])
    assert desk.load_queue(store, ANNOTATOR)[-1].id == "s\ufffd"
    assert "a\ufffdb" in articles.article(store, desk.load_queue(store, ANNOTATOR)[-1].sha256).text


def test_lone_surrogates_in_names_and_ids_of_annotations_too(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    path = tmp_path / "out.jsonl"
    export.export(store, path, fmt="citron")
    path.write_text(path.read_text(encoding="utf-8").replace(f'"annotator": "{ANNOTATOR}"', '"annotator": "A\\ud800a"'))
    import_annotations(store, path)
    assert "A\ufffda" in project.annotators(store)


def test_an_offset_without_end_is_told(store: Store, tmp_path: Path) -> None:
    decide_all(store)
    path = tmp_path / "out.jsonl"
    export.export(store, path, fmt="citron")
    path.write_text(re.sub(r'"start": \d+', '"start": 1e999', path.read_text(encoding="utf-8"), count=1))
    with pytest.raises(BadInputError, match=r"out\.jsonl:1"):
        import_annotations(store, path)


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "a/b", "..", "nul\0", "\u202egpj"])
def test_names_never_lead_out_of_the_folder(store: Store, tmp_path: Path, name: str) -> None:
    project.add_annotator(store, name)
    folder = tmp_path / "packages"
    folder.mkdir()
    path = team.package_path(store, folder, name)
    assert path.parent == folder and path.name == Path(path.name).name and "\0" not in path.name
    team.package(store, path, name, [seed_sha()])
    assert [p.name for p in folder.iterdir()] == [path.name]


def test_a_trigger_never_runs(store: Store) -> None:
    decide_all(store)
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("CREATE TRIGGER evil AFTER INSERT ON annotator BEGIN DELETE FROM stance; END")
        count = db.execute("SELECT count(*) FROM stance").fetchone()
    with pytest.raises(StoreError, match="trigger"):
        project.open_project(store.path)
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("SELECT count(*) FROM stance").fetchone() == count


HARMS = [  # what somebody can put into a file so that no decision can be written any more
    ("UPDATE sqlite_master SET sql = replace(sql, 'action TEXT NOT NULL', 'action TEXT NOT NULL CHECK (n < 9)') "
     "WHERE name = 'change'", "'change'"),
    ("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ', CHECK (length(words) < 3)) STRICT') WHERE name = 'decision'",
     "'decision'"),
    ("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', 'NOT NULL COLLATE nocase') WHERE name = 'stance'", "'stance'"),
    ("UPDATE sqlite_master SET sql = replace(sql, 'TEXT NOT NULL', 'TEXT NOT NULL REFERENCES nowhere (x)') "
     "WHERE name = 'setting'", "'setting'"),
    ("CREATE UNIQUE INDEX one ON change (annotator, kind, n / 100)", "'change' has an index, 'one'"),
    ("CREATE UNIQUE INDEX one ON decision (words)", "'decision' has an index, 'one'"),
    ("CREATE INDEX one ON decision (abs(n))", "'decision' has an index, 'one'"),
    ("CREATE INDEX one ON decision (id) WHERE abs(n) > 3", "'decision' has an index, 'one'"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "told"), HARMS)
def test_a_constraint_that_somebody_added_is_refused_at_opening(store: Store, statement: str, told: str) -> None:
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(statement)
    with pytest.raises(StoreError, match=told):
        project.open_project(store.path)


def test_an_index_of_others_that_refuses_nothing_is_left_alone(store: Store) -> None:
    store.connection.execute("CREATE INDEX mine ON decision (comment)")
    store.connection.execute("CREATE TABLE notes_of_mine (text TEXT UNIQUE CHECK (text <> ''))")
    store.connection.execute("CREATE UNIQUE INDEX of_mine ON notes_of_mine (lower(text))")
    store.connection.commit()
    store.close()
    project.open_project(store.path).close()


def test_speakers_merged_in_a_circle_do_not_hang(store: Store) -> None:
    decide_all(store)
    change = store.rows("SELECT max(n) FROM change")[0][0]
    names = store.rows("SELECT speaker, name FROM current_speaker ORDER BY speaker")
    with store.writing() as db:
        for (speaker, name), (into, _) in zip(names, [*names[1:], names[0]], strict=True):
            db.execute("INSERT INTO speaker_revision (speaker, name, merged_into, change) VALUES (?, ?, ?, ?)",
                       (speaker, name, into, change))  # fmt: skip
    maintenance.rebuild(store.path)
    assert load(store).quotations[-1].decision is not None
    assert "merged into itself by way of others" in "\n".join(fault.told for fault in maintenance.examine(store.path))
    speaker = store.rows("SELECT id FROM speaker LIMIT 1")[0][0]
    assert find.search(store, find.Search(scope=find.Scope.QUOTATIONS, speaker=speaker)).hits


def test_values_of_great_length_are_kept(store: Store) -> None:
    long = "x" * 1_000_000
    desk.decide(store, desk.replace(desk.confirm(shown(store)), comment=long, speaker_name=long), action="Comment")
    decision = load(store).quotations[0].decision
    assert decision is not None and decision.comment == decision.speaker_name == long


def test_mutations_differ_and_come_again_from_their_seed() -> None:
    from tests.reliability.fuzz import mutated

    data = b"All is well. " * 50
    assert mutated(data, random.Random("a")) == mutated(data, random.Random("a")) != mutated(data, random.Random("b"))


@pytest.mark.parametrize("fmt", ["label-studio", "citron"])
def test_a_json_file_that_breaks_off_is_told(store: Store, tmp_path: Path, fmt: str) -> None:
    decide_all(store)
    path = tmp_path / "broken.json"
    export.export(store, tmp_path / "whole.json", fmt=fmt)
    path.write_bytes((tmp_path / "whole.json").read_bytes()[:-700])
    with pytest.raises(BadInputError, match=r"broken\.json"):
        annotated_in(path, fmt)


def test_what_a_library_says_in_lines_is_told_on_one(tmp_path: Path) -> None:
    (tmp_path / "x.qdc").write_text('<?xml version="1.0"?>\n<CodeBook a="&#0;"/>', encoding="utf-8")
    with closing(project.create_project(tmp_path / "p.annot")) as store:
        _, report = corpus.import_paths(store, [tmp_path / "x.qdc"])
    assert len(report.problems) == 1 and "\n" not in report.problems[0]


def test_a_word_file_whose_inside_is_damaged_is_told(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("All is well. " * 500)
    document.save(str(tmp_path / "x.docx"))
    whole = (tmp_path / "x.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "x.docx") as archive:
        part = archive.getinfo("word/document.xml")
    at = part.header_offset + 30 + len(part.filename) + part.compress_size // 3
    (tmp_path / "x.docx").write_bytes(whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :])
    with pytest.raises(BadInputError, match=r"x\.docx: it is not a readable Word file"):
        list(read_articles(tmp_path / "x.docx"))


@pytest.mark.parametrize(
    ("field", "value", "raised"),
    [(10, b"\x63\x00", NotImplementedError), (20, b"\xff\xff\xff\x00" * 2, EOFError)],  # its method; its two sizes
)
def test_a_word_file_whose_directory_lies_is_told(
    tmp_path: Path, field: int, value: bytes, raised: type[Exception]
) -> None:
    import docx

    docx.Document().save(str(tmp_path / "packed.docx"))
    path, name = tmp_path / "x.docx", "word/document.xml"
    with zipfile.ZipFile(tmp_path / "packed.docx") as packed, zipfile.ZipFile(path, "w") as stored:
        for each in packed.namelist():
            stored.writestr(each, packed.read(each))
    whole = path.read_bytes()
    at = whole.rindex(name.encode()) - 46 + field  # in the central directory: APPNOTE.TXT, 4.3.12
    path.write_bytes(whole[:at] + value + whole[at + len(value) :])
    with zipfile.ZipFile(path) as archive, pytest.raises((raised, zipfile.BadZipFile)):  # the latter in patched Pythons
        archive.read(name)
    with pytest.raises(BadInputError, match=r"x\.docx: it is not a readable Word file"):
        list(read_articles(path))


@pytest.mark.parametrize("far", [-1, 1 << 62])
def test_recovery_finds_rows_whose_numbers_are_far_apart(store: Store, tmp_path: Path, far: int) -> None:
    decide_all(store)
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("UPDATE decision SET n = ? WHERE n = 5", (far,))
        db.execute("UPDATE stance SET decision = ? WHERE decision = 5", (far,))
        count = db.execute("SELECT count(*) FROM stance").fetchone()
    maintenance.recover(store.path, tmp_path / "new.annot")
    with closing(sqlite3.connect(tmp_path / "new.annot")) as db:
        assert db.execute("SELECT count(*) FROM decision").fetchone() == (18,)
        assert db.execute("SELECT count(*) FROM stance").fetchone() == count
    assert maintenance.examine(tmp_path / "new.annot") == ()


def test_recovery_leaves_out_an_article_that_is_no_text(store: Store, tmp_path: Path) -> None:
    store.close()
    shutil.rmtree(journal_folder(store.path))  # else nothing is lost
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'article'")
        db.execute("PRAGMA writable_schema = RESET")
        db.execute("UPDATE article SET text = x'ff00' WHERE n = 1")
    report = maintenance.recover(store.path, tmp_path / "new.annot")
    assert report.left_out["article"] == 1 and report.kept["article"] == SAMPLES - 1
    assert report.lost is not None and "its text is not text" in report.lost.read_text(encoding="utf-8")


def test_a_text_that_is_none_is_told_and_not_quoted(store: Store) -> None:
    store.db.execute("UPDATE codebook SET guideline = CAST(x'41530a5345435245540aff' AS TEXT)")
    store.close()
    with (
        closing(project.open_project(store.path)) as opened,
        pytest.raises(StoreError, match="the file is damaged") as caught,
    ):
        opened.rows("SELECT guideline FROM codebook")
    assert "SECRET" not in str(caught.value)


def test_a_table_that_takes_values_of_any_type_is_refused(store: Store) -> None:
    store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'article'")
        db.execute("PRAGMA writable_schema = RESET")
        db.execute("UPDATE article SET title = x'ff00'")
    with pytest.raises(StoreError, match="'article' is not as it should be"):
        project.open_project(store.path)
