import numpy as np

from annotator.learning.wording import Wording


def test_a_text_is_wholly_like_itself_and_not_like_one_with_other_words():
    texts = ["the harbor plan", "the school plan", "forty other things"]
    likeness = Wording.learn("words", texts).compare(texts)
    assert np.allclose(np.diag(likeness), 1)
    assert 0 < likeness[0, 1] < 1
    assert likeness[0, 2] == likeness[1, 2] == 0


def test_the_cosine_is_the_one_worked_out_by_hand():
    # words a, b and the pair a b against words a, c and a c: idf of a = ln(3/3)+1 = 1, of the others ln(3/2)+1
    likeness = Wording.learn("words", ["a b", "a c"]).compare(["a b"])
    rare = np.log(3 / 2) + 1
    assert np.isclose(likeness[0, 1], 1 / (1 + 2 * rare**2))


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
