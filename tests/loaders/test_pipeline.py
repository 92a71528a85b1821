"""The shipped facts load whole; a store is named by its content, kept, replaced and pruned."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import pytest
from numpy.typing import NDArray
from rdflib import RDF, BNode, Graph
from rdflib.compare import isomorphic

from chipgraph.errors import FactsError, ModelError, StoreError, TurtleError
from chipgraph.graph.embedded import open_embedded
from chipgraph.loaders import content
from chipgraph.loaders.content import content_hash, shipped_facts
from chipgraph.loaders.export_ttl import export_turtle, to_turtle
from chipgraph.loaders.pipeline import DATABASE, SCHEMA, load
from chipgraph.loaders.progress import Silent
from chipgraph.loaders.report import LoadReport
from chipgraph.loaders.shelf import MANIFEST, Shelf
from chipgraph.loaders.sources import Source
from chipgraph.loaders.vectors import Embed, Embedding, VectorCache
from chipgraph.ontology.schema import Schema, read_schema
from chipgraph.ontology.vocabulary import CG
from chipgraph.qa.embedding import Embedder, open_embedder


@dataclass
class Told(Silent):
    """Remembers the stages and steps that a load tells of."""

    stages: list[str] = field(default_factory=list)

    def stage(self, name: str, total: int | None = None) -> None:
        self.stages.append(name)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder()


# ---------------------------------------------------------------- the shipped facts


def test_all_shipped_facts_are_admitted(loaded: LoadReport, shipped: Source) -> None:
    assert loaded.refusals == ()
    assert loaded.triples == len(shipped.facts) + len(shipped.phrasings)
    assert loaded.labels["Claim"] == len(set(shipped.facts.subjects(RDF.type, CG.Claim)))
    assert loaded.labels["Phrasing"] == len(shipped.phrasings)
    assert loaded.types["COMPETES_WITH"] > 0
    assert loaded.derived > 0


def test_the_store_holds_exactly_what_was_loaded(loaded: LoadReport) -> None:
    with open_embedded(loaded.folder / DATABASE) as store:
        assert store.graph_hash() == loaded.graph
        counts = store.counts()
    assert counts == loaded.labels | loaded.types


def test_the_store_brings_its_schema_and_a_manifest(loaded: LoadReport) -> None:
    schema = Schema.from_json((loaded.folder / SCHEMA).read_text(encoding="utf-8"))
    assert schema == read_schema()
    manifest = json.loads((loaded.folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["hash"] == loaded.hash == loaded.folder.name
    assert manifest["refused"] == 0
    assert manifest["created"].endswith("+00:00")
    found = LoadReport.found(manifest, loaded.folder)
    assert found.skipped
    assert "Nothing to do" in found.summary()
    assert (found.labels, found.types, found.graph) == (loaded.labels, loaded.types, loaded.graph)


def test_no_relationship_lacks_evidence_but_marked_background(loaded: LoadReport) -> None:
    query = (
        "MATCH (a:Entity)-[r]->(b:Entity) WHERE size(r.claims) = 0 AND r.basis <> 'background' "
        "RETURN type(r) AS type, a.id AS source, b.id AS target ORDER BY type, source, target"
    )
    with open_embedded(loaded.folder / DATABASE) as store:
        assert store.read(query).records() == []


# ---------------------------------------------------------------- small loads


def test_a_load_tells_its_stages_in_order_and_times_each(
    few_facts: Path, tmp_path: Path, cache_dir: Path, embedder: Embedder
) -> None:
    told = Told()
    report = load(
        facts=[few_facts],
        store_folder=tmp_path,
        cache_folder=cache_dir,
        embed=embedder.embed,
        model=embedder.fingerprint,
        progress=told,
    )
    wanted = ["reading", "checking", "deriving", "mapping", "embedding", "storing"]
    assert [name for name in told.stages if name in wanted] == wanted
    assert list(report.seconds) == wanted
    assert f"{report.nodes:,} nodes" in report.summary()
    assert json.loads(json.dumps(report.to_dict()))["labels"] == report.labels


def test_a_load_of_broken_facts_leaves_no_store(
    few_facts: Path, tmp_path: Path, embedder: Embedder
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(few_facts.read_text(encoding="utf-8")[:-3], encoding="utf-8")
    with pytest.raises(TurtleError):
        load(
            facts=[broken],
            store_folder=tmp_path / "stores",
            embed=embedder.embed,
            model=embedder.fingerprint,
        )
    assert [path.name for path in (tmp_path / "stores").iterdir()] == [".lock"]


def test_a_model_without_usable_vectors_is_told(tmp_path: Path) -> None:
    def nothing(texts: Sequence[str]) -> NDArray[numpy.float32]:
        return numpy.full((len(texts), 3), numpy.nan, dtype=numpy.float32)

    with pytest.raises(ModelError, match="no usable vectors"):
        vectors(tmp_path, "none", {"a": "text"}, nothing)


def vectors(
    folder: Path, model: str, texts: dict[str, str], embed: Embed
) -> dict[str, NDArray[numpy.float32]]:
    with Embedding(texts.values(), embed, VectorCache(folder, model)) as embedding:
        return embedding.vectors(texts, Silent())


def test_known_texts_are_not_embedded_again_and_a_damaged_cache_only_costs_time(
    tmp_path: Path, embedder: Embedder
) -> None:
    asked = list[str]()

    def embed(texts: Sequence[str]) -> NDArray[numpy.float32]:
        asked.extend(texts)
        return embedder.embed(texts)

    texts = {"a": "who makes chips", "b": "who rents chips", "c": "who makes chips"}
    first = vectors(tmp_path, "m", texts, embed)
    assert sorted(asked) == ["who makes chips", "who rents chips"]
    again = vectors(tmp_path, "m", texts | {"d": "a new one"}, embed)
    assert asked[2:] == ["a new one"]
    assert all(numpy.array_equal(first[name], again[name]) for name in texts)
    VectorCache(tmp_path, "m").path.write_bytes(b"damaged")
    third = vectors(tmp_path, "m", texts, embed)
    assert all(numpy.allclose(first[name], third[name], atol=1e-5) for name in texts)


def _refuse_after(embedding: Embedding) -> None:
    embedding.vectors({}, Silent())
    raise FactsError("refused")


def test_a_load_that_fails_keeps_the_vectors_that_it_computed(
    tmp_path: Path, embedder: Embedder
) -> None:
    cache = VectorCache(tmp_path, "m")
    embedding = Embedding(["who makes chips"], embedder.embed, cache)
    with pytest.raises(FactsError), embedding:
        _refuse_after(embedding)
    assert len(cache.read()) == 1


# ---------------------------------------------------------------- the name of a store


def test_the_name_depends_on_content_and_model_not_on_paths_or_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text("1")
    two.write_text("2")
    name = content_hash([one, two], model="m")
    assert content_hash([two, one], model="m") == name
    assert content_hash([one, two], model="other") != name
    one.rename(tmp_path / "three.ttl")
    assert content_hash([tmp_path / "three.ttl", two], model="m") == name
    two.write_text("3")
    assert content_hash([tmp_path / "three.ttl", two], model="m") != name


def test_the_name_depends_on_ontology_and_shaping_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all((content._HOME / name).is_file() for name in content._SHAPING_CODE)
    before = content_hash(shipped_facts(), model="m")
    for folder in ("ontology", "loaders", "graph"):
        shutil.copytree(content._HOME / folder, tmp_path / folder)
    monkeypatch.setattr(content, "_HOME", tmp_path)
    monkeypatch.setattr(content, "_ONTOLOGY", tmp_path / "ontology")
    assert content_hash(shipped_facts(), model="m") == before
    with (tmp_path / "loaders" / "mapping.py").open("a") as code:
        code.write("# changed\n")
    changed = content_hash(shipped_facts(), model="m")
    assert changed != before
    with next((tmp_path / "ontology").glob("rules/*.rq")).open("a") as rule:
        rule.write("# changed\n")
    assert content_hash(shipped_facts(), model="m") not in (before, changed)


def test_a_missing_fact_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"missing\.ttl cannot be read"):
        content_hash([tmp_path / "missing.ttl"], model="m")


# ---------------------------------------------------------------- the shelf


def put(shelf: Shelf, name: str) -> None:
    with shelf.locked(), shelf.building(name) as folder:
        (folder / MANIFEST).write_text(json.dumps({"hash": name}))


def names(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.iterdir())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "stores")


def test_pruning_keeps_a_store_and_the_one_before(shelf: Shelf) -> None:
    for name in ("a", "b", "c"):
        put(shelf, name)
    shelf.prune("c")
    assert names(shelf) == [".lock", "b", "c"]
    assert shelf.manifest("c") == {"hash": "c"}
    assert shelf.manifest("a") is None


def test_a_failed_build_leaves_the_store_that_was_there(shelf: Shelf) -> None:
    put(shelf, "a")
    with pytest.raises(StoreError, match="No space"), shelf.locked(), shelf.building("a"):
        raise OSError(28, "No space left on device")
    assert names(shelf) == [".lock", "a"]
    assert shelf.manifest("a") == {"hash": "a"}


def test_leftovers_of_killed_loads_go_with_the_next(shelf: Shelf) -> None:
    for leftover in (".building-x", ".replaced-y"):
        (shelf.folder / leftover / "database").mkdir(parents=True)
    put(shelf, "a")
    assert names(shelf) == [".lock", "a"]


def test_a_damaged_manifest_is_no_store(shelf: Shelf) -> None:
    put(shelf, "a")
    (shelf.folder / "a" / MANIFEST).write_text('{"hash": "a')
    assert shelf.manifest("a") is None
    put(shelf, "a")
    assert shelf.manifest("a") == {"hash": "a"}


# ---------------------------------------------------------------- Turtle out


def test_facts_written_and_read_again_are_the_same_facts(shipped: Source) -> None:
    text = to_turtle(shipped.facts)
    again = Graph().parse(data=text, format="turtle")
    assert len(again) == len(shipped.facts)
    assert to_turtle(again) == text


def test_the_export_holds_facts_phrasings_and_what_the_rules_derived(few_facts: Path) -> None:
    source = Graph().parse(few_facts)
    exported = Graph().parse(data=export_turtle([few_facts]), format="turtle")
    assert len(exported) > len(source)
    assert all(
        triple in exported
        for triple in source
        if not any(isinstance(term, BNode) for term in triple)
    )
    assert isomorphic(Graph().parse(data=to_turtle(source), format="turtle"), source)
