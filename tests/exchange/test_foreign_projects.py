"""Projects of other tools: what stands beside their codings, links and spans comes in, or a note names it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, Span

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held
from tests.exchange.test_foreign import DATA
from tests.exchange.test_foreign_values import IDA, NO, STAY, TEXT, lines, points, said

TABLES = """
CREATE TABLE project (memo); CREATE TABLE source (id, name, fulltext, memo); CREATE TABLE code_cat (catid, name, memo);
CREATE TABLE code_name (cid, name, catid, memo); CREATE TABLE cases (caseid, name, memo); CREATE TABLE journal (name, jentry);
CREATE TABLE code_text (cid, fid, seltext, pos0, pos1, owner, memo, important); CREATE TABLE code_image (imid); CREATE TABLE code_av (avid);
CREATE TABLE annotation (fid, pos0, pos1, memo, owner); CREATE TABLE attribute (name, attr_type, value, id);
CREATE TABLE case_text (caseid, fid, pos0, pos1);
INSERT INTO project VALUES ('about it'); INSERT INTO code_cat VALUES (1, 'Speech', 'why');
INSERT INTO code_name VALUES (1, 'Quote', 1, 'what'), (2, 'Source', 1, ''), (3, 'favor', NULL, '');
INSERT INTO source VALUES (2, 'ferry.jpg', NULL, ''); INSERT INTO journal VALUES ('day 1', 'x'); INSERT INTO code_image VALUES (1);
INSERT INTO attribute VALUES ('Year', 'file', '2026', 1), ('Role', 'case', 'mayor', 1), ('Desk', 'file', '', 1);
INSERT INTO cases VALUES (1, 'Harbor', ''), (2, 'Ole', '');
"""


def test_a_qualcoder_project_with_all_that_it_may_hold(empty: Store, tmp_path: Path) -> None:
    stay, ole = points(STAY), points("Ole")
    with closing(sqlite3.connect(tmp_path / "p.qda")) as db:
        db.executescript(TABLES)
        db.execute("INSERT INTO source VALUES (1, 'ferry.txt', ?, 'typed in')", (TEXT,))
        for code, words, owner, memo, important in (
            (1, STAY, "ada", "clear", 1), (2, IDA, "ada", "", None), (3, STAY, "ada", "", None), (1, NO, "bob", "", None),
        ):  # fmt: skip
            place = points(words)
            db.execute(
                "INSERT INTO code_text VALUES (?, 1, ?, ?, ?, ?, ?, ?)", (code, words, *place, owner, memo, important)
            )
        db.execute("INSERT INTO annotation VALUES (1, ?, ?, 'who else', 'ada')", stay)
        db.execute("INSERT INTO annotation VALUES (1, ?, ?, 'odd', 'bob')", ole)
        db.execute("INSERT INTO case_text VALUES (1, 1, 0, ?)", (len(TEXT),))
        db.execute("INSERT INTO case_text VALUES (2, 1, ?, ?)", ole)
        db.commit()
    report = come_in(empty, tmp_path / "p.qda")
    assert {(each.annotator, *((d.words, d.comment) for d in each.decisions)) for each in held(empty)} == {
        ("ada", (STAY, "clear\nwho else")), ("bob", (NO, ""))
    }  # fmt: skip
    assert said(empty) == [(STAY, IDA, ["favor"]), (NO, "", [])]
    assert dict(held(empty)[0].article.metadata) == {"memo": "typed in", "Year": "2026", "case": "Harbor"}
    for note in (
        "ferry.jpg, which has no text: left out", "mark of a coding as important: left out", "attribute Role of a case: left out",
        "words of a text given to the case Ole: left out", "annotation (a memo on words) of no coding: left out",
        "coding of a picture: left out", "entry of the journal: left out", "memo of a code: left out",
        "memo of a category of codes: left out", "memo of a project: left out",
    ):  # fmt: skip
        assert report.notes[note] == 1, note


def row(address: str, place: str, *cells: str) -> str:
    return "\t".join([address, place, *cells]) + "\t\n"


def test_link_features_and_chains_of_webanno(empty: Store, tmp_path: Path) -> None:
    """A link feature names the tokens of what it holds; read as a feature it made a second quotation."""
    link = "ROLE_webanno.custom.Quote:speaker_webanno.custom.QuoteSpeakerLink|webanno.custom.Speaker"
    head = f"#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Quote|stance|{link}\n#T_SP=webanno.custom.Speaker|name\n"
    head += "#T_CH=webanno.custom.PersonLink|referenceType|referenceRelation\n\n\n#Text=“No,” said Ole, they.\n"
    table = "".join((
        row("1-1", "0-1", "“", "favor[1]", "speaker[1]", "1-5;1-7[3]", "_", "_", "_"),
        row("1-2", "1-3", "No", "favor[1]", "speaker[1]", "1-5;1-7[3]", "_", "_", "_"),
        row("1-3", "3-5", ",”", "favor[1]", "speaker[1]", "1-5;1-7[3]", "_", "_", "_"),
        row("1-4", "6-10", "said", "_", "_", "_", "_", "_", "_"),
        row("1-5", "11-14", "Ole", "_", "_", "_", "Ole Berg", "nam", "*->1-1"),
        row("1-6", "14-15", ",", "_", "_", "_", "_", "_", "_"),
        row("1-7", "16-20", "they", "_", "_", "_", "*[3]", "_", "_"),
        row("1-8", "20-21", ".", "_", "_", "_", "_", "_", "_"),
    ))  # fmt: skip
    (tmp_path / "a.tsv").write_text(head + table, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.tsv")
    assert said(empty) == [(NO, "Ole Berg", ["favor"])]
    assert report.notes["second source of one quotation: left out"] == 1
    assert report.notes["PersonLink of a token, a link of a chain: left out"] == 1


def test_custom_attributes_and_categories_of_spacy(empty: Store, tmp_path: Path) -> None:
    Doc.set_extension("desk", default="", force=True)
    Span.set_extension("speaker", default="", force=True)
    Span.set_extension("sure", default=0, force=True)
    doc = spacy.blank("en")("“We stay,” said Ida Holm.")
    doc.spans["sc"] = [Span(doc, 0, 5, "QUOTE")]
    doc.spans["sc"][0]._.speaker, doc.spans["sc"][0]._.sure, doc._.desk = "I. Holm", 3, "city"
    doc.cats = {"favor": 1.0, "against": 0.0}
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    report = come_in(empty, tmp_path / "a.spacy")
    assert said(empty) == [(STAY, "I. Holm", ["favor"])]
    assert dict(held(empty)[0].article.metadata) == {"desk": "city"}
    assert report.notes["sure 3, which cannot be kept: left out"] == 1


def potato(folder: Path, person: str, **made: Any) -> None:
    """The state of one annotator of Potato 2."""
    (folder / person).mkdir(parents=True)
    state = {"user_id": person, **{f"instance_id_to_{key}_to_value": {"a": value} for key, value in made.items()}}
    (folder / person / "user_state.json").write_text(json.dumps(state), encoding="utf-8")


def span(words: str, text: str, **more: Any) -> list[Any]:
    start = text.index(words)
    return [
        {"schema": "who", "name": "Quote", "title": "Quote", "start": start, "end": start + len(words), **more},
        True,
    ]


def test_all_that_potato_keeps_of_an_item(empty: Store, tmp_path: Path) -> None:
    """The page folds white space: one annotator's spans alone may fit both ways, all together fit one."""
    shown = " ".join(TEXT.split())
    (tmp_path / "config.yaml").write_text("item_properties:\n  id_key: id\n  text_key: text\n", encoding="utf-8")
    lines(tmp_path / "items.jsonl", {"id": "a", "text": TEXT, "tags": ["x", "y"], "about": {"desk": "city"}})
    label = [
        [{"schema": s, "name": n}, v]
        for s, n, v in (("note", "text_box", "unsure"), ("tone", "warm", False), ("sure", "scale", 4))
    ]
    potato(tmp_path / "out", "ada", span=[span(STAY, shown)], label=label, event={"e": {"id": "e"}})
    apart = [{"start": shown.index("Ole"), "end": shown.index("Ole") + 3}]
    potato(
        tmp_path / "out", "bob", span=[span(NO, shown, additional_parts=apart), span("Die", "Die", target_field="head")]
    )
    report = come_in(empty, tmp_path)
    assert {each.article.text for each in held(empty)} == {shown}
    assert [(each.annotator, [d.words for d in each.decisions]) for each in held(empty)] == [
        ("ada", [STAY]),
        ("bob", [NO, "Ole"]),
    ]
    (_, bob) = held(empty)
    assert len({d.group for d in bob.decisions}) == 1 and bob.decisions[0].group
    assert held(empty)[0].article.metadata["about.desk"] == "city"
    for note in (
        "note unsure, given to a whole text: left out", "sure scale 4, given to a whole text: left out", "event: left out",
        "Quote on head, which is not the text: left out", "line breaks of a text, which Potato did not show: left out",
    ):  # fmt: skip
        assert report.notes[note] == 1, note
    assert not any("warm" in note for note in report.notes)


