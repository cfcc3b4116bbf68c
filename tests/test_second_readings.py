"""Articles that come back as if new: read again apart from the first decisions, which nothing of it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.measures import Facet
from annotator.cli import main as command
from annotator.exchange import formats
from annotator.learning.items import Item
from annotator.records import Decision, second_reading
from annotator.session.layer import OwnDecisions
from annotator.store import decisions, doctor, recovery, register
from annotator.store.connection import Store
from annotator.ui.dialogs.merge import summary
from annotator.workflow import agreement_periods, desk, export, measure, own_consistency, project, shared_folder, team
from annotator.workflow import search as find
from tests.learning.projects import make_project
from tests.support import ANNOTATOR, decide_all, gold_stances, seed_sha, set_clock
from tests.teamwork import FIRST, decide

AGAIN = second_reading(ANNOTATOR)
DAY = 24.0
BYTE_FOR_BYTE = [name for name in formats.NAMES if name not in ("docx", "pdf")]  # those say when they were written


@pytest.fixture
def back(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Ada and Ben finished the seed article; it came back to Ada twenty days later."""
    decide_all(store)
    decide(store, FIRST)
    own_consistency.set_rule(store, 1.0, 14)
    set_clock(monkeypatch, 20 * DAY)
    assert desk.bring_back(store, ANNOTATOR) == 1
    yield store


def layer(store: Store, annotator: str = ANNOTATOR) -> OwnDecisions:
    return OwnDecisions(store, annotator)


def read_again(store: Store, *, without: int = 0, other: str = "") -> list[Decision]:
    """Ada's second reading of the whole article, without the labels of the last ``without`` quotations that bear some.

    ``other``: a name that speaks in the first quotation.
    """
    reading, made = layer(store), []
    opened = reading.read(seed_sha())
    bearing = [q.id for q in reversed(opened.quotations) if gold_stances(q.span.start)][:without]
    for quotation in opened.quotations:
        stances = () if quotation.id in bearing else gold_stances(quotation.span.start)
        taken = replace(desk.shown(opened, quotation), stances=stances)
        if other and quotation is opened.quotations[0]:
            taken = replace(taken, speaker_id=None, speaker_name=other)
        change = reading.write(desk.confirm(taken), "Confirm quotation")
        assert change.decision is not None
        made.append(change.decision)
    return made


def exported(store: Store, folder: Path) -> dict[str, str]:
    """The checksums of all that the formats write."""
    folder.mkdir()
    found: dict[str, str] = {}
    for name in BYTE_FOR_BYTE:
        export.export(store, folder / f"{name}{formats.get(name).suffix}", fmt=name)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        found[str(file.relative_to(folder))] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def test_it_comes_back_as_if_new_and_the_first_decisions_stay(back: Store) -> None:
    first = decisions.current_decisions(back, seed_sha(), ANNOTATOR)
    row = layer(back).row(seed_sha(), None)
    assert row is not None and (row.decided, row.finished) == (0, False) and row.quotations == len(first)
    (same,) = [each for each in desk.load_queue(back, ANNOTATOR) if each.sha256 == seed_sha()]
    assert same == row
    opened = layer(back).read(seed_sha())
    assert [q.decision for q in opened.quotations] == [None] * len(first)
    made = read_again(back)
    assert {each.annotator for each in made} == {AGAIN}
    assert decisions.current_decisions(back, seed_sha(), ANNOTATOR) == first
    assert layer(back).row(seed_sha(), None) == row._replace(decided=len(first), finished=True)


def test_what_was_read_last_is_shown_until_another_article_is(back: Store) -> None:
    reading = layer(back)
    opened = reading.read(seed_sha())
    for quotation in opened.quotations:
        reading.write(desk.confirm(desk.shown(opened, quotation)), "Confirm quotation")
    assert reading.read(seed_sha()).annotator == AGAIN
    other = next(row.sha256 for row in desk.load_queue(back, ANNOTATOR) if row.sha256 != seed_sha())
    assert reading.read(other).annotator == ANNOTATOR
    assert reading.read(seed_sha()).annotator == ANNOTATOR


def test_nothing_comes_back_unasked_too_early_or_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_all(store)
    set_clock(monkeypatch, 20 * DAY)
    assert desk.bring_back(store, ANNOTATOR) == 0
    own_consistency.set_rule(store, 1.0, 21)
    assert desk.bring_back(store, ANNOTATOR) == 0
    own_consistency.set_rule(store, 1.0, 20)
    assert desk.bring_back(store, ANNOTATOR) == 1
    assert desk.bring_back(store, ANNOTATOR) == 0
    read_again(store)
    set_clock(monkeypatch, 60 * DAY)
    assert desk.bring_back(store, ANNOTATOR) == 0
    own_consistency.set_rule(store, 0.0, 20)
    assert not desk.came_back(store, seed_sha(), ANNOTATOR)


