"""Works out what the shipped facts carry along: the gate's verdict, and the vectors of their texts.

    python packaging/prepare_facts.py      # after any change of facts, ontology or gate

Vectors are written anew where a text lacks one, or with --vectors. `tests/loaders/test_prepared.py`
fails until both fit (docs/decisions/0010-prepared-facts.md).
"""

from __future__ import annotations

import argparse
import sys

from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.prepared import (
    VECTORS,
    VERDICT,
    fingerprint,
    prepared_vectors,
    write_vectors,
)
from chipgraph.loaders.quarantine import Quarantine
from chipgraph.loaders.sources import Source, read_sources, spoken
from chipgraph.loaders.vectors import key_of
from chipgraph.ontology.gate import check
from chipgraph.ontology.schema import ontology_paths
from chipgraph.ontology.turtle import read_turtle
from chipgraph.qa.embedding.minilm import MiniLM
from chipgraph.qa.embedding.weights import locate_installed


def judge(sources: tuple[Source, ...]) -> None:
    """Write the verdict; end with what is wrong where the gate refuses anything."""
    ontology, quarantine = read_turtle(*ontology_paths()), Quarantine(sources)
    quarantine.screen(lambda data: check(data, ontology))
    if quarantine.refusals:
        sys.exit("\n".join(f"{one.fact}: {one.reason}" for one in quarantine.refusals))
    VERDICT.write_text(f"{fingerprint()}\n", encoding="ascii")


def embed(texts: list[str]) -> None:
    """Write the vectors; they serve the weights of a release as well, in half precision."""
    model = MiniLM(locate_installed().weights.parent)
    full = model.fingerprint
    rows = model.embed(texts)
    models = [full, full.removesuffix("full") + "half"]
    write_vectors(VECTORS, models, dict(zip(texts, rows, strict=True)))


def main() -> None:
    """Read the shipped facts, judge them, embed them."""
    parser = argparse.ArgumentParser(description="Work out what the shipped facts carry along.")
    parser.add_argument("--vectors", action="store_true", help="write all vectors anew")
    anew = parser.parse_args().vectors
    sources = read_sources(shipped_facts())
    texts = sorted(spoken(sources))
    known = prepared_vectors(MiniLM(locate_installed().weights.parent).fingerprint)
    missing = sum(key_of(text) not in known for text in texts)
    if anew or missing:
        embed(texts)
    judge(sources)
    print(f"{VERDICT.name}: admitted; {VECTORS.name}: {missing} of {len(texts)} were missing")


if __name__ == "__main__":
    main()