def test_potato_1_keeps_the_text_in_each_line(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    spans = [{"start": points(STAY)[0], "end": points(STAY)[1], "surface": STAY, "annotation": "Quote"}]
    line = {
        "id": "a",
        "displayed_text": TEXT,
        "label_annotations": {"tone": {"favor": "1"}},
        "span_annotations": spans,
        "behavioral_data": {},
    }
    come_in(empty, lines(tmp_path / "ada" / "annotated_instances.jsonl", line))
    (found,) = held(empty)
    assert found.annotator == "ada" and found.article.text == TEXT and said(empty) == [(STAY, "", ["favor"])]


def test_the_nearest_source_stands_in_the_same_sentence(empty: Store, tmp_path: Path) -> None:
    text = "“We stay,” said Ida Holm. “No,” said Ole."
    label = [
        [text.index(w), text.index(w) + len(w), name]
        for w, name in ((STAY, "Quote"), (IDA, "Source"), (NO, "Quote"), ("Ole", "Source"))
    ]
    come_in(empty, lines(tmp_path / "a.jsonl", {"text": text, "label": label}))
    assert said(empty) == [(STAY, IDA, []), (NO, "Ole", [])]


def test_what_a_cas_says_of_the_whole_document(empty: Store, tmp_path: Path) -> None:
    xmi = (
        '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore">'
        '<custom:Quote xmi:id="2" sofa="9" begin="0" end="5"/><custom:Tone xmi:id="3" sofa="9" stance="favor" mood="calm"/>'
        '<cas:Sofa xmi:id="9" sofaNum="1" sofaID="_InitialView" sofaString="“No,” said Ole."/><cas:View sofa="9" members="2 3"/></xmi:XMI>'
    )
    (tmp_path / "a.xmi").write_text(xmi, encoding="utf-8")
    report = come_in(empty, tmp_path / "a.xmi")
    assert said(empty) == [("“No,”", "", ["favor"])]
    assert report.notes["stance favor, given to a whole text: applied to its only quotation"] == 1
    assert report.notes["mood calm, given to a whole text: left out"] == 1


def test_names_paths_and_descriptions_of_taguette(empty: Store, tmp_path: Path) -> None:
    file = tmp_path / "p.sqlite3"
    file.write_bytes((DATA / "taguette-project.sqlite3").read_bytes())
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE documents SET name = 'Speech 1/2'")
        db.execute("UPDATE tags SET description = ''")
        (tag,) = db.execute("SELECT tag_id FROM highlight_tags").fetchone()
        db.execute("UPDATE tags SET path = 'talk.said', description = 'what was said' WHERE id = ?", (tag,))
        db.execute("UPDATE projects SET description = 'about ferries'")
        db.commit()
    report = come_in(empty, file, "talk.said=quotation")
    assert {each.article.id for each in held(empty)} == {"Speech 1/2"} and said(empty)
    assert (
        report.notes["description of a tag: left out"] == 1 and report.notes["description of a project: left out"] == 1
    )
