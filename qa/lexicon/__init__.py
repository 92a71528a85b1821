"""The words that the parser knows: generated from the ontology and the graph, plus `en.toml`.

In: a `Schema` and a `Snapshot`. Out: a `Lexicon` that maps stem keys to the meanings they may have.
Nothing about any market is written here; `en.toml` holds English that belongs to asking itself.
Read `build.py` first.
"""

from chipgraph.qa.lexicon.build import Lexicon, build_lexicon

__all__ = ["Lexicon", "build_lexicon"]
