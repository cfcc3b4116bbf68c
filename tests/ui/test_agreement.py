"""A team in the real window: two decide the seed article blind and differently, are merged, measured, settled and exported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from annotator.agreement.measures import Facet
from annotator.exchange.jsonl import read_annotated
from annotator.records import ADJUDICATED, Decision, Reason, Stance, Status
from annotator.store.connection import Store
from annotator.ui.search.pane import SearchPane
from annotator.ui.settings import Settings
from annotator.ui.team.adjudication_view import AdjudicationView
from annotator.ui.team.agreement import AgreementPage
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import adjudicate, measure, project, release, team
from annotator.workflow import desk as work
from annotator.workflow.selection import Selection
from tests.support import gold, load, seed_sha
from tests.teamwork import another_speaker, decide, leave_open, no_stance, other_stance, rejected
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.test_seed_article import as_gold

JUDGE = "Grace"
SPEAKER, LABEL, NOT_SPEECH = 4, 15, 11  # numbers in text order of what Cleo decides otherwise


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


@pytest.fixture
def start(settings: Settings, theme: Theme, opened: list[Desk]) -> Callable[[Store, str], Desk]:
    """Opens the window on a project for a person, on the seed article."""

    def run(store: Store, name: str) -> Desk:
        settings.set_number("greeted", 1)
        window = DeskWindow(store, settings, theme, NoModel)
        window.resize(1366, 860)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        window.welcome.hide()
        window.annotate_as(name)
        window.navigator.show_article(seed_sha())
        desk = Desk(window)
        opened.append(desk)
        return desk

    return run


@pytest.fixture
def disputed(store: Store) -> Store:
    """The seed article by two who differ in five quotations."""
    decide(store, "Ben")
    changes = {SPEAKER: another_speaker, 6: no_stance, NOT_SPEECH: rejected, 16: other_stance, 17: no_stance}
    decide(store, "Cleo", changes)
    return store


def page_of(desk: Desk) -> AgreementPage:
    """The agreement page, shown and worked out."""
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.disagreements.ready)
    return page


def bench_of(desk: Desk, key: str = "Ctrl+Shift+J") -> AdjudicationView:
    """Adjudication, with its articles read."""
    desk.press(key)
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bool(bench.navigator.queue.rows))
    return bench


def cells(grid: Any) -> list[list[str]]:
    """What a table shows."""
    model = grid.model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def alpha(units: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float]) -> float:
    """Krippendorff's alpha as it is defined: mean distance within units by that of all values."""
    values = [value for unit in units for value in unit]
    within = [distance(a, b) for unit in units for a, b in permutations(unit, 2)]
    between = [distance(a, b) for a, b in permutations(values, 2)]
    return 1 - (sum(within) / len(within)) / (sum(between) / len(between))


def nominal(one: object, other: object) -> float:
    return float(one != other)


def masi(one: frozenset[Stance], other: frozenset[Stance]) -> float:
    """1 - J * M (Passonneau 2006)."""
    if not one and not other:
        return 0.0
    jaccard = len(one & other) / len(one | other)
    nested = 1.0 if one == other else 2 / 3 if one <= other or other <= one else 1 / 3 if one & other else 0.0
    return 1 - jaccard * nested


def u_alpha(one: Sequence[Decision], other: Sequence[Decision], length: int) -> float:
    """|u-alpha of two (Krippendorff et al. 2016), from sets of characters."""
    mine, theirs = ({at for d in each for at in range(d.span.start, d.span.end)} for each in (one, other))
    inside, whole = len(mine) + len(theirs), 2 * length
    outside = whole - inside
    squares = sum((d.span.end - d.span.start) ** 2 for d in (*one, *other))
    observed = 2 * len(mine ^ theirs) / whole
    return 1 - observed / (2 * inside * outside / (whole**2 - squares - outside))


def quotations(store: Store, name: str) -> dict[str, Decision]:
    found = [q.decision for q in load(store, name).quotations if q.decision is not None]
    return {d.quotation: d for d in found if d.status is Status.CONFIRMED}


