"""Deciding: what each key and each click does to the current quotation, and that it is on disk at once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from PySide6 import QtGui
from PySide6.QtWidgets import QLabel

from annotator.records import Candidate, Kind, Mention, Proposal, Quotation, Span, Stance, Status
from annotator.store.connection import Store
from annotator.ui.card import KINDS
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, gold, gold_proposals, seed_sha
from tests.ui.driving import Desk


def on_disk(desk: Desk) -> dict[str, Quotation]:
    """The article as another program reads it from the file now."""
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
        return {q.id: q for q in work.load_desk(store, seed_sha(), ANNOTATOR).quotations}


def test_enter_confirms_on_disk_and_goes_to_the_next_undecided(desk: Desk) -> None:
    first = desk.current
    desk.press("Enter")
    assert on_disk(desk)[first.id].decided
    assert desk.window.navigator.position() == 2
    desk.press("k", "k")
    assert desk.current.id == first.id
    assert "first quotation" in desk.notice()
    desk.press("Space")
    assert desk.window.navigator.position() == 2
    desk.press("Down", "Up", "j")
    assert desk.window.navigator.position() == 3


def test_enter_on_a_decided_quotation_writes_nothing_more(desk: Desk) -> None:
    desk.press("Enter", "k", "Enter")
    desk.press("Ctrl+Z")
    assert desk.decided() == []


def test_x_rejects_and_x_again_takes_it_back(desk: Desk) -> None:
    first = desk.current
    desk.press("x")
    assert on_disk(desk)[first.id].decision is not None
    desk.press("k")
    assert desk.decision.status is Status.REJECTED and desk.decision.source is None
    desk.press("x")
    assert desk.current.id == first.id and desk.decision.status is Status.OPEN
    assert desk.decision.speaker_name == "U.S. State Department officials" and desk.decision.kind is Kind.MIXED


def test_x_takes_back_what_no_detector_proposes_any_more(desk: Desk, store: Store) -> None:
    first = desk.current
    desk.press("x")
    others = [proposal for proposal in gold_proposals() if proposal.span != first.span]
    desk.window.session.broadcast(work.save_proposals(store, seed_sha(), others, "newer"))
    desk.window.navigator.make_current(first.id)
    assert desk.current.proposal is None and desk.decision.status is Status.REJECTED
    desk.press("x")
    assert desk.decision.status is Status.OPEN and desk.decision.kind is Kind.DIRECT
    assert on_disk(desk)[first.id].decision == desk.decision


def test_not_speech_is_chosen_in_the_box_of_kinds_too(desk: Desk) -> None:
    first, box = desk.current, desk.window.card.kind
    desk.press("Enter", "k")
    box.activated.emit(box.findData(str(Kind.NOT_SPEECH)))
    decision = on_disk(desk)[first.id].decision
    assert decision is not None and decision.status is Status.REJECTED and decision.speaker_name == ""
    desk.window.navigator.make_current(first.id)
    box.activated.emit(box.findData(str(Kind.INDIRECT)))
    decision = on_disk(desk)[first.id].decision
    assert decision is not None and (decision.status, decision.kind) == (Status.OPEN, Kind.INDIRECT)


def test_enter_on_words_proposed_as_not_speech_rejects_them(desk: Desk) -> None:
    offices = next(q for q in desk.window.navigator.desk.quotations if q.kind is Kind.NOT_SPEECH)
    desk.window.navigator.make_current(offices.id)
    assert "not speech" in desk.window.card.confirm.text()
    desk.press("Enter")
    assert on_disk(desk)[offices.id].decision.status is Status.REJECTED


def test_a_label_is_on_disk_before_enter_and_again_removes_it(desk: Desk) -> None:
    first = desk.current
    desk.press("B", "b", "i")
    assert on_disk(desk)[first.id].decision.status is Status.OPEN
    assert on_disk(desk)[first.id].decision.stances == (
        Stance("river-buoys", "inhumane"),
        Stance("river-buoys", "unlawful"),
    )
    desk.press("b", "Enter")
    assert on_disk(desk)[first.id].decision.stances == (Stance("river-buoys", "inhumane"),)
    assert desk.window.navigator.target_id == "river-buoys"
    desk.press("l")
    assert desk.decision.stances == (Stance("river-buoys", "lawful"),)


def test_a_key_that_the_target_lacks_says_so_and_changes_nothing(desk: Desk) -> None:
    desk.press("T", "b")
    assert "no label with the key b" in desk.notice() and desk.current.decision is None


def test_a_confirmed_quotation_stays_confirmed_when_a_label_changes(desk: Desk) -> None:
    desk.press("Enter", "k", "p")
    assert desk.decision.status is Status.CONFIRMED and len(desk.decision.stances) == 1


def test_a_digit_chooses_a_speaker_and_0_nobody(desk: Desk) -> None:
    names = [row.name for row in desk.window.card.speakers.rows if not row.isHidden()]
    assert names[0] == "U.S. State Department officials" and "Ken Salazar" in names
    desk.press(str(names.index("Ken Salazar") + 1))
    assert desk.decision.speaker_name == "Ken Salazar"
    desk.press("0")
    assert desk.decision.speaker_name == "" and desk.decision.source is None
    assert desk.window.card.speakers.chosen.text() == "no source named"
    desk.press("1")
    assert desk.decision.source is not None and desk.decision.source.words == "U.S. State Department Officials"


def test_search_finds_a_registered_speaker_and_adds_a_new_one(desk: Desk, store: Store) -> None:
    desk.press("2", "j", "/")
    desk.type("salazr")
    assert desk.window.card.speakers.results.item(0).text() == "Ken Salazar"
    desk.press("Enter")
    assert desk.decision.speaker_name == "Ken Salazar"
    desk.press("/")
    desk.type("Maria Eugenia Campos")
    desk.press("Down", "Up", "Enter")
    assert desk.decision.speaker_name == "Maria Eugenia Campos"
    assert "Maria Eugenia Campos" in [s.name for s in project.speakers(store)]
    desk.press("/")
    desk.type("xj1")
    desk.press("Esc", "Enter")
    assert desk.window.navigator.quotation(desk.window.navigator.desk.quotations[1].id).decision.speaker_name == (
        "Maria Eugenia Campos"
    )


def test_below_sixty_percent_nobody_is_preselected_and_enter_asks_first(desk: Desk, store: Store) -> None:
    text = gold()["text"]
    weak = [
        replace(p, candidates=(two_of(text, "Verma", 0.4), two_of(text, "Salazar", 0.35))) for p in gold_proposals()
    ]
    work.save_proposals(store, seed_sha(), weak, "weak")
    desk.window.navigator.reload_desk()
    desk.window.card.show_current()
    assert desk.window.card.speakers.hint.text() == "unsure"
    assert not any(row.isChecked() for row in desk.window.card.speakers.rows)
    assert desk.window.article.source is None
    desk.press("Enter")
    assert desk.current.decision is None and "Unsure who speaks" in desk.notice()
    desk.press("Enter")
    assert desk.decided()[0].speaker_name == "Verma"
    desk.press("2", "Enter")
    assert desk.decided()[1].speaker_name == "Salazar"


def two_of(text: str, name: str, score: float) -> Candidate:
    at = text.index(name)
    return Candidate(Mention.of(text, at, at + len(name)), name, score, "named before")


def test_probabilities_of_one_name_are_added(desk: Desk, store: Store) -> None:
    text = gold()["text"]
    first = gold_proposals()[0]
    twice = replace(
        first, candidates=(two_of(text, "Verma", 0.45), replace(two_of(text, "Verma", 0.25), reason="again"))
    )
    work.save_proposals(store, seed_sha(), [twice], "twice")
    desk.window.navigator.reload_desk()
    assert [(c.name, round(c.score or 0, 2)) for c in desk.window.session.choices()] == [("Verma", 0.7)]
    assert not desk.window.session.unsure()


def test_a_flag_and_a_comment_are_kept_and_found_in_the_queue(desk: Desk) -> None:
    first = desk.current
    desk.press("f", "c")
    desk.type("is this really x or jk?")
    desk.press("Enter")
    kept = on_disk(desk)[first.id].decision
    assert kept.flagged and kept.comment == "is this really x or jk?" and kept.status is Status.OPEN
    assert desk.window.focusWidget() is desk.window.article
    desk.window.queue.bar.state.setCurrentText("flagged")
    assert desk.window.queue.model.passing == 1
    desk.press("f")
    assert not on_disk(desk)[first.id].decision.flagged


def test_a_comment_is_kept_when_the_quotation_is_left_by_mouse(desk: Desk) -> None:
    first = desk.current
    desk.press("c")
    desk.type("half a thought")
    desk.click_article(gold()["quotes"][2]["start"] + 3)
    assert on_disk(desk)[first.id].decision.comment == "half a thought"
    assert desk.window.card.comment.toPlainText() == ""


def test_kinds_are_set_by_key_and_by_choice(desk: Desk) -> None:
    desk.press("Ctrl+3")
    assert desk.decision.kind is Kind.INDIRECT
    desk.window.card.kind.activated.emit(KINDS.index(Kind.DIRECT))
    assert desk.decision.kind is Kind.DIRECT


def test_the_mouse_alone_is_enough(desk: Desk) -> None:
    card = desk.window.card
    buoys = gold()["quotes"][15]
    desk.click_article(buoys["start"] + 5)
    assert desk.current.span.start == buoys["start"]
    desk.click(card.stances.targets["river-buoys"])
    desk.click(card.stances.labels[Stance("river-buoys", "unlawful")])
    desk.click(card.flag)
    desk.click(card.speakers.rows[1])
    assert desk.decision.speaker_name == card.speakers.rows[1].name
    desk.click(card.speakers.rows[0])
    desk.click(card.confirm)
    done = desk.window.navigator.quotation(desk.decided()[0].quotation)
    assert done.decision.stances == (Stance("river-buoys", "unlawful"),) and done.decision.flagged
    assert done.decision.speaker_name == "Richard Verma"
    desk.click(card.reject)
    assert desk.decided()[-1].status is Status.REJECTED
    desk.press("x")
    assert desk.window.focusWidget() is desk.window.article


def test_nested_quotations_are_reached_by_clicking_again(desk: Desk, store: Store) -> None:
    outer = gold()["quotes"][2]
    inner = Span(outer["start"] + 9, outer["start"] + 19)
    made = work.new_quotation(desk.window.navigator.desk, inner)
    work.decide(store, made, action="New quotation")
    desk.window.navigator.reload_desk()
    desk.click_article(inner.start + 2)
    assert desk.current.span == inner
    desk.click_article(inner.start + 2)
    assert desk.current.span.start == outer["start"]
    desk.click_article(inner.start + 2)
    assert desk.current.span == inner


def test_undo_goes_back_to_where_it_was_done_even_in_another_article(desk: Desk) -> None:
    first = desk.current
    desk.press("p", "Enter", "J")
    assert desk.window.navigator.desk.article.sha256 != seed_sha()
    desk.press("Ctrl+Z")
    assert desk.window.navigator.desk.article.sha256 == seed_sha()
    assert desk.current.id == first.id and desk.decision.status is Status.OPEN
    assert desk.window.menus.items["undo"].text() == "Undo: Set label in favor"
    desk.press("u")
    assert desk.current.decision is None
    desk.press("u")
    assert "nothing to undo" in desk.notice()
    desk.press("Ctrl+Shift+Z", "Ctrl+Y")
    assert desk.window.navigator.quotation(first.id).decision.status is Status.CONFIRMED


def test_two_annotators_do_not_see_each_others_decisions(desk: Desk) -> None:
    desk.press("Enter", "x")
    desk.window.annotate_as("Bea")
    desk.window.navigator.show_article(seed_sha())
    assert desk.decided() == [] and desk.window.status.annotator.text().startswith("Bea")
    desk.press("x")
    desk.window.annotate_as(ANNOTATOR)
    desk.window.navigator.show_article(seed_sha())
    assert [d.status for d in desk.decided()] == [Status.CONFIRMED, Status.REJECTED]


def test_time_with_a_quotation_is_kept_with_its_decision(desk: Desk) -> None:
    desk.window.navigator.stopwatch.pause(True)
    desk.window.navigator.stopwatch.spent = 12.4
    desk.press("Enter")
    assert desk.decided()[0].seconds == 12.4


def test_what_is_on_the_page_does_not_move_when_a_label_is_set(desk: Desk) -> None:
    desk.press("Enter", "Enter", "Enter")
    top = desk.window.article.verticalScrollBar().value()
    desk.press("p", "f", "1")
    assert desk.window.article.verticalScrollBar().value() == top


def test_the_current_quotation_rests_at_a_third_of_the_height(desk: Desk) -> None:
    for item in gold()["quotes"][3:]:
        spot = desk.point(item["start"])
        assert abs(spot.y() / desk.window.article.viewport().height() - 0.34) < 0.04


def test_an_article_is_finished_by_hand_and_opened_again(desk: Desk) -> None:
    desk.press("Ctrl+Enter", "Ctrl+Enter")
    assert desk.window.navigator.queue.row().finished
    desk.press("Ctrl+Enter")
    assert not desk.window.navigator.queue.row().finished


def test_the_card_shows_markup_as_it_stands(desk: Desk, store: Store) -> None:
    desk.window.session.acts.speak("<b>Bold</b> & Co")
    labels = [label for label in desk.window.findChildren(QLabel) if "Bold" in label.text()]
    assert labels and all(label.textFormat().name == "PlainText" for label in labels)
    assert not QtGui.Qt.mightBeRichText(desk.window.card.speakers.chosen.toolTip())


def test_a_proposal_that_comes_again_keeps_what_people_decided(desk: Desk, store: Store) -> None:
    desk.press("p", "Enter")
    extra = Proposal(Span(0, 4), "U.S.", Kind.NOT_SPEECH, 0.5)
    change = work.save_proposals(store, seed_sha(), [extra, *gold_proposals()], "newer")
    desk.window.session.proposals_came(change)
    assert len(desk.decided()) == 1 and len(desk.window.navigator.desk.quotations) == 19
    assert desk.window.navigator.position() == 3


def test_search_offers_who_speaks_in_the_article_before_a_new_name(desk: Desk) -> None:
    desk.press("/")
    desk.type("lees")
    assert desk.window.card.speakers.results.item(0).text().startswith("Oscar Leeser")
    desk.press("Enter")
    assert desk.decision.speaker_name == "Oscar Leeser"
