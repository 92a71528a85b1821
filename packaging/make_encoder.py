"""Writes the network of all-MiniLM-L6-v2 as an ONNX graph without numbers.

    uv run --group dev python packaging/make_encoder.py [--check]

`qa/embedding/encoder.py` runs it and gives it the weights. In: `embedded` [texts, length, 384], the
sum of word, place and type embeddings. Out: `vectors` [texts, 384], of unit length. Texts of one
length need neither padding nor attention mask. `--check` writes nothing and fails where the file is
not what this script makes. The network: Vaswani et al. 2017, Devlin et al. 2019, Wang et al. 2020;
the fused operators: ONNX Runtime, docs/ContribOperators.md.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from chipgraph.qa.embedding.encoder import GRAPH, HEADS, LAYERS, WIDTH

INNER = 4 * WIDTH
FUSED = "com.microsoft"
EPSILON = 1e-12


@dataclass
class Writer:
    """Collects the operators of a graph and the names of the numbers that they want."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    numbers: list[TensorProto] = field(default_factory=list)

    def wanted(self, name: str, *shape: int) -> str:
        """An array that is given when the graph is loaded."""
        array = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
        array.data_location = TensorProto.EXTERNAL
        array.external_data.add(key="location", value="given")
        self.numbers.append(array)
        return name

    def apply(self, kind: str, *inputs: str, out: str, domain: str = "", **options: Any) -> str:
        """One operator with one result."""
        self.nodes.append(helper.make_node(kind, inputs, [out], name=out, domain=domain, **options))
        return out

    def add_and_norm(self, x: str, to: str, bias: str, name: str) -> str:
        """Layer normalisation of a sum: what came in, what was computed, and its bias."""
        scale, shift = self.wanted(f"{name}.weight", WIDTH), self.wanted(f"{name}.bias", WIDTH)
        return self.apply(
            "SkipLayerNormalization", x, to, scale, shift, bias, out=name, domain=FUSED,
            epsilon=EPSILON,
        )  # fmt: skip

    def layer(self, x: str, name: str) -> str:
        """Self-attention and a feed-forward net, each added to what came in."""
        weight = self.wanted(f"{name}.attention.weight", WIDTH, 3 * WIDTH)
        bias = self.wanted(f"{name}.attention.bias", 3 * WIDTH)
        mixed = self.apply(
            "Attention", x, weight, bias, out=f"{name}.attention", domain=FUSED, num_heads=HEADS
        )
        attended = self.product(mixed, f"{name}.attention_out", WIDTH, WIDTH)
        bias = self.wanted(f"{name}.attention_out.bias", WIDTH)
        x = self.add_and_norm(attended, x, bias, f"{name}.attention_norm")
        up = self.product(x, f"{name}.up", WIDTH, INNER)
        bias = self.wanted(f"{name}.up.bias", INNER)
        up = self.apply("BiasGelu", up, bias, out=f"{name}.gelu", domain=FUSED)
        down = self.product(up, f"{name}.down", INNER, WIDTH)
        return self.add_and_norm(down, x, self.wanted(f"{name}.down.bias", WIDTH), f"{name}.norm")

    def product(self, x: str, name: str, *shape: int) -> str:
        """x · weight."""
        return self.apply("MatMul", x, self.wanted(f"{name}.weight", *shape), out=name)


def model() -> onnx.ModelProto:
    """The whole network."""
    writer = Writer()
    scale, shift = writer.wanted("norm.weight", WIDTH), writer.wanted("norm.bias", WIDTH)
    x = writer.apply(
        "LayerNormalization", "embedded", scale, shift, out="norm", axis=-1, epsilon=EPSILON
    )
    for number in range(LAYERS):
        x = writer.layer(x, f"layer.{number}")
    axis = helper.make_tensor("token_axis", TensorProto.INT64, [1], [1])
    mean = writer.apply("ReduceMean", x, axis.name, out="mean", keepdims=0)
    writer.apply("LpNormalization", mean, out="vectors", axis=1, p=2)
    graph = helper.make_graph(
        writer.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["texts", "length", WIDTH])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
        [*writer.numbers, axis],
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=9, producer_name="chipgraph")


def main() -> int:
    """Write the file, or compare with it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    made = model().SerializeToString(deterministic=True)
    if not parser.parse_args().check:
        Path(GRAPH).write_bytes(made)
    elif Path(GRAPH).read_bytes() != made:
        print(f"{GRAPH} is not what packaging/make_encoder.py makes: run it.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
