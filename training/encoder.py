"""The layers of :mod:`annotator.detection.encoder` as PyTorch tunes them, with dropout, and how they are written for ONNX Runtime.

The large products are taken in bfloat16 (Kalamkar and others, arXiv:1905.12322); sequences have one length and rows come in
multiples of :data:`ROWS`, so that the products' code is made once and not for each article.
"""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from annotator.detection.encoder import PieceVectors
from annotator.detection.parse import Parse
from annotator.detection.settings import SEQUENCE_ROOM
from training.pretrained import layers

LAYERS, HEADS, LENGTH, ROWS = 4, 12, SEQUENCE_ROOM + 2, 256
SMALL = 1e-12  # what layer normalization adds to a variance
DROPOUT = 0.1
FAR = -1e4  # what a place without a piece adds to the score of being looked at
HALVED = any(torch.cpu.get_capabilities().get(name, False) for name in ("amx_bf16", "avx512_bf16"))
"""Whether the processor multiplies bfloat16; elsewhere such products take twice as long."""
OPSET = 20  # of ONNX: the first in which the activation is one operator
FORMAT = 9  # of ONNX's files, which ONNX Runtime 1.16 and newer reads


@dataclass(frozen=True)
class Layout:
    """An article's pieces: vectors and places in a row, filled up to :data:`ROWS`; ``cells``: of each piece its place in
    sequences by length. ``rows``: of each such place its piece (one beyond the last: none). ``hidden``: :data:`FAR` where
    there is none. ``first``: of each token its piece.
    """

    vectors: Tensor
    place: Tensor
    cells: Tensor
    rows: Tensor
    hidden: Tensor
    first: Tensor


def layout(parse: Parse, words: PieceVectors) -> Layout:
    """The article's pieces as tensors."""
    found = words.sequences(parse)
    lengths = np.diff(found.bounds)
    n, sequence = len(found.codes), np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(n) - found.bounds[sequence]
    cells = sequence * LENGTH + place
    more = -n % ROWS
    rows = np.full(len(lengths) * LENGTH, n + more)
    rows[cells] = np.arange(n)
    hidden = np.where(rows < n, 0, FAR).reshape(len(lengths), 1, 1, LENGTH)
    vectors = np.vstack([words[found.codes], np.zeros((more, words.vectors.shape[1]), dtype=np.float32)])
    return Layout(
        torch.from_numpy(vectors).to(torch.bfloat16), torch.from_numpy(np.append(place, np.zeros(more, dtype=np.int64))),
        torch.from_numpy(np.append(cells, np.zeros(more, dtype=np.int64))), torch.from_numpy(rows),
        torch.from_numpy(hidden).to(torch.bfloat16), torch.from_numpy(np.where(found.first < 0, n + more, found.first)),
    )  # fmt: skip


