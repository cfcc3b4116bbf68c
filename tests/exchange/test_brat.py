"""Brat standoff in: plain brat, the event dialect of PolNeAR, and files that are broken."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import BadInputError
from annotator.exchange import brat_import
from annotator.exchange.brat import Standoff, read_standoff
from annotator.exchange.brat_files import StandoffFiles, find_standoff
from annotator.exchange.scheme import Scheme
from annotator.records import Kind, Span, Stance
from annotator.store import decisions
from annotator.workflow import corpus, desk, labels, project

TEXT = "“We will win,” said Ada Marsh 👩‍🚀, “and soon.” She denied that it rained.\nBob Hill called it “a mess”.\n"


def bound(name: str, kind: str, *pieces: str) -> str:
    """A text-bound line for words of TEXT."""
    places = [(TEXT.index(piece), TEXT.index(piece) + len(piece)) for piece in pieces]
    return f"{name}\t{kind} {';'.join(f'{start} {end}' for start, end in places)}\t{' '.join(pieces)}\n"


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


EVENTS = (
    bound("T1", "Content", "“We will win,”", "“and soon.”")
    + bound("T2", "Cue", "said")
    + bound("T3", "Source", "Ada Marsh")
    + bound("T4", "Attribution", "said")
    + "E1\tAttribution:T4 Source:T3 Cue:T2 Content:T1\n"
    + bound("T5", "Source", "She")
    + bound("T6", "Cue", "denied")
    + bound("T7", "Content", "that it rained")
    + bound("T8", "Attribution-no-source", "denied")
    + "E2\tAttribution-no-source:T8 Cue:T6 Content:T7\n"
    + bound("T9", "Discuss", "that")
    + bound("T10", "Discard", "Bob Hill")
)
PLAIN = (
    bound("T1", "CONTENT", "“a mess”")
    + bound("T2", "SOURCE", "Bob Hill")
    + bound("T3", "CUE", "called")
    + "R1\tSAID_BY Arg1:T1 Arg2:T2\nR2\tREPORTED_BY Arg1:T1 Arg2:T3\n"
    + "A1\tStance T1 against\nA2\tCertain T1\n#1\tAnnotatorNotes T1\task the editor\n"
)


def files(folder: Path, annotation: str, text: str = TEXT, name: str = "a.ann") -> StandoffFiles:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_bytes(text.encode("utf-8"))
    (folder / name).write_bytes(annotation.encode("utf-8"))
    (found,) = find_standoff(folder)
    return found


def read(folder: Path, annotation: str, text: str = TEXT) -> Standoff:
    return read_standoff(files(folder, annotation, text))


def words(read: Standoff, spans: tuple[Span, ...]) -> list[str]:
    return [span.words(read.article.text) for span in spans]


def test_the_offsets_of_these_examples_hold_an_emoji_sequence_and_count_code_points() -> None:
    assert at("“and soon.”").start > TEXT.index("👩‍🚀")
    assert len(TEXT.encode("utf-16-le")) // 2 > len(TEXT)


def test_events(tmp_path: Path) -> None:
    found = read(tmp_path, EVENTS)
    first, second = found.attributions
    assert words(found, first.content) == ["“We will win,”", "“and soon.”"]
    assert (words(found, first.source), words(found, first.cue)) == (["Ada Marsh"], ["said"])
    assert (second.type, words(found, second.content), second.source) == (
        "Attribution-no-source",
        ["that it rained"],
        (),
    )
    assert [(r.id, r.type) for r in found.remarks] == [("T5", "Source"), ("T9", "Discuss"), ("T10", "Discard")]
    assert found.unsaid == ()


def test_plain_brat(tmp_path: Path) -> None:
    (found,) = read(tmp_path, PLAIN).attributions
    assert (found.id, found.attributes, found.notes) == (
        "T1",
        (("Stance", "against"), ("Certain", "")),
        ("ask the editor",),
    )
    assert (found.content, found.source, found.cue) == ((at("“a mess”"),), (at("Bob Hill"),), (at("called"),))


def test_relations_of_an_event_and_of_other_stretches(tmp_path: Path) -> None:
    text = "“No,” said Ida Holm. She left."
    lines = (
        "T1\tContent 0 5\t“No,”\nT2\tSource 11 19\tIda Holm\nT3\tCue 6 10\tsaid\nT4\tPronoun 21 24\tShe\n"
        "E1\tAttribution:T3 Content:T1 Cue:T3\nR1\tSAID_BY Arg1:T1 Arg2:T2\nR2\tCoref Arg1:T4 Arg2:T2\n"
    )
    found = read(tmp_path, lines, text)
    (attribution,) = found.attributions
    assert (words(found, attribution.source), words(found, attribution.cue)) == (["Ida Holm"], ["said"])
    assert found.unsaid == ("a.ann: the relation of T4 with T2 was left out.",)


def test_carriage_returns_and_a_byte_order_mark_move_the_offsets(tmp_path: Path) -> None:
    raw = "\ufeffOne.\r\n\r\nAda said no.\r\n"
    found = read(tmp_path, f"T1\tCONTENT {raw.index('no.')} {raw.index('no.') + 2}\tno\n", raw)
    assert found.article.text == "One.\n\nAda said no.\n"
    assert words(found, found.attributions[0].content) == ["no"]


def test_a_content_over_a_line_break_and_overlapping_attributions(tmp_path: Path) -> None:
    text = "He said yes\nand no to us."
    lines = "T1\tContent 8 18\tyes and no\nT2\tContent 8 11\tyes\nE1\tAttribution:T2 Content:T2\nE2\tAttribution:T1 Content:T1\n"
    found = read(tmp_path, lines, text)
    assert [a.content for a in found.attributions] == [(Span(8, 11),), (Span(8, 18),)]


def test_an_event_inside_an_event_gives_its_content(tmp_path: Path) -> None:
    lines = EVENTS.replace("Content:T7", "Content:E1")
    assert read(tmp_path, lines).attributions[1].content == (at("“We will win,”"), at("“and soon.”"))


def test_several_contents_are_one_attribution(tmp_path: Path) -> None:
    lines = EVENTS.replace("E1\tAttribution:T4", "E1\tAttribution:T4 Content2:T7").replace(
        "Cue:T6 Content:T7", "Cue:T6"
    )
    found = read(tmp_path, lines)
    assert [len(a.content) for a in found.attributions] == [3]
    assert "E2 (Attribution-no-source) has no content; it was left out." in found.unsaid[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T1\tContent 0 200\tx", "outside the text"),
        ("T1\tContent 9 4\tx", "outside the text"),
        ("T1\tContent 4 4\tx", "outside the text"),
        ("T1\tContent -1 4\tx", "needs a type and offsets"),
        ("T1\tContent 1\tx", "needs a type and offsets"),
        (f"T1\tContent 0 {'9' * 5000}\tx", "needs a type and offsets"),
        ("T1\tContent 0 14\tnot these", "offsets do not fit"),
        ("T1", "not a line of brat standoff"),
        ("<html>\tx", "not a line of brat standoff"),
        ("E1\tAttribution:T4 Content:T77", "T77, which does not exist"),
        ("E1\tAttribution:E1 Content:E1", "E1, which does not exist"),
        ("E1\tAttribution T4", "not of the form Role:T1"),
        ("R1\tSAID_BY Arg1:T1", "needs two arguments"),
        ("R1\tSAID_BY Arg1:T1 Arg2:T2", "T1, which does not exist"),
        ("A1\tStance", "does not say what it is about"),
        ("T9\tCue 0 1\t“\nT9\tCue 0 1\t“", "the id T9 comes twice"),
    ],
)
def test_a_broken_line_is_told_with_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BadInputError, match=r"a\.ann:\d+: .*fix the line") as told:
        read(tmp_path, f"\n{line}\n" + ("" if line[0] in "TR" else EVENTS.split("E1\t")[0]))
    assert reason in str(told.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    found = files(tmp_path, EVENTS)
    found.annotation.write_bytes(b"\xff\xff\x00")
    with pytest.raises(BadInputError, match=r"a\.ann: it is not UTF-8 text"):
        read_standoff(found)


@given(st.text(alphabet="TEARM#*0123456789 \t\n:;ContentSource<>é", max_size=60))
def test_any_rubbish_is_read_or_told_but_never_crashes(tmp_path_factory: pytest.TempPathFactory, rubbish: str) -> None:
    found = files(tmp_path_factory.mktemp("rubbish"), rubbish)
    try:
        read_standoff(found)
    except BadInputError as err:
        assert str(found.annotation) in str(err)


def test_who_annotated_is_in_the_file_name_or_the_folders(tmp_path: Path) -> None:
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a_b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "a_b_x1.ann").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "attributions" / "a_b_x2.ann").write_text("", encoding="utf-8")
    (tmp_path / "Bob").mkdir()
    (tmp_path / "Bob" / "c.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "Bob" / "c.ann").write_text(PLAIN, encoding="utf-8")
    assert [(f.text.name, f.annotator) for f in find_standoff(tmp_path)] == [
        ("c.txt", "Bob"),
        ("a_b.txt", "x1"),
        ("a_b.txt", "x2"),
    ]
    (tmp_path / "stray.ann").write_text("", encoding="utf-8")
    stray = find_standoff(tmp_path)[-1]
    with pytest.raises(BadInputError, match=r"stray\.ann: its text was not found"):
        read_standoff(stray)


def test_into_a_project_and_twice(tmp_path: Path) -> None:
    folder = tmp_path / "Ada"
    files(folder, EVENTS)
    (folder / "b.txt").write_text("Not annotated.", encoding="utf-8")
    with closing(project.create_project(tmp_path / "p.annot")) as store:
        change, _ = corpus.import_paths(store, [folder])
        assert "Annotations of 1 annotator: 1 article, 3 quotations, 0 stances" in change.message
        assert "became a flag on its quotation" in change.message
        assert [row.id for row in desk.load_queue(store, "Ada")] == ["b", "a"]
        ((sha256, _),) = decisions.finished(store)
        made = list(decisions.current_decisions(store, sha256, "Ada").values())
        assert [(d.kind, d.group, d.words) for d in made] == [
            (Kind.DIRECT, "E1", "“We will win,”"),
            (Kind.DIRECT, "E1", "“and soon.”"),
            (Kind.INDIRECT, "E2", "that it rained"),
        ]
        assert [d.source.words if d.source else None for d in made] == ["Ada Marsh", "Ada Marsh", None]
        assert [d.flagged for d in made] == [False, False, True]
        # What was changed on the desk since is not undone by reading the file again.
        desk.decide(store, desk.reject(made[2]), action="Reject")
        again, _ = corpus.import_paths(store, [folder])
        assert "1 article, 0 quotations" in again.message
        assert (
            len([d for d in decisions.current_decisions(store, sha256, "Ada").values() if d.kind is Kind.INDIRECT]) == 1
        )


def test_attributes_that_the_codebook_knows_become_stances(tmp_path: Path) -> None:
    codebook = project.codebooks.read_codebook(project.resource(*project.PLAIN_CODEBOOK))
    target = codebook.targets[0].id
    (made,) = brat_import.decisions(read(tmp_path, PLAIN), Scheme(codebook=codebook, marks=labels.marks))
    assert made.stances == (Stance(target, "against"),)
    assert made.comment == "ask the editor; Certain"
    assert made.kind is Kind.DIRECT