def test_switched_off_the_first_reading_is_shown_again(back: Store) -> None:
    own_consistency.set_rule(back, 0.0, 14)
    row = layer(back).row(seed_sha(), None)
    assert row is not None and row.finished
    assert all(q.decided for q in layer(back).read(seed_sha()).quotations)


def test_exports_counts_agreement_and_search_are_as_without_it(back: Store, tmp_path: Path) -> None:
    def known() -> list[object]:
        return [
            measure.measure(back).as_json(), project.annotators(back), register.speaker_uses(back),
            find.search(back, find.Search(target="river-buoys"), limit=100).hits, decisions.finished(back),
            back.rows("SELECT * FROM quotations_current"),
        ]  # fmt: skip

    before, files = known(), exported(back, tmp_path / "before")
    read_again(back, without=3, other="Nobody Before")
    assert known() == before
    assert exported(back, tmp_path / "after") == files
    assert list(doctor.examine(back.path)) == []


def test_names_confirmed_in_the_first_reading_complete_nothing_in_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [
        Item(f"a{n}", f"“The plan {words},” Verma said.", "a", "Verma") for n, words in enumerate(("is sound", "works"))
    ]
    with closing(make_project(tmp_path / "names.annot", said)) as store:
        (sha,) = team.article_hashes(store)

        def name_both(name: str) -> None:
            reading = layer(store)
            for each in reading.read(sha).quotations:
                made = replace(desk.shown(reading.read(sha), each), speaker_id=None, speaker_name=name)
                reading.write(desk.confirm(made), "Confirm quotation")

        def proposed() -> set[str]:
            return {one.name for q in layer(store).read(sha).quotations if q.proposal for one in q.proposal.candidates}

        name_both("Richard Verma")
        assert proposed() == {"Richard Verma"}
        own_consistency.set_rule(store, 1.0, 14)
        set_clock(monkeypatch, 20 * DAY)
        assert desk.bring_back(store, ANNOTATOR) == 1
        assert proposed() == {"Verma"}
        again = layer(store)
        first = again.read(sha).quotations[0]
        made = replace(desk.shown(again.read(sha), first), speaker_id=None, speaker_name="Ana Verma")
        again.write(desk.confirm(made), "Confirm quotation")
        assert proposed() == {"Ana Verma"}


def test_search_tells_nothing_of_the_first_decisions_meanwhile(back: Store) -> None:
    wanted = find.Search(target="river-buoys")
    assert find.search(back, wanted, limit=100).hits
    assert not find.search(back, wanted, limit=100, viewer=ANNOTATOR).hits
    read_again(back)
    assert {hit.annotator for hit in find.search(back, wanted, limit=100, viewer=ANNOTATOR).hits} == {ANNOTATOR, FIRST}


def test_undo_takes_the_second_reading_back_step_by_step(back: Store) -> None:
    made = read_again(back)
    assert desk.undo_text(back, ANNOTATOR) == "Confirm quotation"
    desk.undo(back, ANNOTATOR)
    row = layer(back).row(seed_sha(), None)
    assert row is not None and (row.decided, row.finished) == (len(made) - 1, False)
    desk.redo(back, ANNOTATOR)
    assert decisions.is_finished(back, seed_sha(), AGAIN)
    for _ in made:
        desk.undo(back, ANNOTATOR)
    assert desk.came_back(back, seed_sha(), ANNOTATOR)
    assert decisions.is_finished(back, seed_sha(), ANNOTATOR)


