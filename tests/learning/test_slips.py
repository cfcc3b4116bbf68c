import numpy as np

from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.learning.slips import surprises
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
