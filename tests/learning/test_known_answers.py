from dataclasses import replace

import pytest

from annotator.agreement.known_answers import CheckedField, share
from annotator.cli import main
from annotator.records import Decision
from annotator.store.connection import Store
from annotator.workflow import adjudicate, desk, known_answers, project
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project

SECOND = "Ben"


@pytest.fixture
def settled(tmp_path) -> Store:
    """Two people who differ in three stances, all settled as the first has them."""
    made = items(40)
    store = make_project(tmp_path / "plans.annot", made)
    project.add_annotator(store, SECOND)
    borne = [n for n, item in enumerate(made) if item.stances]
    other = [replace(item, stances=frozenset()) if n in borne[:3] else item for n, item in enumerate(made)]
    decide(store, made)
    decide(store, other, SECOND)
    adjudicate.accept_agreed(store, adjudicator=ANNOTATOR)
    for row in desk.load_queue(store, ANNOTATOR):
        for case in adjudicate.article_cases(store, row.sha256):
            if case.differs:
                taken: Decision = desk.confirm(case.take(ANNOTATOR))
                adjudicate.settle(store, case, taken, adjudicator=ANNOTATOR, action="Settle")
    return store


def test_agreement_with_what_was_settled_by_field_and_week(settled, capsys):
    ada, ben = sorted(known_answers.report(settled), key=lambda one: one.annotator)
    assert (ada.annotator, ben.annotator) == (ANNOTATOR, SECOND)
    assert {field: found.value for field, found in ada.all.items()} == dict.fromkeys(known_answers.FIELDS, 1.0)
    assert ben.all["stances"].value == pytest.approx(37 / 40) and ben.all["speaker"].value == 1
    assert ben.all["stances"].low < 37 / 40 < ben.all["stances"].high <= 1
    assert sum(week["stances"].cases for week in ben.weeks.values()) == 40
    assert main(["known-answers", str(settled.path)]) == 0
    out = capsys.readouterr().out
    assert "Ben: speech 100%" in out and "stances 92%" in out and "-W" in out
    settled.close()


def test_where_nothing_is_settled_a_sentence_says_so(tmp_path, capsys):
    store = make_project(tmp_path / "plans.annot", items(4))
    assert main(["known-answers", str(store.path)]) == 0
    assert "Nothing is settled yet" in capsys.readouterr().out
    store.close()


def test_few_answers_have_no_interval_and_hanging_together_widens_it():
    assert share([]).cases == 0 and str(share([])) == "–"
    assert share([CheckedField("a", True)] * 50).low is None
    apart = share([CheckedField(str(n), n % 4 != 0) for n in range(200)])
    together = share([CheckedField(str(n // 10), n // 10 % 4 != 0) for n in range(200)])
    assert apart.value == together.value == 0.75
    assert together.high - together.low > 2 * (apart.high - apart.low)
