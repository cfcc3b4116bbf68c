import numpy as np
import pytest

from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.learning.tone import WIDTH, ratings
from annotator.records import Label, Stance, Target
from tests.learning.made import TARGETS

WHOLE, NEAR, CLAUSE = range(WIDTH)


def _tones(describer, text):
    return describer.describe([Item("q", text, "a")]).tones[0]


@pytest.mark.parametrize(
    "text",
    [
        "The harbor was great, but the school was terrible.",
        "They love the harbor and hate the school.",
        "Great as the harbor is, the school was awful.",
    ],
)
def test_each_target_has_the_words_of_its_own_clause(describer, text):
    harbor, school = _tones(describer, text)
    assert harbor[CLAUSE] > 0 > school[CLAUSE] and harbor[NEAR] > school[NEAR]
    assert harbor[WHOLE] == school[WHOLE]


def test_a_negation_turns_a_word(describer):
    assert (
        _tones(describer, "The harbor is good.")[0, WHOLE] > 0 > _tones(describer, "The harbor is not good.")[0, WHOLE]
    )
    assert _tones(describer, "The harbor isn’t good.")[0, WHOLE] < 0


def test_a_target_that_is_not_named_is_looked_for_where_words_are_like_its_name(make_describer):
    dogs, cars = (Target(name, name, "T", ()) for name in ("dogs", "cars"))
    tones = _tones(make_describer((dogs, cars)), "The puppies were lovely, but the truck was horrible.")
    assert tones[0, CLAUSE] > tones[1, CLAUSE] and tones[0, NEAR] > tones[1, NEAR]


@pytest.mark.parametrize("text", ["", " ", "…", "The harbor opens on Monday.", "Порт погубит залив."])
def test_a_text_without_rated_words_says_nothing(describer, text):
    assert not _tones(describer, text).any()


def test_every_rated_word_is_a_word_with_a_rating():
    assert len(ratings()) > 6_000 and ratings()["good"] > 0 > ratings()["horrible"]
    assert all(word == word.lower() and 0 < abs(value) <= 4 for word, value in ratings().items())


def _both(harbor, school):
    return frozenset({Stance("harbor", harbor), Stance("school", school)})


def test_few_decisions_are_enough_to_use_rated_words(make_describer):
    """Eight texts that speak of two targets in contrast, and one with other words."""
    labels = (Label("good", "good", "", "", 1), Label("bad", "bad", "", "", -1))
    targets = tuple(Target(t.id, t.name, "", labels) for t in TARGETS)
    words = (("wonderful", "good"), ("awful", "bad"), ("excellent", "good"), ("horrible", "bad"))
    rows = [(one, other) for one in words for other in words if one[1] != other[1]]
    decided = [
        Item(f"q{n}", f"The harbor was {one}, but the school was {other}.", f"a{n}", stances=_both(a, b))
        for n, ((one, a), (other, b)) in enumerate(rows)
    ]  # fmt: skip
    describer = make_describer(targets)
    model = StanceModel.learn(decided, describer)
    new = [Item("n", "The harbor was superb, but the school was dreadful.", "n")]
    chance = dict(zip(model.pairs, model.predict(new, describer)[0], strict=True))
    assert chance[Stance("harbor", "good")] > chance[Stance("harbor", "bad")]
    assert chance[Stance("school", "bad")] > chance[Stance("school", "good")]
    assert np.isfinite(list(chance.values())).all()
