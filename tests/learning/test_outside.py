import numpy as np

from annotator.learning.mentions import Mentions, find_target
from annotator.learning.outside import ABSENT, AGAINST, FAVOR
from annotator.records import Target
from tests.learning.made import TARGETS


def _asked(encode, prior, text, targets=TARGETS):
    encoded = encode(text)
    spans = Mentions.of(text, targets).spans
    return prior.judge(encoded, [encode(target.name) for target in targets], [encoded.inside(own) for own in spans])


def test_answers_are_probabilities(encode, prior):
    answers, hidden = _asked(encode, prior, "The mayor praised the harbor and mocked the school.")
    assert np.allclose(np.exp(answers).sum(axis=1), 1, atol=1e-5)
    assert hidden.shape == (2, prior.width)


def test_praise_and_blame_point_in_their_directions(encode, prior):
    praise, _ = _asked(encode, prior, "The harbor is a great success, and everybody loves it.")
    blame, _ = _asked(encode, prior, "The harbor is a shameful failure and a disgrace.")
    assert praise[0, FAVOR] > praise[0, AGAINST]
    assert blame[0, AGAINST] > blame[0, FAVOR]


def test_a_target_that_is_not_named_is_rather_absent(encode, prior):
    answers, _ = _asked(encode, prior, "The harbor is a great success, and everybody loves it.")
    assert answers[1, ABSENT] > answers[0, ABSENT]


def test_a_text_without_words_says_nothing(encode, prior):
    answers, _ = _asked(encode, prior, " ")
    assert np.allclose(np.exp(answers), 0.25)


def test_targets_are_found_as_whole_words():
    democrats = Target("democrats", "Democrats", "D", ())
    assert find_target("A Democrat and the Democrats, democratically", democrats) == [(2, 10), (19, 28)]
    assert find_target("harbors of harborside", TARGETS[0]) == [(0, 7)]
    assert find_target("(The United States)", Target("united-states", "united states", "U", ())) == [(5, 18)]
