from dataclasses import replace

import numpy as np
import pytest

from annotator.learning.items import Item
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
    left_out = np.zeros((40, len(model.pairs)))
    left_out[:, [pair.target == "harbor" for pair in model.pairs]] = 0.5  # neither label is likelier
    found = target_surprises(replace(model, left_out=left_out))[:, 0]
    assert found[:4].max() < found[4:].min()
    assert found[0] == pytest.approx(1 + np.log2(5 / 42) / 2) and found[4] == pytest.approx(1 + np.log2(37 / 42) / 2)
