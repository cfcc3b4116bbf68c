import numpy as np
import pytest

from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.records import Label, Stance, Target
from tests.learning.made import LABELS, items


@pytest.fixture(scope="module")
def model(describer):
    return StanceModel.learn(items(80), describer)


def test_what_was_learned_holds_for_others(model, describer):
    others = items(60, seed=7)
    chance = model.predict(others, describer)
    assert chance.shape == (60, 4) and (chance >= 0).all() and (chance <= 1).all()
    gold = np.array([[pair in item.stances for pair in model.pairs] for item in others])
    assert chance[gold].mean() > 3 * chance[~gold].mean()
    borne = gold.any(axis=1)
    assert (chance.argmax(axis=1) == gold.argmax(axis=1))[borne].mean() > 0.8


def test_it_is_the_same_each_time(model, describer):
    again = StanceModel.learn(items(80), describer)
    assert np.array_equal(again.left_out, model.left_out)


def test_left_out_probabilities_do_not_know_the_answer(describer):
    decided = items(80)
    turned = decided[10]
    other = Stance("harbor" if not turned.stances else next(iter(turned.stances)).target, "favor")
    changed = Item(turned.id, turned.text, turned.article, turned.speaker, stances=frozenset({other}))
    before = StanceModel.learn(decided, describer).left_out[10]
    after = StanceModel.learn([*decided[:10], changed, *decided[11:]], describer).left_out[10]
    assert np.abs(before - after).max() < 0.15  # only the few weights that all quotations share have moved


@pytest.mark.parametrize("count", [1, 3])
def test_few_decisions_are_enough_to_answer(describer, count):
    found = StanceModel.learn(items(count), describer)
    chance = found.predict(items(5, seed=3), describer)
    assert np.isfinite(chance).all()


def test_stances_that_the_codebook_lacks_are_left_out(describer):
    decided = items(20)
    strange = Item(
        "x", "The harbor plan is grand.", "ax", stances=frozenset({Stance("moon", "favor"), Stance("harbor", "odd")})
    )
    found = StanceModel.learn([*decided, strange], describer)
    assert np.isfinite(found.predict(decided, describer)).all()


def test_labels_of_one_polarity_share_its_probability_by_how_often_they_were_given(make_describer):
    more = Target("harbor", "harbor", "H", (*LABELS, Label("strong", "strongly in favor", "s", "", 1)))
    decided = [
        Item(i.id, i.text, i.article, i.speaker, stances=frozenset({Stance("harbor", "strong")} if i.stances else ()))
        for i in items(30)
    ]
    describer = make_describer([more])
    found = StanceModel.learn(decided, describer)
    chance = found.predict(items(10, seed=2), describer)
    assert (chance[:, 2] > 5 * chance[:, 0]).all()


def test_above_the_limit_a_low_rank_kernel_loses_little(describer, monkeypatch):
    whole = StanceModel.learn(items(120), describer).predict(items(40, seed=5), describer)
    for place in ("annotator.learning.model", "annotator.learning.ridge"):
        monkeypatch.setattr(f"{place}.MANY", 60)
        monkeypatch.setattr(f"{place}.RANK", 50)
    low = StanceModel.learn(items(120), describer).predict(items(40, seed=5), describer)
    assert np.corrcoef(whole.ravel(), low.ravel())[0, 1] > 0.95
