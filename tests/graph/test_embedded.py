"""What the embedded store alone is like; what all stores give back is in test_contract.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph.errors import StoreError
from chipgraph.graph.batch import Batch
from chipgraph.graph.embedded import EmbeddedStore, open_embedded
from chipgraph.graph.store import Store, open_store


def test_it_is_a_store(store: EmbeddedStore, folder: Path) -> None:
    assert isinstance(store, Store)
    again = open_store("embedded", folder)
    assert again.name == "embedded"
    again.close()
    with pytest.raises(StoreError, match="no store called 'neo5j'"):
        open_store("neo5j", folder)


def test_what_was_built_is_what_is_stored(store: EmbeddedStore, batch: Batch) -> None:
    assert store.graph_hash() == batch.hash() == store.manifest.hash
    assert store.graph_hash(embeddings=True) == batch.hash(embeddings=True)
    assert store.counts() == batch.counts()


@pytest.mark.parametrize("label", ["Vendor", "Organization", "Entity"])
def test_a_node_is_found_by_each_of_its_labels_through_an_index(
    store: EmbeddedStore, label: str
) -> None:
    found = store.read(f"MATCH (n:{label} {{id: $id}}) RETURN n.id, labels(n)", {"id": "alder"})
    assert found.rows == (("alder", ["Entity", "Organization", "Vendor"]),)
    plan = store.read(f"EXPLAIN MATCH (n:{label} {{id: 'alder'}}) RETURN n.id")
    assert "NodeIndexSeek" in str(plan.rows)


def test_opening_twice_shares_one_handle(folder: Path) -> None:
    first, second = open_embedded(folder), open_embedded(folder / ".")
    first.close()
    first.close()
    assert second.read("RETURN 1 AS x").rows == ((1,),)
    with pytest.raises(StoreError, match="is closed"):
        first.read("RETURN 1 AS x")
    second.close()