class Encoded(nn.Module):
    """The weights of the layers."""

    def __init__(self, count: int = LAYERS) -> None:
        super().__init__()
        start = layers(count)
        self.count, self.width = count, start["norm"].shape[1]
        self.weights = nn.ParameterDict(
            {k.replace(".", "/"): nn.Parameter(torch.from_numpy(a)) for k, a in start.items()}
        )

    def __getitem__(self, name: str) -> Tensor:
        return self.weights[name.replace(".", "/")]

    def read(self, of: Layout) -> Tensor:
        """The vector of each token's first piece, 0 where it has none."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVED):
            state = self._layers(of.vectors.float() + self["place"][of.place], of)
        return torch.cat([state, state.new_zeros(1, self.width)])[of.first]

    def forward(self, vectors: Tensor) -> Tensor:
        """The vectors of one sequence (pieces by width) after the last layer."""
        return self._layers(vectors + self["place"][: vectors.shape[0]], None)

    def _layers(self, state: Tensor, of: Layout | None) -> Tensor:
        """All layers, of the sequences of a layout or of one sequence."""
        state = functional.dropout(self._normal(state, "norm"), DROPOUT, self.training)
        for n in range(self.count):
            asked = self._linear(state, f"attend.{n}")
            if of:
                padded = torch.cat([asked, asked.new_zeros(1, 3 * self.width)])[of.rows].view(
                    -1, LENGTH, 3 * self.width
                )
                mixed = self._attended(padded, of.hidden)[of.cells]
            else:
                mixed = self._attended(asked[None], asked.new_zeros(1))
            state = self._normal(state + self._linear(mixed, f"out.{n}").float(), f"norm.{n}.0")
            inner = functional.gelu(self._linear(state, f"inner.{n}"), approximate="tanh")
            turned = self._linear(inner, f"turn.{n}").float()
            state = self._normal(state + functional.dropout(turned, DROPOUT, self.training), f"norm.{n}.1")
        return state

    def _attended(self, asked: Tensor, hidden: Tensor) -> Tensor:
        """What each place takes from the others of its sequence: queries, keys and values (sequences by length by 3 widths) in."""
        parts = asked.view(asked.shape[0], asked.shape[1], 3, HEADS, self.width // HEADS).permute(2, 0, 3, 1, 4)
        scores = (parts[0] * (self.width / HEADS) ** -0.5) @ parts[1].transpose(-1, -2) + hidden
        mixed = scores.softmax(-1).to(asked.dtype) @ parts[2]
        return mixed.transpose(1, 2).reshape(-1, self.width)

    def _linear(self, values: Tensor, name: str) -> Tensor:
        return functional.linear(values, self[name].T, self[f"{name}.bias"])

    def _normal(self, values: Tensor, name: str) -> Tensor:
        gain, bias = self[name]
        return functional.layer_norm(values, (self.width,), gain, bias, SMALL)


def exported(encoder: Encoded) -> bytes:
    """The layers as an ONNX model whose large products are taken in bytes, each column of a weight with its own scale.

    In seven bits, with which no processor's products overflow (Jacob and others, CVPR 2018; ONNX Runtime's dynamic quantisation).
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter that needs no further package warns that it is the older one
            torch.onnx.export(
                encoder.eval(), (torch.zeros(LENGTH, encoder.width),), plain, input_names=["vectors"], output_names=["state"],
                dynamic_axes={"vectors": {0: "pieces"}}, opset_version=OPSET, dynamo=False,
            )  # fmt: skip
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        return over_sequences(small.read_bytes())


def over_sequences(one: bytes) -> bytes:
    """The layers of one sequence (an ONNX model) as a model of several: ``vectors`` in a row, and the ``bounds`` of each.

    Each is computed by itself, as if it were alone: the scale of its bytes does not hang on the others.
    """
    model = onnx.load_from_string(one)
    whole, single = TensorProto.INT64, TensorProto.FLOAT
    read = helper.make_sequence_type_proto(helper.make_tensor_type_proto(single, None))
    inner = model.graph
    for node in inner.node:
        node.input[:] = ["own" if name == "vectors" else name for name in node.input]
    steps = [
        helper.make_node("Add", ["number", "one"], ["next"]),
        helper.make_node("Gather", ["bounds", "number"], ["begin"]),
        helper.make_node("Gather", ["bounds", "next"], ["end"]),
        helper.make_node("Slice", ["vectors", "begin", "end", "axis"], ["own"]),
        *inner.node,
        helper.make_node("SequenceInsert", ["before", inner.output[0].name], ["after"]),
        helper.make_node("Identity", ["on"], ["go on"]),
    ]
    body = helper.make_graph(
        steps, "sequence",
        [
            helper.make_tensor_value_info("number", whole, [1]), helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_value_info("before", read),
        ],
        [helper.make_tensor_value_info("go on", TensorProto.BOOL, []), helper.make_value_info("after", read)],
        initializer=[
            *inner.initializer, helper.make_tensor("one", whole, [1], [1]), helper.make_tensor("axis", whole, [1], [0]),
        ],
    )  # fmt: skip
    outer = [
        helper.make_node("Size", ["bounds"], ["size"]),
        helper.make_node("Sub", ["size", "first"], ["count"]),
        helper.make_node("SequenceEmpty", [], ["none"], dtype=single),
        helper.make_node("Loop", ["count", "", "none"], ["all"], body=body),
        helper.make_node("ConcatFromSequence", ["all"], ["state"], axis=0),
    ]
    width = inner.input[0].type.tensor_type.shape.dim[1].dim_value
    graph = helper.make_graph(
        outer, "sequences",
        [helper.make_tensor_value_info("vectors", single, ["pieces", width]), helper.make_tensor_value_info("bounds", whole, ["bounds"])],
        [helper.make_tensor_value_info("state", single, ["pieces", width])],
        initializer=[helper.make_tensor("first", whole, [], [1])],
    )  # fmt: skip
    return bytes(helper.make_model(graph, opset_imports=model.opset_import, ir_version=FORMAT).SerializeToString())
