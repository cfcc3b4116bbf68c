import numpy as np

from annotator.learning.looks import looks, marks
from annotator.learning.model import StanceModel
from annotator.records import Stance
from tests.learning.made import TARGETS, items
from tests.ui.test_second_look import _with_slips


def test_slips_come_first_with_a_reason_that_counts_own_decisions(describer):
    decided, slips = _with_slips()
    found = looks(StanceModel.learn(decided, describer), describer)
    assert {decided[look.number].text for look in found[:3]} == slips
    for look in found[:3]:
        (given,) = decided[look.number].stances
        assert look.target == given.target
        assert look.nearest and all(decided[n].article != decided[look.number].article for n in look.nearest)
        assert f"but this one “{'in favor' if given.label == 'favor' else 'against'}”" in look.reason


def test_at_most_a_tenth_is_listed(describer):
    decided = items(60)
    assert len(looks(StanceModel.learn(decided, describer), describer)) <= 6


def test_only_a_label_that_stands_out_is_marked():
    assert marks(np.array([0.3, 0.02, 0.2, 0.2]), TARGETS) == (Stance("harbor", "favor"),)
    assert marks(np.array([0.8, 0.2, 0.0, 0.0]), TARGETS) == ()
