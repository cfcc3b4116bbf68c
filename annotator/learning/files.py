"""Stance models as files: an npz of numbers with a card that says what was learned from what. No word of a text is in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.errors import BadInputError
from annotator.learning.direction import Direction
from annotator.learning.encoded import Doubles
from annotator.learning.kernels import TextKernel, Whitening
from annotator.learning.model import StanceModel
from annotator.learning.presence import PresenceModel
from annotator.learning.ridge import Ridge
from annotator.learning.wording import Wording
from annotator.open_projects import open_input
from annotator.records import Label, Target

FORMAT = "annotator-stances-3"
Arrays = dict[str, NDArray[Any]]
_NONE: Doubles = np.zeros((0, 0))


def write_model(path: Path, model: StanceModel, card: Mapping[str, Any]) -> None:
    """Write a model and its card to an npz file."""
    targets = [
        {"id": t.id, "name": t.name, "labels": [{"id": own.id, "name": own.name, "polarity": own.polarity} for own in t.labels]}
        for t in model.targets
    ]  # fmt: skip
    presence, direction, kernel = model.presence, model.direction, model.kernel
    about = {
        "format": FORMAT, "card": dict(card), "targets": targets, "threshold": model.threshold, "neutral": presence.neutral,
        "kinds": direction.kinds, "speakers": presence.speakers, "pair_speakers": direction.speakers, "pair_parties": direction.parties,
    }  # fmt: skip
    arrays: Arrays = {"about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)}
    for part, wording in (("words", kernel.words), ("letters", kernel.letters)):
        arrays |= {f"{part}.codes": wording.codes, f"{part}.rarity": wording.rarity, f"{part}.bounds": wording.bounds}
        arrays |= {
            f"{part}.texts": wording.texts.astype(np.int32),
            f"{part}.values": wording.values,
            f"{part}.count": np.array(wording.count),
        }
    arrays |= {"center": kernel.whitening.center, "turn": kernel.whitening.turn, "meanings": kernel.meanings}
    arrays["read"] = np.array(kernel.whitening.count)
    arrays |= {
        "score": presence.ridge.weights,
        "prior": presence.prior,
        "presence": presence.weights,
        "within": model.within,
    }
    arrays |= {"named.items": presence.pair_items, "named.targets": presence.pair_targets}
    if presence.pairs is not None:
        arrays["named"] = presence.pairs.weights
    arrays |= {
        "open": direction.open,
        "labels": direction.prior,
        "direction": direction.weights,
        "together": direction.together,
    }
    arrays |= {"pairs.items": direction.items, "pairs.targets": direction.targets}
    if direction.ridge is not None:
        arrays["pairs"] = direction.ridge.weights
    with path.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, **arrays)


def is_model(path: Path) -> bool:
    """Whether a file is a model of this kind."""
    try:
        read_model(path)
    except BadInputError:
        return False
    return True


def read_model(path: Path) -> tuple[StanceModel, dict[str, Any]]:
    """The model in a file, with its card; BadInputError where it is none. What was decided is not in it."""
    told = f"{path}: not a stance model; name a file that annotator train wrote, or train a model."
    try:
        with open_input(path) as raw, np.load(raw, allow_pickle=False) as stored:
            arrays: Arrays = {name: stored[name] for name in stored.files}
        about = json.loads(bytes(arrays["about"]).decode())
        if about["format"] != FORMAT:
            raise BadInputError(f"{path}: this version of the program cannot read the model; train it again.")
        return _model(arrays, about), about["card"]
    except OSError as err:
        raise BadInputError(
            f"{path}: the file cannot be read ({err.strerror or 'it is damaged'}); check its name and permissions."
        ) from err
    except (ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile) as err:
        raise BadInputError(told) from err


def _model(arrays: Arrays, about: Mapping[str, Any]) -> StanceModel:
    targets = tuple(
        Target(
            t["id"], t["name"], "", tuple(Label(own["id"], own["name"], "", "", own["polarity"]) for own in t["labels"])
        )
        for t in about["targets"]
    )
    kernel = TextKernel(
        _wording(arrays, "words"), _wording(arrays, "letters"), Whitening(arrays["center"], arrays["turn"], int(arrays["read"])),
        arrays["meanings"],
    )  # fmt: skip
    presence = PresenceModel(
        _ridge(arrays["score"]), _ridge(arrays["named"]) if "named" in arrays else None, arrays["named.items"], arrays["named.targets"],
        arrays["prior"], arrays["presence"], tuple(about["speakers"]), bool(about["neutral"]), _NONE,
    )  # fmt: skip
    direction = Direction(
        tuple(about["kinds"]), arrays["open"], arrays["labels"], arrays["direction"], arrays["together"],
        _ridge(arrays["pairs"]) if "pairs" in arrays else None, arrays["pairs.items"], arrays["pairs.targets"],
        tuple(about["pair_speakers"]), tuple(about["pair_parties"]), _NONE, _NONE,
    )  # fmt: skip
    return StanceModel(
        targets, (), kernel, presence, direction, arrays["within"], _NONE, _NONE, float(about["threshold"])
    )


def _ridge(weights: Doubles) -> Ridge:
    return Ridge(np.arange(len(weights)), weights, _NONE, 0.0)


def _wording(arrays: Arrays, part: str) -> Wording:
    texts = arrays[f"{part}.texts"].astype(np.int64)
    values = arrays[f"{part}.values"].astype(np.float32)
    return Wording.of(
        part, arrays[f"{part}.codes"], arrays[f"{part}.rarity"], arrays[f"{part}.bounds"], texts, values, int(arrays[f"{part}.count"])
    )  # fmt: skip
