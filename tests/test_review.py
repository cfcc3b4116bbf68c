"""Edited articles: what moves, what is reviewed, placed again or given up, through later edits, adjudication and merging."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.records import Article, Decision, Kind, Mention, Reason, Span, Status, text_hash
from annotator.store import adjudications, decisions
from annotator.store.connection import Store
from annotator.workflow import adjudicate, corpus, desk, maintenance, project, review, team
from tests.support import ANNOTATOR
from tests.test_cli import annotator as command

FIRST = "“We will build it,” said Lena Ortiz. “Nobody asked us,” said Bob Hill, who runs the mill by the river.\n"
SECOND = FIRST.replace("Nobody asked us", "Nobody ever asked us")
WORDS = ("“We will build it,”", "“Nobody asked us,”")


def bring(store: Store, text: str, folder: Path, name: str = "town") -> corpus.ImportReport:
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    _, report = corpus.import_paths(store, [folder / f"{name}.txt"], annotator=ANNOTATOR)
    assert not report.problems
    return report


def decide(store: Store, text: str, words: str, who: str = ANNOTATOR, speaker: str = "") -> Decision:
    project.add_annotator(store, who)
    opened = desk.load_desk(store, text_hash(text), who)
    start = text.index(words)
    made = desk.new_quotation(opened, Span(start, start + len(words)))
    made = replace(made, comment=f"by {who}", speaker_name=speaker)
    desk.decide(store, desk.confirm(made), action="Confirm quotation")
    return made


def standing(store: Store, text: str, who: str = ANNOTATOR) -> dict[str, Decision]:
    return {d.words: d for d in decisions.current_decisions(store, text_hash(text), who).values()}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with closing(project.create_project(tmp_path / "a.annot")) as store:
        project.add_annotator(store, ANNOTATOR)
        yield store


@pytest.fixture
def edited(empty: Store, tmp_path: Path) -> Store:
    """A project whose article was edited in the second of two decided quotations."""
    bring(empty, FIRST, tmp_path)
    for words in WORDS:
        decide(empty, FIRST, words, speaker="Bob Hill")
    assert bring(empty, SECOND, tmp_path).moved.to_review == 1
    return empty


def test_what_is_reviewed_is_placed_again_as_it_was(edited: Store) -> None:
    (entry,) = review.review_list(edited, annotator=ANNOTATOR)
    assert (entry.words, entry.title) == (WORDS[1], SECOND.strip()) and "changed" in entry.reason
    span = review.likely_place(edited, entry)
    assert span is not None and span.words(SECOND) == "“Nobody ever asked us,”"
    change = review.place_again(edited, entry, span, annotator=ANNOTATOR)
    assert change.article == text_hash(SECOND) and review.review_list(edited) == ()
    placed = standing(edited, SECOND)["“Nobody ever asked us,”"]
    assert (placed.status, placed.comment, placed.speaker_name) == (Status.CONFIRMED, f"by {ANNOTATOR}", "Bob Hill")
    assert desk.undo_text(edited, ANNOTATOR) == "Place again"
    desk.undo(edited, ANNOTATOR)
    assert review.review_list(edited) == (entry,) and list(standing(edited, SECOND)) == [WORDS[0]]
    desk.redo(edited, ANNOTATOR)
    assert review.review_list(edited) == () and len(standing(edited, SECOND)) == 2


def test_what_is_given_up_comes_back_with_undo(edited: Store) -> None:
    (entry,) = review.review_list(edited)
    review.dismiss(edited, entry, annotator=ANNOTATOR)
    assert review.review_list(edited) == () and len(standing(edited, SECOND)) == 1
    desk.undo(edited, ANNOTATOR)
    assert review.review_list(edited) == (entry,)


def test_each_annotator_sees_only_what_is_hers(edited: Store) -> None:
    assert review.review_list(edited, annotator="Ben") == ()


def test_the_next_edit_keeps_what_still_waits_and_moves_what_came_back(edited: Store, tmp_path: Path) -> None:
    third = SECOND + "More was said later.\n"
    report = bring(edited, third, tmp_path)
    assert (report.moved.moved, report.moved.to_review) == (1, 1)
    (entry,) = review.review_list(edited)
    assert (entry.article, entry.words) == (text_hash(third), WORDS[1])
    back = third.replace("Nobody ever asked us", "Nobody asked us")
    report = bring(edited, back, tmp_path)
    assert (report.moved.moved, report.moved.to_review) == (2, 0) and review.review_list(edited) == ()
    assert set(standing(edited, back)) == set(WORDS)


def test_a_source_that_is_gone_leaves_the_quotation_undecided(empty: Store, tmp_path: Path) -> None:
    bring(empty, FIRST, tmp_path)
    made = decide(empty, FIRST, WORDS[1])
    start = FIRST.index("Bob Hill")
    source = desk.choose_source(replace(made, status=Status.CONFIRMED), Mention.of(FIRST, start, start + 8))
    desk.decide(empty, source, action="Set source")
    second = FIRST.replace("Bob Hill", "the miller")
    assert bring(empty, second, tmp_path).moved.to_review == 1
    (entry,) = review.review_list(empty)
    assert "source" in entry.reason
    span = review.likely_place(empty, entry)
    assert span is not None and span.words(second) == WORDS[1]
    change = review.place_again(empty, entry, span, annotator=ANNOTATOR)
    placed = standing(empty, second)[WORDS[1]]
    assert placed.status is Status.OPEN and placed.source is None and placed.speaker_name == "Bob Hill"
    assert "undecided" in change.message


def test_not_speech_stays_not_speech(empty: Store, tmp_path: Path) -> None:
    bring(empty, FIRST, tmp_path)
    made = decide(empty, FIRST, WORDS[1])
    desk.decide(empty, replace(made, status=Status.REJECTED, kind=Kind.NOT_SPEECH), action="Not speech")
    bring(empty, SECOND, tmp_path)
    (entry,) = review.review_list(empty)
    span = review.likely_place(empty, entry)
    assert span is not None
    review.place_again(empty, entry, span, annotator=ANNOTATOR)
    assert standing(empty, SECOND)[span.words(SECOND)].status is Status.REJECTED


def test_settled_decisions_move_with_their_reasons_and_links(empty: Store, tmp_path: Path) -> None:
    bring(empty, FIRST, tmp_path)
    for who, speaker in (("Ben", "Lena Ortiz"), ("Cleo", "The mayor")):
        decide(empty, FIRST, WORDS[0], who, speaker)
        desk.set_finished(empty, text_hash(FIRST), who, finished=True)
    (case,) = adjudicate.article_cases(empty, text_hash(FIRST))
    taken = desk.confirm(case.take("Ben"))
    adjudicate.settle(empty, case, taken, adjudicator=ANNOTATOR, reason=Reason.SLIP, action="Settle")
    bring(empty, SECOND, tmp_path)
    (settled,) = adjudications.settlements(empty, [text_hash(SECOND)])[text_hash(SECOND)]
    moved = {standing(empty, SECOND, who)[WORDS[0]].id for who in ("Ben", "Cleo")}
    assert settled.reason is Reason.SLIP and settled.settled == moved


def test_decisions_on_the_old_text_move_on_when_they_are_merged(empty: Store, tmp_path: Path) -> None:
    bring(empty, FIRST, tmp_path)
    team.package(empty, tmp_path / "bob.annot", "Bob", [text_hash(FIRST)])
    bring(empty, SECOND, tmp_path)
    with closing(project.open_project(tmp_path / "bob.annot")) as bob:
        for words in WORDS:
            decide(bob, FIRST, words, "Bob")
    for times in range(2):  # twice is the same
        change, _ = team.merge(empty, [tmp_path / "bob.annot"], annotator=ANNOTATOR)
        assert ("1 decisions moved on, 1 to review" in change.message) == (times == 0)
    assert list(standing(empty, SECOND, "Bob")) == [WORDS[0]]
    (entry,) = review.review_list(empty, annotator="Bob")
    assert entry.words == WORDS[1]
    while review.review_list(empty):
        desk.undo(empty, ANNOTATOR)
    assert standing(empty, SECOND, "Bob") == {}


def test_a_new_version_and_its_review_list_come_with_a_merge(edited: Store, tmp_path: Path) -> None:
    with closing(project.create_project(tmp_path / "b.annot")) as bob:
        project.add_annotator(bob, "Bob")
        bring_in = tmp_path / "there"
        bring_in.mkdir()
        (bring_in / "town.txt").write_text(FIRST, encoding="utf-8")
        corpus.import_paths(bob, [bring_in], annotator="Bob")
        for words in WORDS:
            decide(bob, FIRST, words, "Bob")
        change, _ = team.merge(bob, [edited.path], annotator="Bob")
        assert "1 new versions" in change.message
        assert [row.sha256 for row in desk.load_queue(bob, "Bob")] == [text_hash(SECOND)]
        assert list(standing(bob, SECOND, "Bob")) == [WORDS[0]]
        assert list(standing(bob, SECOND)) == [WORDS[0]]
        assert [(e.annotator, e.words) for e in review.review_list(bob)] == [(ANNOTATOR, WORDS[1]), ("Bob", WORDS[1])]
        (mine,) = review.review_list(edited)
        review.dismiss(edited, mine, annotator=ANNOTATOR)
        team.merge(bob, [edited.path], annotator="Bob")  # what was looked at there is looked at here
        assert [e.annotator for e in review.review_list(bob)] == ["Bob"]
        desk.undo(bob, "Bob")
        desk.undo(bob, "Bob")
        assert [row.sha256 for row in desk.load_queue(bob, "Bob")] == [text_hash(FIRST)]
        assert review.review_list(bob) == () and len(standing(bob, FIRST, "Bob")) == 2


@pytest.fixture
def receiving(tmp_path: Path) -> Iterator[Store]:
    """A project that holds nothing yet."""
    with closing(project.create_project(tmp_path / "b.annot")) as store:
        project.add_annotator(store, "Bob")
        yield store


def queue(store: Store) -> list[str]:
    return [row.sha256 for row in desk.load_queue(store, "Bob")]


def test_of_an_edited_article_that_is_new_here_only_the_newest_text_stands(edited: Store, receiving: Store) -> None:
    _, (report,) = team.merge(receiving, [edited.path], annotator="Bob")
    assert queue(receiving) == [text_hash(SECOND)] and report.articles == 1
    assert list(standing(receiving, SECOND)) == [WORDS[0]] and len(standing(receiving, FIRST)) == 2
    assert [entry.words for entry in review.review_list(receiving)] == [WORDS[1]]
    _, (again,) = team.merge(receiving, [edited.path], annotator="Bob")
    assert not again.brings and queue(receiving) == [text_hash(SECOND)]
    desk.undo(receiving, "Bob")
    desk.undo(receiving, "Bob")
    assert queue(receiving) == []
    team.merge(receiving, [edited.path], annotator="Bob")
    assert queue(receiving) == [text_hash(SECOND)] and list(standing(receiving, SECOND)) == [WORDS[0]]


@pytest.mark.parametrize("known", [False, True], ids=["new here", "its first text is here"])
def test_a_text_that_was_edited_back_and_forth_comes_as_it_stands(
    edited: Store, receiving: Store, tmp_path: Path, known: bool
) -> None:
    if known:
        corpus.import_text(receiving, Article("town", FIRST))
    third = FIRST + "More was said later.\n"
    team.merge(receiving, [edited.path], annotator="Bob")
    for text in (FIRST, third):
        bring(edited, text, tmp_path)
        assert [row.sha256 for row in desk.load_queue(edited, ANNOTATOR)] == [text_hash(text)]
        team.merge(receiving, [edited.path], annotator="Bob")
        assert queue(receiving) == [text_hash(text)]
    assert set(standing(receiving, third)) == set(standing(edited, third)) == set(WORDS)
    assert review.review_list(receiving) == ()


def test_the_command_lists_what_waits(edited: Store) -> None:
    out = command("review", edited.path).stdout
    assert "town" in out and ANNOTATOR in out and WORDS[1] in out and "1 decision waits" in out
    assert command("review", edited.path, "--annotator", "Ben").stdout == "Nothing waits for review.\n"


def test_an_undone_edit_can_be_brought_again(edited: Store, tmp_path: Path) -> None:
    desk.undo(edited, ANNOTATOR)
    assert review.review_list(edited) == () and len(standing(edited, FIRST)) == 2
    assert bring(edited, SECOND, tmp_path).moved.to_review == 1
    assert len(review.review_list(edited)) == 1


def test_an_article_of_another_name_is_no_version(edited: Store) -> None:
    corpus.import_text(edited, Article("elsewhere", SECOND + "!"))
    assert len(review.review_list(edited)) == 1


def test_a_snapshot_comes_before_a_pasted_text_that_replaces_another_and_before_no_new_one(edited: Store) -> None:
    before = len(maintenance.list_snapshots(edited.path))
    corpus.import_text(edited, Article("elsewhere", "“Quite new,” she said."))
    corpus.import_text(edited, Article("town", SECOND))
    assert len(maintenance.list_snapshots(edited.path)) == before
    third = SECOND + "More was said later.\n"
    _, report = corpus.import_text(edited, Article("town", third))
    assert report.moved.moved and not report.notes
    newest, *_ = maintenance.list_snapshots(edited.path)
    with closing(project.open_project(newest)) as kept:
        held = [row.sha256 for row in desk.load_queue(kept, ANNOTATOR)]
    assert text_hash(third) not in held and text_hash(SECOND) in held