def test_agreement_with_oneself_has_the_figures_of_a_pair(back: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert not measure.material(back, own=True).articles
    read_again(back, without=2)
    report = measure.measure(back, own=True)
    assert report.annotators == (ANNOTATOR, AGAIN) and report.articles == 1
    assert report.figures.quotations.headline.value == 1
    alpha = report.figures.stances["river-buoys"].headline.value
    assert alpha is not None and alpha < 1
    found = list(measure.differences(back, measure.material(back, own=True), Facet.STANCE, "river-buoys"))
    assert 1 <= len(found) <= 2
    (period,) = agreement_periods.by_period(back, "week", own=True)
    assert period.articles == 1
    assert command(["agreement", str(back.path), "--own"]) == 0
    assert f"Annotators: {ANNOTATOR}, {AGAIN}" in capsys.readouterr().out
    assert command(["agreement", str(back.path), "--own", "--by", "week"]) == 0
    assert "second reading ended" in capsys.readouterr().out


def test_corrections_afterwards_make_nobody_more_consistent(back: Store) -> None:
    read_again(back, without=2)
    before = measure.measure(back, own=True).as_json()
    reading = OwnDecisions(back, ANNOTATOR)
    opened = reading.read(seed_sha())
    assert opened.annotator == ANNOTATOR
    for quotation in opened.quotations:
        taken = replace(desk.shown(opened, quotation), stances=())
        reading.write(desk.confirm(taken), "Confirm quotation")
    assert measure.measure(back, own=True).as_json() == before


def test_a_package_brings_its_second_readings(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_consistency.set_rule(store, 1.0, 14)
    path = tmp_path / "ada.annot"
    team.package(store, path, ANNOTATOR, team.article_hashes(store))
    with closing(project.open_project(path)) as package:
        assert own_consistency.rule(package) == own_consistency.rule(store)
        decide_all(package)
        set_clock(monkeypatch, 20 * DAY)
        assert desk.bring_back(package, ANNOTATOR) == 1
        made = read_again(package, without=1)
    again = []
    for _ in range(2):  # merging twice is merging once
        change, (report,) = team.merge(store, [path], annotator=ANNOTATOR)
        again.append((decisions.current_decisions(store, seed_sha(), AGAIN), decisions.finished(store)))
        assert not report.strangers, change.message
    assert again[0] == again[1] and list(again[0][0].values()) == sorted(
        made, key=lambda d: (d.span.start, -d.span.end)
    )
    assert measure.measure(store, own=True).articles == 1
    assert project.annotators(store) == (ANNOTATOR,)
    team.undo_merge(store)
    assert decisions.current_decisions(store, seed_sha(), AGAIN) == {}


def test_whoever_comes_as_somebody_else_brings_the_second_reading_along(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_consistency.set_rule(store, 1.0, 14)
    path = tmp_path / "ada.annot"
    team.package(store, path, ANNOTATOR, team.article_hashes(store))
    with closing(project.open_project(path)) as package:
        decide_all(package)
        set_clock(monkeypatch, 20 * DAY)
        desk.bring_back(package, ANNOTATOR)
        made = read_again(package)
    team.merge(store, [path], annotator=ANNOTATOR, names={ANNOTATOR: FIRST})
    assert len(decisions.current_decisions(store, seed_sha(), second_reading(FIRST))) == len(made)
    assert measure.measure(store, own=True).annotators == (FIRST, second_reading(FIRST))


def test_the_journal_and_the_file_bring_it_back(back: Store, tmp_path: Path) -> None:
    read_again(back)
    held = decisions.current_decisions(back, seed_sha(), AGAIN)
    path = back.path
    back.close()
    recovery.recover(path, tmp_path / "both.annot")
    path.unlink()
    recovery.recover(path, tmp_path / "journal.annot")
    for name in ("both", "journal"):
        with closing(project.open_project(tmp_path / f"{name}.annot")) as found:
            assert decisions.current_decisions(found, seed_sha(), AGAIN) == held
            assert decisions.is_finished(found, seed_sha(), AGAIN)
            assert list(doctor.examine(found.path)) == []


def test_no_person_can_have_the_name_of_a_second_reading(store: Store) -> None:
    project.add_annotator(store, AGAIN)
    assert project.annotators(store) == (ANNOTATOR, "Ada (second reading)")


def test_the_command_says_and_changes_which_articles_come_back(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["repeats", str(store.path)]) == 0
    assert capsys.readouterr().out == "Articles do not come back.\n"
    assert command(["repeats", str(store.path), "--share", "0.2", "--days", "30"]) == 0
    assert capsys.readouterr().out == "20% of the articles come back 30 days after they were finished.\n"
    assert command(["repeats", str(store.path), "--days", "1"]) == 0
    assert "20% of the articles come back a day after they were finished.\n" in capsys.readouterr().out
    assert command(["repeats", str(store.path), "--days", "7"]) == 0
    assert own_consistency.rule(store) == own_consistency.RepeatRule(0.2, 7)


def test_a_package_given_back_counts_what_was_finished_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_consistency.set_rule(store, 1.0, 14)
    folder, path = tmp_path / "shared", tmp_path / "ada.annot"
    (folder / "returned").mkdir(parents=True)
    team.package(store, path, ANNOTATOR, [seed_sha()])
    with closing(project.open_project(path)) as package:
        decide_all(package)
        set_clock(monkeypatch, 20 * DAY)
        assert desk.bring_back(package, ANNOTATOR) == 1
        reading = layer(package)
        opened = reading.read(seed_sha())
        reading.write(desk.confirm(desk.shown(opened, opened.quotations[0])), "Confirm quotation")
        shared = shared_folder.SharedFolder(folder, tmp_path / "cache")
        assert shared_folder.finished_package(shared.look(), package).startswith("All articles of this package")
    shared_folder.give_back(path, folder, tmp_path / "cache")
    (back,) = shared.look().returned
    assert (back.finished, back.articles) == (1, 1)
    (report,) = team.merge(store, [path], annotator=ANNOTATOR, dry_run=True)[1]
    assert dict(report.decisions) == {ANNOTATOR: 18, AGAIN: 1}
    assert "of 1 person" in summary([report])
