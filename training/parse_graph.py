"""The graph of the parse model for ONNX Runtime: ``python -m training.parse_graph`` writes ``resources/weights/parse.onnx``.

Its weights are inputs, named as :class:`annotator.detection.parse_model.ParseModel` names them: it is made again only where
:class:`training.parse_model.Student` has other layers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import onnx
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from annotator.detection.parse_model import ANSWERS
from annotator.resources import resource
from training.encoder import FORMAT, OPSET

LAYERS = 3  # convolutions over neighbors
TINY = 1e-5  # what layer normalization adds to a variance
FAR_END = 2**62


@dataclass
class Graph:
    """Steps in order, and the weights that they take."""

    nodes: list[NodeProto] = field(default_factory=list)
    weights: dict[str, ValueInfoProto] = field(default_factory=dict)
    numbers: dict[str, TensorProto] = field(default_factory=dict)

    def step(self, kind: str, *given: str, **how: object) -> str:
        """One operator over what is named, and the name of what comes of it."""
        made = f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [made], **how))
        return made

    def weight(self, name: str, *shape: int | None) -> str:
        """A weight by its name; sizes that are not known are None."""
        self.weights[name] = helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
        return name

    def number(self, *values: int) -> str:
        """Whole numbers in a row."""
        name = "number." + ".".join(map(str, values))
        self.numbers[name] = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        return name

    def linear(self, values: str, name: str) -> str:
        """A product with a matrix, and its bias."""
        product = self.step("MatMul", values, self.weight(name, None, None))
        return self.step("Add", product, self.weight(f"{name}.bias", None))

    def normal(self, values: str, name: str) -> str:
        """Layer normalization (Ba, Kiros and Hinton 2016) by gain over bias."""
        gain, bias = (
            self.step("Squeeze", self.step("Gather", self.weight(name, 2, None), self.number(side)), self.number(0))
            for side in (0, 1)
        )
        return self.step("LayerNormalization", values, gain, bias, axis=-1, epsilon=TINY)

    def row(self, name: str, of: str) -> str:
        """The rows of a table."""
        return self.step("Gather", self.weight(name, None, None), of)

    def neighbors(self, values: str) -> str:
        """Each row between the one before it and the one after it, zeros at the ends."""
        wide = self.step("Pad", values, self.number(1, 0, 1, 0))
        before = self.step("Slice", wide, self.number(0), self.number(-2), self.number(0))
        after = self.step("Slice", wide, self.number(2), self.number(FAR_END), self.number(0))
        return self.step("Concat", before, values, after, axis=1)


def graph() -> ModelProto:
    """The model from the encoder's vectors and the letters of words to what :data:`ANSWERS` names."""
    made = Graph()
    state = made.linear(made.normal("vectors", "norm"), "input")
    tables = {"ending": "endings", "shape": "shapes", "line": "lines"}
    for table, of in tables.items():
        state = made.step("Add", state, made.row(table, of))
    state = made.step("Relu", state)
    for layer in range(LAYERS):
        seen = made.neighbors(made.normal(state, f"norm.{layer}"))
        state = made.step("Add", state, made.step("Relu", made.linear(seen, f"mix.{layer}")))
    state = made.normal(state, f"norm.{LAYERS}")
    above = made.step("Relu", made.linear(state, "above"))
    below = made.step("Relu", made.linear(state, "below"))
    answers = (
        made.step("ArgMax", made.linear(state, "tag"), axis=1, keepdims=0),
        made.step("Squeeze", made.linear(state, "start"), made.number(1)),
        made.step("MatMul", below, made.weight("arc", None, None)),
        above,
        made.step("MatMul", above, made.weight("often", None)),
        made.linear(state, "dependent"),
        made.linear(state, "governor"),
    )
    made.nodes.extend(helper.make_node("Identity", [of], [name]) for of, name in zip(answers, ANSWERS, strict=True))
    single, whole = TensorProto.FLOAT, TensorProto.INT64
    flat = ("tag.of", "start.of", "often.of")
    out = [
        helper.make_tensor_value_info(
            name, whole if name == "tag.of" else single, ["words"] + [None] * (name not in flat)
        )
        for name in ANSWERS
    ]
    given = [helper.make_tensor_value_info("vectors", single, ["words", None])]
    given += [helper.make_tensor_value_info(name, whole, ["words"]) for name in tables.values()]
    found = helper.make_graph(
        made.nodes, "parse", [*given, *made.weights.values()], out, initializer=list(made.numbers.values())
    )
    model = helper.make_model(found, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=FORMAT)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Write the graph."""
    resource("weights", "parse.onnx").write_bytes(graph().SerializeToString())


if __name__ == "__main__":
    main()
