import json

import numpy as np
import pytest

from annotator.errors import BadInputError
from annotator.learning.files import is_model, read_model, write_model
from annotator.learning.model import StanceModel
from tests.learning.made import items


@pytest.fixture(scope="module")
def model(describer):
    return StanceModel.learn(items(60), describer)


def test_a_model_from_a_file_predicts_the_same(model, describer, tmp_path):
    write_model(tmp_path / "m.npz", model, {"annotator": "Ada"})
    again, card = read_model(tmp_path / "m.npz")
    others = items(20, seed=4)
    assert card == {"annotator": "Ada"}
    assert np.allclose(again.predict(others, describer), model.predict(others, describer), atol=1e-6)
    assert again.pairs == model.pairs and again.threshold == model.threshold


def test_no_word_and_no_name_is_in_the_file(model, tmp_path):
    write_model(tmp_path / "m.npz", model, {})
    with np.load(tmp_path / "m.npz") as stored:
        about = bytes(stored["about"]).decode()
        assert "Reyes" not in about and "town" not in about and "harbor" in about  # a target's name is the codebook's
        assert all(stored[name].dtype.kind in "fiub" for name in stored.files)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"{}"])
def test_another_file_is_told_in_a_sentence(tmp_path, content):
    (tmp_path / "m.npz").write_bytes(content)
    with pytest.raises(BadInputError, match=r"m\.npz: not a stance model"):
        read_model(tmp_path / "m.npz")
    assert not is_model(tmp_path / "m.npz")


def test_a_damaged_and_a_newer_model_are_told(model, tmp_path):
    write_model(tmp_path / "m.npz", model, {})
    with np.load(tmp_path / "m.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(bytes(arrays["about"]).decode())
    np.savez(tmp_path / "part.npz", **{name: value for name, value in arrays.items() if name != "score"})
    with pytest.raises(BadInputError, match="not a stance model"):
        read_model(tmp_path / "part.npz")
    newer = json.dumps({**about, "format": "annotator-stances-9"}).encode()
    np.savez(tmp_path / "newer.npz", **{**arrays, "about": np.frombuffer(newer, dtype=np.uint8)})
    with pytest.raises(BadInputError, match="train it again"):
        read_model(tmp_path / "newer.npz")
