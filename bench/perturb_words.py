"""Other ways to write a question that need to know its words: the lexicon of a graph says which.

The first four keep the answer; `another_thing` and `negated` must change it. A question that a way
does not fit is given back as it is.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial

from perturb import Way

from chipgraph.qa.normalise import key
from chipgraph.qa.pipeline import Answerer
from chipgraph.qa.question import Anchor, Entry

_WORDS = frozenset({"class", "measure", "concept"})
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_AMOUNT = re.compile(r"\b(\d+(?:\.\d+)?) ?(thousand|million|billion|trillion)\b", re.IGNORECASE)
_PARTICIPLES = {
    "make": "made", "build": "built", "sell": "sold", "run": "run", "lead": "led",
    "drive": "driven", "give": "given", "say": "said", "hold": "held", "buy": "bought",
    "supply": "supplied", "supplie": "supplied",
}  # fmt: skip
_REGULAR = frozenset({
    "offer", "develop", "design", "provide", "produce", "dominate", "power", "support", "use",
    "train", "serve", "host", "challenge", "finance", "fund", "launch", "mention", "publish",
})  # fmt: skip
_ASKERS = frozenset({"who", "which", "what"})
_YES_NO = re.compile(r"^(?:is|are|was|were|does|do|did|has|have|can|could|will|would)\b", re.I)


def ways(answerer: Answerer) -> dict[str, Way]:
    """Ways that keep the answer."""
    return {
        "another word": partial(another_word, answerer),
        "another name": partial(another_name, answerer),
        "passive": passive,
        "another scale": another_scale,
    }


def turns(answerer: Answerer) -> dict[str, Way]:
    """Ways that ask something else, so that the same answer would be wrong."""
    return {
        "another thing": partial(another_thing, answerer),
        "negated": partial(negated, answerer),
    }


def another_word(answerer: Answerer, text: str, chance: random.Random) -> str:
    """A word of the ontology for another of the same term, each with that one meaning."""
    return _replaced(answerer, text, chance, _WORDS, _other_words)


def another_name(answerer: Answerer, text: str, chance: random.Random) -> str:
    """Another name of the same thing, where both have one meaning."""
    return _replaced(answerer, text, chance, frozenset({"entity"}), _other_words)


def another_thing(answerer: Answerer, text: str, chance: random.Random) -> str:
    """Another thing of the same classes in place of one that is named."""
    return _replaced(answerer, text, chance, frozenset({"entity"}), _other_things)


def passive(text: str, _: random.Random) -> str:
    """`By whom is X made?` for `who makes X?`."""
    words = text.rstrip(" ?").split()
    for at, word in enumerate(words[1:5], 1):
        participle = _participle(word)
        if participle and at < len(words) - 1 and words[0].lower() in _ASKERS:
            asker = "whom" if at == 1 else " ".join((words[0].lower(), *words[1:at]))
            several = "are" if words[-1].endswith("s") else "is"
            return f"By {asker} {several} {' '.join(words[at + 1 :])} {participle}?"
    return text


def _participle(verb: str) -> str:
    """Of the verbs that markets use; empty for any other word."""
    stem = verb.lower().removesuffix("s")
    return _PARTICIPLES.get(stem) or f"{stem.removesuffix('e')}ed" * (stem in _REGULAR)


def another_scale(text: str, _: random.Random) -> str:
    """`200,000 million` for `200 billion`."""

    def smaller(found: re.Match[str]) -> str:
        scale = _SCALES[found[2].lower()]
        names = {value: name for name, value in _SCALES.items()}
        return f"{float(found[1]) * 1000:,.10g} {names[scale / 1000]}" if scale > 1e3 else found[0]

    return _AMOUNT.sub(smaller, text)


def negated(answerer: Answerer, text: str, _: random.Random) -> str:
    """`Is X not …?` for a yes-or-no question that opens with a name."""
    question = answerer.understand(text)
    named = [a for a in _single(answerer, text) if a.entry.kind == "entity" and 0 < a.start < 3]
    if not _YES_NO.match(text) or not named or named[0].end == len(question.tokens):
        return text
    at = question.tokens[named[0].end - 1].end
    return f"{text[:at]} not{text[at:]}"


def _replaced(
    answerer: Answerer,
    text: str,
    chance: random.Random,
    kinds: frozenset[str],
    others: Callable[[Answerer, Entry], list[str]],
) -> str:
    """The text with one phrase of these kinds replaced."""
    question = answerer.understand(text)
    options = [
        (anchor, sorted(found))
        for anchor in _single(answerer, text)
        if anchor.entry.kind in kinds and (found := others(answerer, anchor.entry))
    ]
    if not options:
        return text
    anchor, found = chance.choice(options)
    start, end = question.tokens[anchor.start].start, question.tokens[anchor.end - 1].end
    written = [w for w in found if w.endswith("s") == text[start:end].endswith("s")]
    return f"{text[:start]}{chance.choice(written)}{text[end:]}" if written else text


def _single(answerer: Answerer, text: str) -> list[Anchor]:
    """The longest phrases, not mended, that have one meaning."""
    anchors = [a for a in answerer.understand(text).anchors if not a.repaired]
    by_place: dict[tuple[int, int], list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        by_place[anchor.start, anchor.end].append(anchor)
    return [
        found[0]
        for (start, end), found in sorted(by_place.items())
        if len(found) == 1
        and not any(
            a is not found[0] and a.start <= start and end <= a.end and a.width > end - start
            for a in anchors
        )
    ]


def _other_words(answerer: Answerer, entry: Entry) -> list[str]:
    """What else it is called, by words that mean nothing else."""
    return [
        other.surface
        for other in _entries(answerer)
        if (other.kind, other.target) == (entry.kind, entry.target)
        and (other.inverse, other.detail) == (entry.inverse, entry.detail)
        and key(other.surface) != key(entry.surface)
        and len(answerer.lexicon.get(key(other.surface))) == 1
        and other.source in {"label", "alternative"}
    ]


def _other_things(answerer: Answerer, entry: Entry) -> list[str]:
    """The names of other things with the very same labels."""
    nodes = answerer.world.snapshot.nodes
    return [
        other.surface
        for other in _entries(answerer)
        if other.kind == "entity"
        and other.source == "label"
        and other.target != entry.target
        and nodes[other.target].labels == nodes[entry.target].labels
    ]


def _entries(answerer: Answerer) -> Iterator[Entry]:
    return (entry for found in answerer.lexicon.entries.values() for entry in found)
