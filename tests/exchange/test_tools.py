"""Projects and files of INCEpTION, QualCoder, Taguette, Potato, CoNLL and spaCy: annotators, labels and speakers come in."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from annotator.exchange import annotation_formats, formats
from annotator.exchange.qdpx_read import CodedSelection, _place
from annotator.records import Decision, Stance
from annotator.store.connection import Store
from annotator.workflow import export, preview, project
from tests.exchange.corpora import CODEBOOK, hard_cases
from tests.exchange.incoming import come_in, held
from tests.exchange.test_formats import sayable

DATA = Path(__file__).parent.parent / "data" / "exchange"
TARGET = project.plain_codebook().targets[0].id
FAVOR = (Stance(TARGET, "favor"),)
MAYOR, NO = "“We will close the bridge,”", "“No,”"
TEXT = "“We will close the bridge,” the mayor said.\n\n“No,” Kim Lee wrote.\n"


def made(store: Store) -> dict[tuple[str, str], list[tuple[str, str, str, tuple[Stance, ...]]]]:
    """(words, source, speaker, stances) of what every annotator made of every article."""
    return {(each.article.id, each.annotator): [said(d) for d in each.decisions] for each in held(store)}


def said(d: Decision) -> tuple[str, str, str, tuple[Stance, ...]]:
    return d.words, d.source.words if d.source else "", d.speaker_name, d.stances


@pytest.mark.parametrize("name", ["a.xmi", "a.json"])
def test_a_cas_with_layers_of_any_name(empty: Store, name: str) -> None:
    come_in(empty, DATA / "inception" / name)
    assert made(empty) == {("a", "inception"): [(MAYOR, "the mayor", "Maria", FAVOR)]}
    assert empty.one("SELECT text FROM article")[0].startswith("👍 “We")


def test_layers_are_given_a_meaning(empty: Store, tmp_path: Path) -> None:
    text = (DATA / "inception" / "a.xmi").read_text(encoding="utf-8")
    (tmp_path / "b.xmi").write_text(
        text.replace("custom:Quote", "custom:Rede").replace('stance="favor"', 'view="pro"'), encoding="utf-8"
    )
    assert "“Rede”" in come_in(empty, tmp_path / "b.xmi").problems[0]
    come_in(empty, tmp_path / "b.xmi", "Rede=quotation", "pro=favor")
    assert made(empty) == {("b", "inception"): [(MAYOR, "the mayor", "Maria", FAVOR)]}


def test_an_export_of_an_inception_project_keeps_its_annotators(empty: Store, tmp_path: Path) -> None:
    xmi = (DATA / "inception" / "a.xmi").read_bytes()
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        for user in ("ada", "bob", "INITIAL_CAS"):
            inner = BytesIO()
            with zipfile.ZipFile(inner, "w") as one:
                one.writestr(f"{user}.xmi", xmi)
                one.writestr("TypeSystem.xml", (DATA / "inception" / "TypeSystem.xml").read_bytes())
            archive.writestr(f"annotation/letter.txt/{user}.zip", inner.getvalue())
        archive.writestr("source/letter.txt", TEXT)
    come_in(empty, tmp_path / "project.zip")
    assert set(made(empty)) == {("letter.txt", "ada"), ("letter.txt", "bob")}


def test_webanno_tsv_of_other_people(empty: Store) -> None:
    report = come_in(empty, DATA / "inception" / "w.tsv")
    assert made(empty) == {("w", "inception"): [(NO, "Kim Lee", "", ())]}
    assert "it has no relation" in report.message


def test_webanno_tsv_with_relations_several_values_and_units_beyond_the_plane(empty: Store, tmp_path: Path) -> None:
    rows = [
        "#FORMAT=WebAnno TSV 3.3", "#T_SP=webanno.custom.Span|value|view", "#T_RL=webanno.custom.Rel|kind|BT_webanno.custom.Span", "", "",
        "#Text=👍 “No,” she said.",
        "1-1\t0-2\t👍\t_\t_\t_\t_\t",
        "1-2\t3-4\t“\tQuote[1]\tfavor[1]\t_\t_\t",
        "1-3\t4-6\tNo\tQuote[1]|Emphasis[3]\tfavor[1]|*[3]\t_\t_\t",
        "1-4\t6-8\t,”\tQuote[1]\tfavor[1]\t_\t_\t",
        "1-5\t9-12\tshe\tSpeaker\t*\tsaid by\t1-2[1_0]\t",
        "1-6\t13-17\tsaid\tCue\t*\t_\t_\t",
        "1-7\t17-18\t.\t_\t_\t_\t_\t",
    ]  # fmt: skip
    (tmp_path / "r.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = come_in(empty, tmp_path / "r.tsv")
    assert made(empty) == {("r", "inception"): [(NO, "she", "", FAVOR)]}
    assert "cue linked to no quotation" in report.message  # a relation was drawn, and none to the cue


@pytest.mark.parametrize("name", ["qualcoder-project.qdpx", "qda"])
def test_a_qualcoder_project_keeps_its_coders(empty: Store, tmp_path: Path, name: str) -> None:
    path = DATA / name
    if name == "qda":
        path = tmp_path / "news.qda"
        path.mkdir()
        with closing(sqlite3.connect(path / "data.qda")) as db:
            db.executescript(
                """CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT, owner TEXT, date TEXT);
                CREATE TABLE code_cat (catid INTEGER PRIMARY KEY, name TEXT, owner TEXT, date TEXT, memo TEXT, supercatid INTEGER);
                CREATE TABLE code_name (cid INTEGER PRIMARY KEY, name TEXT, memo TEXT, catid INTEGER, owner TEXT, date TEXT, color TEXT);
                CREATE TABLE code_text (ctid INTEGER PRIMARY KEY, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER,
                    owner TEXT, date TEXT, memo TEXT, avid INTEGER, important INTEGER);
                INSERT INTO code_cat VALUES (1, 'Stance', 'ada', '', '', NULL);
                INSERT INTO code_name VALUES (1, 'Quote', '', NULL, 'ada', '', ''), (2, 'Speaker', '', NULL, 'ada', '', ''),
                    (3, 'favor', '', 1, 'ada', '', '');"""
            )
            db.execute("INSERT INTO source VALUES (1, 'a.txt', ?, NULL, '', 'ada', '')", (TEXT,))
            for cid, words, owner in ((1, MAYOR, "ada"), (2, "the mayor", "ada"), (3, MAYOR, "ada"), (1, NO, "ada"), (1, MAYOR, "bob"),
                                      (2, "the mayor", "bob"), (3, MAYOR, "bob")):  # fmt: skip
                at = TEXT.index(words)
                db.execute(
                    "INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner, memo) VALUES (?, 1, ?, ?, ?, ?, '')",
                    (cid, words, at, at + len(words), owner),
                )
            db.commit()
    come_in(empty, path)
    assert made(empty) == {
        ("a.txt", "ada"): [(MAYOR, "the mayor", "", FAVOR), (NO, "", "", ())],
        ("a.txt", "bob"): [(MAYOR, "the mayor", "", FAVOR)],
    }


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("form", ["plain", "marked", "returns", "units"])
@pytest.mark.parametrize("named", [True, False])
def test_every_way_to_count_in_a_refi_project_is_found_out(inclusive: bool, form: str, named: bool) -> None:
    text = "👍 First line here.\n“We will close the bridge,” the mayor said.\n“Never again,” Kim wrote.\n"
    counted = {"plain": text, "marked": "\ufeff" + text, "returns": text.replace("\n", "\r\n"), "units": text}[form]
    raw = text if form in ("plain", "units") else counted
    selections = []
    for words in ("We will close the bridge", "the mayor", "Never again", "Kim"):
        at = counted.index(words)
        before = len(counted[:at].encode("utf-16-le")) // 2 if form == "units" else at
        selections.append(CodedSelection(words, before, before + len(words) - inclusive, words if named else "", ""))
    place = _place(raw, selections)
    assert [place.span(s).words(place.text) for s in selections] == [s.guid for s in selections]
    assert place.text == text


def test_a_taguette_database_and_its_table(empty: Store) -> None:
    come_in(empty, DATA / "taguette-project.sqlite3")
    assert made(empty) == {("a.txt", "admin"): [(MAYOR, "", "", FAVOR), (NO, "", "", ())]}
    assert "import the project itself (.sqlite3)" in come_in(empty, DATA / "taguette-highlights.csv").problems[0]


def test_a_taguette_highlight_is_by_whom_its_command_names(empty: Store, tmp_path: Path) -> None:
    shutil.copy(DATA / "taguette-project.sqlite3", tmp_path / "t.sqlite3")
    with closing(sqlite3.connect(tmp_path / "t.sqlite3")) as db:
        db.execute(
            "INSERT INTO commands (date, user_login, project_id, document_id, payload) VALUES ('2026-01-01', 'kim', 1, 1, ?)",
            (json.dumps({"type": "highlight_add", "highlight_id": 3}),),
        )
        db.commit()
    come_in(empty, tmp_path / "t.sqlite3")
    assert {who: [words for words, *_ in found] for (_, who), found in made(empty).items()} == {
        "admin": [MAYOR],
        "kim": [NO],
    }


@pytest.mark.parametrize("place", ["potato", "potato/annotation_output/news"])
def test_potato_s_output_with_its_data(empty: Store, place: str) -> None:
    report = come_in(empty, DATA / place)
    expected = [(MAYOR, "the mayor", "", FAVOR)]
    assert made(empty) == {("a1", "ada"): expected, ("a1", "bob"): expected}
    assert empty.rows("SELECT id FROM article ORDER BY id") == [("a1",), ("a2",)] and not report.problems


def test_potato_s_output_without_its_data_says_what_is_missing(empty: Store, tmp_path: Path) -> None:
    shutil.copytree(DATA / "potato" / "annotation_output", tmp_path / "deep" / "er" / "out" / "annotation_output")
    (problem,) = come_in(empty, tmp_path / "deep" / "er" / "out" / "annotation_output").problems
    assert "the texts of its items (a1) were not found" in problem


def test_chunks_of_conll_and_what_is_said_of_the_text(empty: Store) -> None:
    report = come_in(empty, DATA / "chunks.conll")
    assert made(empty) == {("chunks-1", "chunks"): [(MAYOR, "the mayor", "", ())]}
    assert "text assembled from tokens" in report.message
    assert empty.one("SELECT text FROM article") == ("“We will close the bridge,” the mayor said.\nKim left.",)


def test_a_docbin_of_other_people_and_our_own(empty: Store, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    doc = spacy.blank("en").make_doc(TEXT)
    at = TEXT.index("the mayor")
    doc.spans["quotes"] = [doc.char_span(0, len(MAYOR), label="Quote", alignment_mode="expand")]
    doc.ents = [doc.char_span(at, at + 9, label="PERSON", alignment_mode="expand")]
    DocBin(docs=[doc]).to_disk(tmp_path / "news.spacy")
    come_in(empty, tmp_path / "news.spacy", "PERSON=source")
    assert made(empty) == {("news-1", "news"): [(MAYOR, "the mayor", "", ())]}
    (tmp_path / "broken.spacy").write_bytes(b"\x78\x9cnothing")
    assert "not a readable spaCy DocBin" in come_in(empty, tmp_path / "broken.spacy").problems[0]


@pytest.mark.parametrize("name", ["spacy", "uima-cas", "webanno-tsv", "qdpx"])
def test_what_we_write_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    fmt = formats.get(name)
    with closing(project.create_project(tmp_path / "a.annot", CODEBOOK)) as store:
        articles = sayable(fmt, hard_cases())
        (tmp_path / "in.jsonl").unlink(missing_ok=True)
        export.write_checked(formats.get("jsonl"), tmp_path / "in.jsonl", articles, CODEBOOK)
        come_in(store, tmp_path / "in.jsonl")
        out = tmp_path / f"out{fmt.suffix}"
        export.export(store, out, fmt=name)
        wanted = made(store)
    assert annotation_formats.format_of(out) is not None
    with closing(project.create_project(tmp_path / "b.annot", CODEBOOK)) as other:
        report = come_in(other, out)
        assert not report.problems
        lacking = 0 if "flag" not in export.lost_by(fmt).split("; ") else 1
        assert sum(map(len, made(other).values())) == sum(map(len, wanted.values())) - lacking
        for key, found in made(other).items():
            assert [q for q in found if q not in wanted[key]] == []


def test_a_preview_shows_a_folder_of_a_tool_as_one(empty: Store) -> None:
    seen = preview.preview_import([DATA / "potato"], store=empty)
    (item,) = seen.annotated
    assert (item.title, item.annotators, item.counts.quotations) == ("Potato's output with its data", {"ada", "bob"}, 2)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.annot", "annotator merge"),
        ("a.toml", "--codebook"),
        ("a.ann", "name the folder"),
        ("a.xmi", "export it from its program again"),
    ],
)
def test_files_that_another_command_takes_are_not_to_be_saved_as_text(
    empty: Store, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / name).write_bytes(b"x")
    (problem,) = come_in(empty, tmp_path / name).problems
    assert told in problem and "save it as text" not in problem


DAMAGED = ("inception/a.xmi", "inception/a.json", "inception/w.tsv", "qualcoder-project.qdpx", "taguette-project.sqlite3", "chunks.conll",
           "ls_names.json", "doccano-label.jsonl", "doccano-project.zip")  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_whatever_is_damaged_in_a_file_is_one_sentence_and_the_others_come_in(
    empty: Store, tmp_path: Path, name: str
) -> None:
    whole = (DATA / name).read_bytes()
    rnd = random.Random(name)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(25):
        data = bytearray(whole)
        at = rnd.randrange(len(data))
        if n % 3 == 0:
            del data[at : at + rnd.randint(1, 40)]
        elif n % 3 == 1:
            data[at : at + 1] = rnd.choice([b"9", b"-", b"}", b"\x00", b"\xff", b"\t", b'"'])
        else:
            del data[at:]
        (folder / f"{n:02}{Path(name).suffix}").write_bytes(bytes(data))
    (folder / "good.txt").write_text("“Yes,” she said.", encoding="utf-8")
    report = come_in(empty, folder)  # no other error ends it
    assert all("Traceback" not in problem for problem in report.problems)
    assert empty.one("SELECT count(*) FROM article WHERE id = 'good'") == (1,)
