import numpy as np
import pytest

from annotator.learning.kernels import Whitening
from annotator.learning.wording import Wording


def test_a_text_is_wholly_like_itself_and_not_like_one_with_other_words():
    texts = ["the harbor plan", "the school plan", "the harbor", "forty other things"]
    likeness = Wording.learn("words", texts).compare(texts, new=False)
    assert np.allclose(np.diag(likeness), [1, 1, 1, 0])  # nothing of the last stands in another text
    assert 0 < likeness[0, 1] < likeness[0, 2] < 1
    assert np.array_equal(likeness[0, 3:], [0])


def test_the_cosine_is_the_one_worked_out_by_hand():
    # a b and its pair stand in two texts, idf ln(4/3)+1; a stands in all, idf 1; c, d and their pairs in one alone
    likeness = Wording.learn("words", ["a b c", "a b", "a d"]).compare(["a b c", "a b", "a d"], new=False)
    twice = np.log(4 / 3) + 1
    assert np.allclose(likeness[:2, :2], 1)
    assert np.allclose(likeness[:2, 2], 1 / np.sqrt(1 + 2 * twice**2))


def test_common_and_rare_features_add_up_to_the_same_as_rare_ones_alone():
    texts = [f"shared words and number {n} of many" for n in range(40)]
    found = Wording.learn("letters", texts)
    assert len(found.common), "no feature is common here"
    apart = Wording(
        found.features, found.codes, found.rarity, found.bounds, found.texts, found.values,
        found.common[:0], np.full(len(found.codes), -1), found.count,
    )  # fmt: skip
    assert np.allclose(found.compare(texts), apart.compare(texts), atol=1e-5)


def test_texts_without_any_feature_are_like_nothing():
    found = Wording.learn("words", ["harbor", ""])
    assert np.array_equal(found.compare(["", "!?", "\ud800"]), np.zeros((3, 2)))
    assert Wording.learn("letters", []).compare(["harbor"]).shape == (1, 0)


def test_a_new_text_is_as_like_the_known_ones_as_if_it_were_among_them():
    texts = ["the harbor plan is late", "a plan of the harbor", "the school opens"]
    among = Wording.learn("words", [*texts, "the new harbor"]).compare(["the new harbor"], new=False)[0, :3]
    apart = Wording.learn("words", texts).compare(["the new harbor"])[0]
    assert apart[0] == pytest.approx(among[0], rel=0.2) and apart[2] == pytest.approx(among[2], rel=0.3)


def test_new_vectors_are_as_like_the_known_ones_as_these_are_among_each_other():
    vectors = np.random.default_rng(0).normal(size=(160, 60)).astype(np.float32)
    known, new = vectors[:80], vectors[80:]
    whitening = Whitening.learn(known)
    among = whitening(known) @ whitening(known).T
    apart = whitening(new, new=True) @ whitening(known).T
    among = among[~np.eye(80, dtype=bool)]
    assert apart.std() == pytest.approx(among.std(), rel=0.05)
    assert (whitening(new) @ whitening(known).T).std() > 1.1 * among.std()
