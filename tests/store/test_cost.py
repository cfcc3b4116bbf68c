"""What one decision costs: few SQL statements, and the same work however much of the article is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from annotator.records import Article, Desk, Kind, Proposal, Span, Stance, Status
from annotator.store import decisions, doctor
from annotator.store.connection import Store
from annotator.workflow import corpus, desk, project, stances
from tests import teamwork
from tests.support import ANNOTATOR, decide_all, load, seed_sha, shown

MANY = 600


def statements(store: Store, act: Callable[[], object]) -> list[str]:
    """The SQL statements that an act runs, but for PRAGMAs."""
    found: list[str] = []
    store.connection.set_trace_callback(found.append)
    try:
        act()
    finally:
        store.connection.set_trace_callback(None)
    return [sql for sql in found if not sql.lstrip().upper().startswith("PRAGMA")]


def steps(store: Store, act: Callable[[], object]) -> int:
    """How many tens of SQLite's instructions an act runs: the work itself, which other programs on the machine do not alter."""
    found = 0

    def count() -> int:
        nonlocal found
        found += 1
        return 0

    store.connection.set_progress_handler(count, 10)
    try:
        act()
    finally:
        store.connection.set_progress_handler(None, 10)
    return found


def confirm(store: Store, n: int, **others: object) -> None:
    given = replace(shown(store, n), stances=(Stance("river-buoys", "unlawful"),), comment=str(others))
    desk.decide(store, desk.confirm(replace(given, **others)), action="Confirm quotation")  # type: ignore[arg-type]


@pytest.mark.parametrize("known", ["by id", "by name"])
def test_a_decision_with_a_known_speaker_is_at_most_ten_statements(store: Store, known: str) -> None:
    confirm(store, 1)
    decision = desk.confirm(replace(shown(store, 1), flagged=True))
    assert decision.speaker_id and decision.stances
    if known == "by name":
        decision = replace(decision, speaker_id=None)
    found = statements(store, lambda: desk.decide(store, decision, action="Flag"))
    assert len(found) <= 10, found
    assert found[0] == "BEGIN IMMEDIATE" and "COMMIT" in found


def test_an_undo_ends_with_the_next_decision(store: Store) -> None:
    confirm(store, 1)
    confirm(store, 2)
    desk.undo(store, ANNOTATOR)
    assert desk.redo_text(store, ANNOTATOR)
    confirm(store, 3)
    assert desk.redo_text(store, ANNOTATOR) is None


@pytest.fixture
def long_article(store: Store) -> Iterator[tuple[Store, str]]:
    """A project with an article of very many quotations, all proposed."""
    text = "\n".join(f"“Quotation {n} of many,” said Speaker {n % 5}." for n in range(MANY))
    article = Article("long", text, "A long article")
    corpus.import_text(store, article)
    spans = [Span(at, text.index("”", at) + 1) for at in (i for i, char in enumerate(text) if char == "“")]
    found = [Proposal(span, span.words(text), Kind.DIRECT, 0.9) for span in spans]
    desk.save_proposals(store, article.sha256, found, "made")
    yield store, article.sha256


def test_a_decision_costs_the_same_however_much_of_the_article_is_decided(long_article: tuple[Store, str]) -> None:
    store, sha = long_article
    opened = desk.load_desk(store, sha, ANNOTATOR)

    def decide(n: int) -> int:
        given = desk.confirm(desk.shown(opened, opened.quotations[n]))
        return steps(store, lambda: desk.decide(store, given, action="Confirm quotation"))

    taken = [decide(n) for n in range(MANY - 1)]
    first, last = (sorted(some)[len(some) // 2] for some in (taken[10:60], taken[-50:]))
    assert last <= 1.3 * first, (first, last)
    row = desk.load_row(store, sha, ANNOTATOR)
    assert row is not None and (row.decided, row.quotations, row.finished) == (MANY - 1, MANY, False)
    decide(MANY - 1)
    row = desk.load_row(store, sha, ANNOTATOR)
    assert row is not None and (row.decided, row.quotations, row.finished) == (MANY, MANY, True)


def finishes(store: Store) -> int:
    return store.rows("SELECT count(*) FROM finish")[0][0]


def test_what_is_finished_already_is_not_finished_again(store: Store) -> None:
    """Ctrl+Enter in a window that does not show yet what was done in another one."""
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    assert finishes(store) == 0 and desk.undo_text(store, ANNOTATOR) is None, "it never was finished"
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    confirm(store, 1)
    change = desk.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    assert finishes(store) == 1 and desk.undo_text(store, ANNOTATOR) == "Confirm quotation"
    assert change.queue and change.article == seed_sha() and decisions.is_finished(store, seed_sha(), ANNOTATOR)
    desk.set_finished(store, seed_sha(), ANNOTATOR, finished=False)
    assert finishes(store) == 2 and not decisions.is_finished(store, seed_sha(), ANNOTATOR)


def test_what_is_answered_is_what_is_read_back(store: Store) -> None:
    def back(opened: Desk, n: int, **others: object) -> None:
        given = replace(desk.shown(opened, opened.quotations[n]), **others)  # type: ignore[arg-type]
        change = desk.decide(store, desk.confirm(given), action="Confirm quotation")
        assert change.decision is not None
        assert change.decision == decisions.by_id(store, change.decision.id)
        stored = decisions.by_id(store, change.decision.id)
        assert (change.decision.sequence, change.decision.replaces) == (stored.sequence, stored.replaces)
        assert change.row == desk.load_row(store, seed_sha(), ANNOTATOR)

    codebook = project.current_codebook(store)
    both = tuple(Stance(t.id, t.labels[0].id) for t in codebook.targets)
    back(load(store), 0, stances=(*reversed(both), both[0]), comment="a\u2028b", seconds=2)
    back(load(store), 1, speaker_name="Somebody  New", speaker_id=None)
    back(load(store), 2, speaker_name="somebody new", speaker_id=None)
    names = {speaker.name: speaker.id for speaker in project.speakers(store)}
    project.merge_speakers(store, names["Somebody New"], next(i for n, i in names.items() if n != "Somebody New"),
                           annotator=ANNOTATOR)  # fmt: skip
    back(load(store), 3, speaker_id=names["Somebody New"])
    back(load(store), 0, status=Status.OPEN, flagged=True)


def test_kept_counts_are_those_of_the_rows(store: Store) -> None:
    for n in range(4):
        confirm(store, n, flagged=bool(n % 2))
    made = desk.new_quotation(load(store), Span(0, 5))
    desk.decide(store, desk.confirm(made), action="New quotation")
    taken = next(q.decision for q in load(store).quotations if q.id == made.quotation)
    assert taken is not None
    desk.decide(store, desk.reject(taken), action="Take away")
    desk.undo(store, ANNOTATOR)
    desk.save_proposals(store, seed_sha(), (), "finds nothing")
    desk.redo(store, ANNOTATOR)
    store.close()
    assert [fault.told for fault in doctor.examine(store.path)] == []


def test_reading_what_one_person_decided_costs_the_same_beside_others(store: Store) -> None:
    decide_all(store)
    alone = steps(store, lambda: stances.decided_items(store, ANNOTATOR))
    for name in ("Ben", "Cleo", "Dan", "Eve"):
        teamwork.decide(store, name)
    assert steps(store, lambda: stances.decided_items(store, ANNOTATOR)) < 1.5 * alone
