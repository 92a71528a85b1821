"""What each part of the question answerer is worth: the same questions without it.

python bench/bench_ablations.py FOLDER [SET …] [--write]

FOLDER holds `score.py` and the sets, as for bench_questions.py. Each row leaves one part out: other
labels of the ontology, other names of things, the mending of spelling, sentence embeddings, the
further phrasings of claims, one of the two routes. `--write` puts the table into docs/quality.md.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
from bench_perturbations import lines_of, right_of, written

from chipgraph.client import open as open_graph
from chipgraph.graph.snapshot import Snapshot
from chipgraph.qa.claims.index import ClaimIndex
from chipgraph.qa.claims.lexical import Scores
from chipgraph.qa.draft import Draft
from chipgraph.qa.lexicon import Lexicon
from chipgraph.qa.lexicon.build import TERMS
from chipgraph.qa.pipeline import Answerer
from chipgraph.qa.question import Entry, Question
from chipgraph.qa.reading import Reading
from chipgraph.qa.repair import Speller

NAME = "bench/bench_ablations.py"
Change = Callable[[Answerer], Answerer]


def main() -> None:
    """Answer every set with each part left out and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=["dev", "paraphrase"])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sets = {Path(name).stem: list(lines_of(options.folder, name)) for name in options.sets}
    scorer = options.folder / "score.py"
    lines = [
        f"| without | {' | '.join(sets)} |",
        "|---|" + "---:|" * len(sets),
    ]
    with open_graph() as graph:
        for name, change in CHANGES.items():
            answerer = change(graph._answerer)
            right = [len(right_of(answerer, scorer, asked)) for asked in sets.values()]
            of = [
                f"{found} / {len(asked)} = {found / len(asked):.3f}"
                for found, asked in zip(right, sets.values(), strict=True)
            ]
            lines.append(f"| {name} | {' | '.join(of)} |")
            print(lines[-1], flush=True)
    print("\n".join(lines))
    if options.write:
        written(NAME, lines)


def without_words(answerer: Answerer, dropped: Callable[[Entry], bool]) -> Answerer:
    """The same answerer with fewer entries in its lexicon."""
    changed = copy.copy(answerer)
    known = answerer.lexicon
    kept = {
        key: rest
        for key, found in known.entries.items()
        if (rest := tuple(entry for entry in found if not dropped(entry)))
    }
    changed.lexicon = Lexicon(kept, known.stop, known.polite, known.words)
    texts, embedder = answerer.claims.book.texts.values(), answerer.claims._embedder
    changed.speller = Speller(changed.lexicon, texts, embedder)
    return changed


def other_labels(entry: Entry) -> bool:
    """What a term of the ontology is also called."""
    return entry.kind in TERMS and entry.source == "alternative"


def other_names(entry: Entry) -> bool:
    """What a thing is also called."""
    return entry.kind == "entity" and entry.source != "label"


def without_mending(answerer: Answerer) -> Answerer:
    """Unknown words stay unknown."""
    changed = copy.copy(answerer)
    changed.speller = _Blind(answerer.lexicon, answerer.claims.book.texts.values())
    return changed


class _Blind(Speller):
    def mended(self, question: Question) -> Question:
        return question


def without_vectors(answerer: Answerer) -> Answerer:
    """Claims are found by their words and by what they name."""
    changed = copy.copy(answerer)
    changed.claims = copy.copy(answerer.claims)
    changed.claims.__class__ = _Wordy
    return changed


class _Wordy(ClaimIndex):
    def _nearest(self, text: str, widen: int) -> tuple[Scores, Scores, dict[int, str]]:
        nothing = numpy.zeros(len(self._claims), dtype=numpy.float32)
        return nothing, nothing, {}


def with_claims_of(answerer: Answerer, snapshot: Snapshot) -> Answerer:
    """The same answerer that searches the claims of another snapshot."""
    changed = copy.copy(answerer)
    claims = answerer.claims
    changed.claims = ClaimIndex(snapshot, answerer.store, claims._embedder, answerer.world.schema)
    return changed


def without_phrasings(answerer: Answerer) -> Answerer:
    """Claims have their statement alone."""
    whole = answerer.world.snapshot
    edges = {kind: found for kind, found in whole.edges.items() if kind != "PHRASES"}
    return with_claims_of(answerer, Snapshot(whole.nodes, edges))


def without_claims(answerer: Answerer) -> Answerer:
    """Typed relations and figures alone."""
    whole = answerer.world.snapshot
    nodes = {key: node for key, node in whole.nodes.items() if "Claim" not in node.labels}
    edges = {
        kind: [edge for edge in found if edge[0] in nodes and edge[1] in nodes]
        for kind, found in whole.edges.items()
    }
    return with_claims_of(answerer, Snapshot(nodes, edges))


def without_graph(answerer: Answerer) -> Answerer:
    """Claims alone."""
    changed = copy.copy(answerer)
    changed.__class__ = _Told
    return changed


class _Told(Answerer):
    def _drafts(self, question: Question, readings: tuple[Reading, ...]) -> Iterator[Draft]:
        return iter(())


CHANGES: dict[str, Change] = {
    "nothing": lambda answerer: answerer,
    "other labels of terms": lambda answerer: without_words(answerer, other_labels),
    "other names of things": lambda answerer: without_words(answerer, other_names),
    "mending of spelling": without_mending,
    "sentence embeddings": without_vectors,
    "phrasings of claims": without_phrasings,
    "route B: claims": without_claims,
    "route A: relations and figures": without_graph,
}


if __name__ == "__main__":
    main()