def decide_by_keys(desk: Desk, differently: dict[int, Sequence[str]]) -> None:
    """Decide the article shown as the gold file has it, but for some quotations (keys by number)."""
    navigator = desk.window.navigator
    while not desk.current.decided:
        number = navigator.position() - 1
        if number in differently:
            desk.press(*(key for key in differently[number] if key != "another"))
            if "another" in differently[number]:
                desk.press("/")
                desk.type("Somebody Else")
                desk.press("Enter", "Enter")
            continue
        item = next((q for q in gold()["quotes"] if q["start"] == desk.current.span.start), None)
        for stance in item["stances"] if item else ():
            assert navigator.desk is not None
            target = navigator.desk.codebook.target(stance["target"])
            assert target is not None
            desk.press(*([target.key] if navigator.target_id != target.id else []))
            desk.press(next(label.key for label in target.labels if label.id == stance["label"]))
        desk.press("Enter" if item else "x")


def _mention(mention: Any) -> dict[str, int]:
    return {"start": mention.span.start, "end": mention.span.end}


def test_two_packages_are_decided_merged_measured_settled_by_keys_and_exported(
    store: Store, tmp_path: Path, start: Callable[[Store, str], Desk]
) -> None:
    # Two annotators, each in a package of their own
    team.packages(store, tmp_path, ["Ben", "Cleo"])
    differently: dict[str, dict[int, Sequence[str]]] = {
        "Ben": {},
        "Cleo": {SPEAKER: ["another"], NOT_SPEECH: ["x"], LABEL: ["Enter"]},  # no label on the last but one
    }
    for name, changes in differently.items():
        desk = start(project.open_project(team.package_path(store, tmp_path, name)), name)
        decide_by_keys(desk, changes)
        assert len(desk.decided()) == 18
        desk.close()
    team.merge(store, [team.package_path(store, tmp_path, name) for name in differently])

    # The figures, against the definitions
    desk = start(store, JUDGE)
    page = page_of(desk)
    ben, cleo = quotations(store, "Ben"), quotations(store, "Cleo")
    assert len(ben) == 17 and len(cleo) == 16
    both = [(ben[key], cleo[key]) for key in ben if key in cleo]
    figures = {row.subject: row.figure.value for row in page.whiskers.rows}
    quotes, speakers, *targets = figures
    length = len(load(store).article.text)
    assert figures[quotes] == pytest.approx(u_alpha(list(ben.values()), list(cleo.values()), length))
    assert figures[speakers] == pytest.approx(alpha([[d.speaker_id for d in pair] for pair in both], nominal))
    for subject in targets:
        units = [[frozenset(s for s in d.stances if s.target == subject.target) for d in pair] for pair in both]
        if any(value for unit in units for value in unit):
            assert figures[subject] == pytest.approx(alpha(units, masi))
    assert cells(page.pairs) == [["", f"{figures[quotes]:.3f}"], [f"{figures[quotes]:.3f}", ""]]

    # From a figure to its disagreement, in the article
    page.show_subject(speakers)
    desk.wait(lambda: page.disagreements.ready)
    assert [row[2:] for row in cells(page.disagreements.list)] == [["Richard Verma", "Somebody Else"]]
    page.disagreements.list.picked.emit(0, 1)
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bool(bench.navigator.queue.rows))
    assert bench.navigator.position() == SPEAKER + 1

    # Three disagreements: one's, the other's, one's with another label
    desk.press("1", "Alt+2", "Enter")
    assert bench.navigator.position() == NOT_SPEECH + 1
    desk.press("2", "Alt+3", "Enter")
    assert bench.navigator.position() == LABEL + 1
    desk.press("2", "B", "l", "Alt+1", "Enter")
    assert "No disagreement is left" in desk.notice()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: all(case.done for case in bench.session.cases.values()))
    settled = {c.id: c.settlement for c in adjudicate.article_cases(store, seed_sha())}
    reasons = [s.reason for s in settled.values() if s is not None and s.reason]
    assert reasons == [Reason.SLIP, Reason.AMBIGUOUS, Reason.UNCLEAR]

    # The settled corpus
    desk.press("Ctrl+Shift+E")
    dialog = desk.window.files.dialog
    assert dialog is not None
    dialog.filters.whose.setCurrentText("Settled by adjudication")
    desk.wait(lambda: dialog.save.isEnabled() and "16 quotations" in dialog.counts.text())
    dialog.write(tmp_path / "out.jsonl")
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    dialog.leave.click()
    (article,) = read_annotated(tmp_path / "out.jsonl")
    assert article.annotator == ADJUDICATED and article.finished
    record = [
        {"start": d.span.start, "end": d.span.end, "text": d.words, "kind": str(d.kind), "cue": d.cue and _mention(d.cue),
         "speaker": {**_mention(d.source), "name": d.speaker_name},
         "stances": [{"target": s.target, "label": s.label} for s in d.stances]}
        for d in article.decisions if d.status is Status.CONFIRMED
    ]  # fmt: skip
    wanted = [dict(q) for q in gold()["quotes"] if q["start"] != load(store).quotations[NOT_SPEECH].span.start]
    changed = next(q for q in wanted if q["start"] == load(store).quotations[LABEL].span.start)
    changed["stances"] = [{"target": "river-buoys", "label": "lawful"}]
    assert as_gold(record) == as_gold(wanted)

    # The release's card shows the agreement
    release.publish(
        store, tmp_path / "release", release.ReleaseSettings("buoys", selection=Selection(adjudicated=True))
    )
    card = (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    assert f"Quotations, |u-alpha        {figures[quotes]:.3f}" in card
    assert f"Speakers, alpha             {figures[speakers]:.3f}" in card


# The page


def test_every_figure_leads_to_its_disagreements(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    assert page.page is not None
    buoys = next(s for s in page.page.subjects if s.target == "river-buoys")
    desk.click(next(row for row in page.whiskers.rows if row.subject == buoys))
    desk.wait(lambda: page.disagreements.ready)
    assert page.heading.text() == buoys.name and len(page.disagreements.shown) == 2
    values = page.page.behind(buoys).values
    at = next((r, c) for r, one in enumerate(values) for c, other in enumerate(values)
              if {one, other} == {"lawful", "unlawful"})  # fmt: skip
    page.values.picked.emit(*at)
    assert [each.words for each in page.disagreements.shown] == [load(disputed).quotations[16].proposal.words]  # type: ignore[union-attr]
    assert page.disagreements.every.isVisible() and "1 of 2" in page.disagreements.filter.text()
    page.articles.picked.emit(0, 0)
    assert len(page.disagreements.shown) == 2
    desk.click(page.disagreements.every)
    assert len(page.disagreements.shown) == 2 and not page.disagreements.every.isVisible()


def test_labels_and_articles_stand_worst_first(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    page = page_of(start(disputed, JUDGE))
    assert page.page is not None
    page.show_subject(next(s for s in page.page.subjects if s.target == "river-buoys"))
    shown = [row[1] for row in cells(page.labels)]
    figures = [float(text) for text in shown if text != "–"]
    assert figures == sorted(figures) and shown[len(figures) :] == ["–"] * (len(shown) - len(figures))


def test_what_is_undefined_is_a_dash_with_its_reason(store: Store, start: Callable[[Store, str], Desk]) -> None:
    decide(store, "Ben", dict.fromkeys(range(18), no_stance))
    decide(store, "Cleo", dict.fromkeys(range(18), no_stance))
    page = page_of(start(store, JUDGE))
    rows = {row.subject.about: row for row in page.whiskers.rows}
    assert rows[Facet.STANCE].figure.value is None
    assert "undefined, no variation" in rows[Facet.STANCE].accessibleName()
    assert "1.000" in rows[Facet.QUOTATION].accessibleName()
    page.show_subject(rows[Facet.STANCE].subject)
    assert cells(page.pairs) == [["", "–"], ["–", ""]]


def test_a_project_of_one_says_what_is_missing(store: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(store, JUDGE)
    page = page_of(desk)
    assert "No article was finished by two annotators yet" in page.about.text()
    assert all(row.figure.value is None and row.figure.reason for row in page.whiskers.rows)
    desk.press("Esc")
    desk.press("Ctrl+Shift+J")
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(bench.pane.empty.isVisible)
    said = bench.pane.empty.text()
    assert page.about.text() in said and "Two annotators must finish" in said
    assert desk.notice() == "" and not bench.pane.bring.isVisible()


def test_the_keys_of_the_desk_are_dead_on_the_page_and_come_back(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    desk.press("x", "Enter", "b")
    assert page.isVisible() and desk.decided() == []
    desk.press("Esc")
    assert not page.isVisible() and desk.window.article.hasFocus()
    desk.press("x")
    assert len(desk.decided()) == 1
    page_of(desk)
    desk.press("Ctrl+Shift+G")
    assert not page.isVisible()


def test_reading_for_the_page_can_be_cancelled(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    desk.window.team.worker.hold()  # the reading must not be over before it is cancelled
    desk.press("Ctrl+Shift+G")
    desk.window.team.cancel()
    desk.window.team.worker.release()
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: "cancelled" in page.reading.text())
    assert page.page is None


def test_the_page_is_exported_from_the_window(
    disputed: Store, start: Callable[[Store, str], Desk], tmp_path: Path
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    for suffix in (".html", ".csv", ".jsonl", ".pdf"):
        page.export_wanted.emit(tmp_path / f"out{suffix}")
        desk.wait(lambda path=tmp_path / f"out{suffix}": path.exists() and str(path) in page.told.text())  # type: ignore[misc]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "out-disagreements.csv").exists()


@pytest.mark.parametrize("suffix", [".html", ".csv", ".jsonl", ".pdf"])
def test_the_page_asks_before_it_replaces_another_file(
    disputed: Store, start: Callable[[Store, str], Desk], tmp_path: Path, suffix: str
) -> None:
    desk = start(disputed, JUDGE)
    page, path = page_of(desk), tmp_path / f"out{suffix}"
    path.write_bytes(b"mine")
    page.export_wanted.emit(path)
    desk.wait(page.replace.isVisible)
    assert path.name in page.told.text() and path.read_bytes() == b"mine"
    desk.click(page.replace)
    desk.wait(lambda: page.told.text().startswith("Written"))
    assert path.read_bytes() != b"mine" and not page.replace.isVisible()
    page.tell("")
    page.export_wanted.emit(path)
    desk.wait(lambda: page.told.text().startswith("Written"))
    path.unlink()
    project.create_project(path.with_name("made.annot")).close()
    path.with_name("made.annot").rename(path)
    before = path.read_bytes()
    page.export_wanted.emit(path)
    desk.wait(lambda: "is never replaced" in page.told.text())
    assert path.read_bytes() == before and not page.replace.isVisible()


def test_colours_change_while_the_page_is_open(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    light = page.grab().toImage().pixelColor(4, 4).name()
    desk.window.theme.choose("dark")
    assert page.grab().toImage().pixelColor(4, 4).name() != light


# Adjudication


def test_columns_show_who_stands_apart_and_take_by_click(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    columns = bench.card.columns
    assert [head.name for head in columns.heads] == ["Ben", "Cleo"] and not any(h.isChecked() for h in columns.heads)
    assert bench.card.place.text() == "1 of 5" and not bench.card.settle.isEnabled()
    desk.press("Enter")
    assert "Nothing is chosen yet" in desk.notice() and bench.navigator.position() == SPEAKER + 1
    desk.click(columns.heads[1])
    assert [head.isChecked() for head in bench.card.columns.heads] == [False, True]
    assert bench.card.speakers.chosen.text() == "Somebody Else" and bench.card.settle.isEnabled()
    desk.press("3")
    assert "no annotator 3" in desk.notice()


def test_a_new_decision_is_made_with_the_ordinary_keys(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("/")
    desk.type("A Third Person")
    desk.press("Enter", "C", "p", "Ctrl+3", "Enter")
    (settled,) = [c.settlement for c in adjudicate.article_cases(disputed, seed_sha()) if c.settlement]
    assert settled.decision.speaker_name == "A Third Person" and str(settled.decision.kind) == "indirect"
    assert settled.adjudicator == JUDGE and len(settled.settled) == 2
    assert bench.navigator.position() == 7


def test_undo_takes_back_what_was_settled_and_goes_there(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("1", "Enter")
    assert "1 of 5 disagreements settled" in bench.pane.about.text()
    assert desk.window.menus.items["undo"].text() == "Undo: Settle"
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert bench.navigator.position() == SPEAKER + 1 and bench.session.case is not None
    assert bench.session.case.settlement is None and "0 of 5" in bench.pane.about.text()
    desk.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert bench.session.case.done


def test_not_a_quotation_and_back(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    case = bench.session.case
    assert case is not None
    desk.press("x", "k")
    while bench.navigator.current_id != case.id:
        desk.press("k")
    assert "not a quotation" in bench.card.state.text()
    desk.press("x")
    assert bench.session.case is not None and bench.session.case.begun


def test_names_can_be_hidden(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("Ctrl+Shift+H")
    assert [head.name for head in bench.card.columns.heads] == ["A", "B"]
    texts = [head.accessibleName() + head.toolTip() for head in bench.card.columns.heads]
    assert not any(name in text for name in ("Ben", "Cleo") for text in texts)
    desk.press("Ctrl+Shift+J", "Ctrl+Shift+J")
    desk.wait(lambda: bench.session.case is not None)
    assert bench.session.hidden and desk.window.settings.number("hide_names", 0) == 1
    desk.click(bench.card.names)
    assert [head.name for head in bench.card.columns.heads] == ["Ben", "Cleo"]


def test_one_key_accepts_all_on_which_all_agree(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    assert "13 agreed, 13 of them to accept" in bench.pane.about.text()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: "Accepted 13" in desk.notice())
    assert "13 agreed, accepted" in bench.pane.about.text()
    desk.press("Ctrl+Z")
    desk.wait(lambda: "13 of them to accept" in bench.pane.about.text())


def test_what_everybody_left_open_is_shown_so_and_not_accepted(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    leave_open(disputed, "Ben", 2)
    leave_open(disputed, "Cleo", 2)
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    assert "12 agreed, 12 of them to accept  ·  1 left open by all" in bench.pane.about.text()
    assert desk.window.navigator.desk is not None
    desk.click_article(desk.window.navigator.desk.quotations[2].span.start + 1)
    assert bench.card.place.text() == "Left open by all" and "Nobody decided it" in bench.card.state.text()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: "Accepted 12" in desk.notice())
    assert "1 left open by all" in bench.pane.about.text()


def test_adjudication_leaves_the_desk_as_it_was(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    before = desk.window.navigator.current_id
    bench = bench_of(desk)
    desk.press("1", "Enter")
    desk.press("Ctrl+Shift+J")
    assert desk.window.navigator is not bench.navigator and desk.window.navigator.current_id == before
    assert desk.decided() == [] and desk.window.article.hasFocus()
    desk.press("x")
    assert len(desk.decided()) == 1


def search_for(desk: Desk, words: str) -> SearchPane:
    """The search pane with what was found for words."""
    desk.press("Ctrl+Shift+F")
    pane = desk.window.panels.finder
    assert pane is not None
    desk.type(words)
    desk.wait(lambda: not pane.finder.worker.busy and bool(pane.model.lines))
    return pane


@pytest.mark.parametrize("first", ["desk", "adjudication"])
def test_search_acts_on_the_view_that_is_shown_wherever_it_was_opened_first(
    disputed: Store, start: Callable[[Store, str], Desk], first: str
) -> None:
    desk = start(disputed, JUDGE)
    window, own = desk.window, desk.window.navigator
    if first == "desk":
        pane = search_for(desk, "border")
        desk.press("Esc")
        bench_of(desk)
        own.step_article(1)
    else:
        bench_of(desk)
        own.step_article(1)
        pane = search_for(desk, "border")
    pane.hits.selectRow(len(pane.model.lines) - 1)
    pane.step(1)
    assert "no other hit" in desk.notice() and window.team.adjudicating
    pane.hits.selectRow(0)
    pane.open_hit(pane.model.lines[0].hit)
    assert not window.team.adjudicating and window.navigator is own
    assert own.desk is not None and own.desk.article.sha256 == pane.model.lines[0].hit.article
    assert window.article.textCursor().selectedText().lower() == "border" and window.article.hasFocus()
    bench_of(desk)
    pane.as_queue.click()
    desk.wait(lambda: window.queue.heading.text() == "Search: border")
    assert not window.team.adjudicating and own.queue.narrowed is not None


def test_search_asks_for_the_decisions_of_who_annotates_now(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, "Ben")
    search_for(desk, "border")
    desk.window.annotate_as("Cleo")
    pane = desk.window.panels.finder
    assert pane is not None
    pane.fields.words.setText("")
    pane.fields.state.setCurrentText("not speech")
    desk.wait(lambda: not pane.fields._pause.isActive() and not pane.finder.worker.busy)
    assert {line.hit.annotator for line in pane.model.lines} == {"Cleo"}


def test_a_comment_goes_with_the_settled_decision(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "c")
    desk.type("see the guideline")
    desk.press("Enter", "Enter")
    (settled,) = [c.settlement for c in adjudicate.article_cases(disputed, seed_sha()) if c.settlement]
    assert settled.decision.comment == "see the guideline" and settled.decision.status is Status.CONFIRMED


def test_closing_the_window_while_adjudicating_keeps_all(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "Enter", "2")
    desk.close()
    with closing(project.open_project(disputed.path)) as again:
        cases = adjudicate.article_cases(again, seed_sha())
        assert [case.done for case in cases].count(True) == 1 and [case.begun for case in cases].count(True) == 1


def test_every_control_of_both_views_has_a_name(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    desk.press("Esc")
    bench = bench_of(desk)
    for grid in (*page.grids, page.disagreements.list, page.fixes.list):
        assert grid.accessibleName()
    for button in (*page.findChildren(QPushButton), *bench.card.findChildren(QPushButton)):
        assert button.text() or button.accessibleName()
    for box in (bench.card.kind, bench.card.reason, bench.card.comment):
        assert box.accessibleName()


def test_what_to_mend_is_listed_after_reasons(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "Alt+2", "Enter", "1", "Alt+1", "Enter")
    page = page_of(desk)
    desk.wait(lambda: bool(cells(page.fixes.list)))
    assert [row[:3] for row in cells(page.fixes.list)] == [
        ["guideline unclear", "1", "Cooperation of the United States and Mexico"]
    ]


def test_reasons_and_names_are_told_on_the_desk_where_they_do_nothing(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    desk.press("Alt+1")
    assert "belongs to a disagreement" in desk.notice()
    assert work.undo_text(disputed, JUDGE) is None
    assert measure.measure(disputed).annotators == ("Ben", "Cleo")


def test_the_desk_starts_without_numpy() -> None:
    code = "import sys, annotator.ui.app; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def overlay(desk: Desk) -> str:
    """All that the help overlay says, closed again."""
    desk.press("?")
    overlay = desk.window.panels.help
    assert overlay is not None
    assert overlay.isVisible()
    said = " | ".join(label.text() for label in overlay.area.widget().findChildren(QLabel))
    desk.press("Esc")
    return said


def test_help_hints_menus_and_tips_fit_what_is_shown(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    items, hints = desk.window.menus.items, desk.window.status.hints
    on_desk = overlay(desk)
    assert "Speaker 1 to 9" in on_desk and "Confirm and go on" in on_desk and "1–9 speaker" in hints.text()
    bench_of(desk)
    settling = overlay(desk)
    assert (
        "Decision of annotator 1 to 9" in settling and "Settle and go on" in settling and "Stance: capitals" in settling
    )
    assert "Speaker 1 to 9" not in settling and "Confirm and go on" not in settling
    assert "1–9 take a decision" in hints.text() and "Alt+1 to 5 reason" in hints.text()
    assert items["confirm"].text() == "Settle and go on" and "next disagreement" in items["confirm"].toolTip()
    desk.window.menus.by_name["Speaker"].aboutToShow.emit()
    assert [items[f"speaker-{n}"].text() for n in (1, 2, 3)] == ["1   Ben", "2   Cleo", "Decision of annotator 3"]
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.page is not None)
    on_page = overlay(desk)
    assert "Adjudicate" in on_page and "All keys" in on_page
    assert "1 to 9" not in on_page and "Stance: capitals" not in on_page and "Not speech" not in on_page
    assert "Esc back to the desk" in hints.text()
    desk.press("Ctrl+Shift+G")
    assert overlay(desk) == on_desk and items["confirm"].text() == "Confirm and go on"


def test_agreement_before_and_after_is_asked_for_on_the_page(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    part = page.before_after
    assert part.list.isHidden() and "Did agreement change" in part.told.text()
    desk.click(part.buttons["version"])
    assert part.told.text() == "Working out the figures…"
    desk.wait(lambda: not part.list.isHidden())
    model = part.list.made
    assert "nothing to compare yet" in part.told.text() and model.rowCount() == 1
    part.buttons["week"].setFocus()
    desk.press("Space")
    desk.wait(lambda: not part.list.isHidden())
    assert part.buttons["week"].isChecked() and not part.buttons["version"].isChecked()
    desk.press("Space")
    assert part.list.isHidden()
