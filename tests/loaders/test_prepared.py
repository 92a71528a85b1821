"""What ships worked out: it says what working it out anew says, and is not used elsewhere."""

from __future__ import annotations

import random
from pathlib import Path

import numpy
import pytest

from chipgraph.loaders import prepared
from chipgraph.loaders.content import shipped_facts
from chipgraph.loaders.quarantine import Quarantine
from chipgraph.loaders.sources import Source, spoken
from chipgraph.loaders.vectors import key_of
from chipgraph.ontology.gate import check
from chipgraph.ontology.schema import ontology_paths
from chipgraph.ontology.turtle import read_turtle
from chipgraph.qa.embedding import open_embedder

ANEW = "run packaging/prepare_facts.py and commit what it writes"


@pytest.mark.slow
def test_the_gate_refuses_nothing_of_what_ships(shipped: Source) -> None:
    ontology, quarantine = read_turtle(*ontology_paths()), Quarantine([shipped])
    quarantine.screen(lambda data: check(data, ontology))
    assert quarantine.refusals == []


def test_the_verdict_is_of_these_very_facts() -> None:
    assert prepared.admitted(shipped_facts()), ANEW


def test_facts_beside_the_shipped_ones_and_a_part_of_them_meet_the_gate(few_facts: Path) -> None:
    assert not prepared.admitted([*shipped_facts(), few_facts])
    assert not prepared.admitted(shipped_facts()[1:])
    assert not prepared.admitted([few_facts])


@pytest.mark.parametrize("changed", ["shipped_facts", "ontology_files"])
def test_one_changed_byte_and_the_gate_looks_again(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = getattr(prepared, changed)()
    copy = tmp_path / first.name
    copy.write_bytes(first.read_bytes())
    monkeypatch.setattr(prepared, changed, lambda: (copy, *others))
    assert prepared.admitted(prepared.shipped_facts())
    copy.write_bytes(first.read_bytes() + b"\n")
    assert not prepared.admitted(prepared.shipped_facts())


def test_every_text_has_the_vector_that_the_model_gives(shipped: Source) -> None:
    embedder = open_embedder()
    known = prepared.prepared_vectors(embedder.fingerprint)
    texts = sorted(spoken([shipped]))
    assert {key_of(text) for text in texts} <= known.keys(), ANEW
    some = random.Random(1).sample(texts, 100)
    alike = (embedder.embed(some) * [known[key_of(text)] for text in some]).sum(axis=1)
    assert alike.min() > 0.9995


def test_vectors_of_another_model_are_none_of_ours() -> None:
    assert prepared.prepared_vectors("some-other-model") == {}


def test_a_damaged_file_only_costs_time(tmp_path: Path) -> None:
    damaged = tmp_path / "vectors.npz"
    damaged.write_bytes(prepared.VECTORS.read_bytes()[:9999])
    assert prepared.prepared_vectors(open_embedder().fingerprint, damaged) == {}
    assert prepared.prepared_vectors(open_embedder().fingerprint, tmp_path / "none.npz") == {}


def test_eight_bits_move_no_cosine_by_more_than_said(tmp_path: Path) -> None:
    given = numpy.random.default_rng(7).normal(size=(200, 384)).astype(numpy.float32)
    given /= numpy.linalg.norm(given, axis=1, keepdims=True)
    path = tmp_path / "vectors.npz"
    prepared.write_vectors(path, ["m"], {str(number): row for number, row in enumerate(given)})
    kept = prepared.prepared_vectors("m", path)
    rows = numpy.stack([kept[key_of(str(number))] for number in range(len(given))])
    assert numpy.abs(rows @ rows.T - given @ given.T).max() < 0.003
