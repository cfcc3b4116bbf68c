"""What was learned of names: the weights in ``resources/weights/names.json``, written by ``python -m training.names``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from annotator.detection.linear import Linear
from annotator.detection.names import person as persons
from annotator.detection.names.entities import Entity
from annotator.detection.reading import Reading
from annotator.resources import resource


@dataclass(frozen=True)
class NamesModel:
    """Whether a name is a person's (``person``, with the weights ``vector`` of the encoder's numbers), and whom a pronoun or role means."""

    person: Linear
    vector: persons.Floats
    pronoun: Linear
    role: Linear
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> NamesModel:
        """The model in a JSON file."""
        of = json.loads(path.read_text(encoding="utf-8"))
        vector = np.array(of["vector"], dtype=np.float32)
        return cls(Linear(of["person"]), vector, Linear(of["pronoun"]), Linear(of["role"]), of["provenance"])

    def stored(self) -> dict[str, Any]:
        """The model as JSON."""
        parts = {name: dict(getattr(self, name).weights) for name in ("person", "pronoun", "role")}
        return {"provenance": dict(self.provenance), **parts, "vector": [round(float(x), 4) for x in self.vector]}

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits that change with any weight."""
        weights = {name: part for name, part in self.stored().items() if name != "provenance"}
        return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()[:8]

    def judge(self, reading: Reading, scores: persons.Floats | None, entities: Iterable[Entity]) -> None:
        """Set the log odds of being a person of each entity; ``scores``: what ``vector`` makes of each token, if it was read."""
        for entity in entities:
            entity.person = self.person.weighed(persons.features(reading, entity))
            if scores is not None:
                entity.person += persons.told(scores, entity)


@cache
def shipped() -> NamesModel:
    """The model in ``resources/``."""
    return NamesModel.read(resource("weights", "names.json"))
