import random
from dataclasses import replace

import numpy as np
import pytest

from annotator.learning.items import Item
from annotator.learning.looks import looks
from annotator.learning.model import StanceModel
from annotator.learning.slips import surprises, target_surprises
from annotator.records import Stance
from tests.learning.made import items


def test_turned_labels_are_the_most_surprising(describer):
    decided = items(90)
    borne = [n for n, item in enumerate(decided) if item.stances and item.speaker != "Lena Moor"]
    slips = borne[5], borne[20], borne[35]
    for n in slips:
        stance = next(iter(decided[n].stances))
        other = Stance(stance.target, "against" if stance.label == "favor" else "favor")
        decided[n] = Item(
            decided[n].id, decided[n].text, decided[n].article, decided[n].speaker, stances=frozenset({other})
        )
    found = surprises(StanceModel.learn(decided, describer))
    assert found.shape == (90,) and (found >= 0).all()
    assert set(np.argsort(-found)[:9].tolist()) >= set(slips)


def test_a_rare_label_is_not_surprising_for_being_rare(describer):
    favor, against = (frozenset({Stance("harbor", name)}) for name in ("favor", "against"))
    decided = [replace(item, stances=against if n < 4 else favor) for n, item in enumerate(items(40))]
    model = StanceModel.learn(decided, describer)
    checked = np.zeros((40, len(model.pairs)))
    checked[:, [pair.target == "harbor" for pair in model.pairs]] = 0.5  # neither label is likelier
    found = target_surprises(replace(model, checked=checked))[:, 0]
    assert found[:4].max() < found[4:].min()
    assert found[0] == pytest.approx(1 + np.log2(5 / 42) / 2) and found[4] == pytest.approx(1 + np.log2(37 / 42) / 2)


def test_a_label_that_the_quotations_other_stance_speaks_against_is_surprising(describer):
    favor, against = Stance("harbor", "favor"), Stance("harbor", "against")
    chance, decided = random.Random(1), []
    for n in range(60):  # nothing in the words says which of the two plans is favored, only that it is one of them
        harbor = favor if chance.random() < 0.5 else against
        school = Stance("school", "against" if harbor is favor else "favor")
        text = f"“Not the harbor plan and the school plan both,” he said on day {n}."
        decided.append(Item(f"q{n}", text, f"a{n}", stances=frozenset({harbor, school})))
    slips = {7, 31, 48}
    for n in slips:
        (school,) = (stance for stance in decided[n].stances if stance.target == "school")
        decided[n] = replace(decided[n], stances=frozenset({school, Stance("harbor", school.label)}))
    model = StanceModel.learn(decided, describer)
    assert set(np.argsort(-surprises(model))[:3].tolist()) == slips
    told = [look for look in looks(model, describer) if look.number in slips]
    assert len(told) == 3 and all("in the same quotation" in look.reason for look in told)
