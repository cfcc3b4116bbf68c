from collections.abc import Sequence

import pytest

from annotator.detection.encoder import shipped_encoder
from annotator.learning.described import Describer
from annotator.learning.outside import OutsidePrior
from annotator.records import Target
from annotator.resources import resource
from annotator.workflow.encoded_texts import encode_text
from tests.learning.made import TARGETS


@pytest.fixture(scope="session")
def encode():
    encoder = shipped_encoder()
    return lambda text: encode_text(encoder, text)


@pytest.fixture(scope="session")
def prior():
    return OutsidePrior.read(resource("weights", "stance.npz"))


@pytest.fixture(scope="session")
def make_describer(encode, prior):
    def make(targets: Sequence[Target]) -> Describer:
        return Describer(targets, encode, prior)

    return make


@pytest.fixture(scope="session")
def describer(make_describer):
    return make_describer(TARGETS)
