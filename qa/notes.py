"""What an answer leaves out, said beside it."""

from __future__ import annotations

from chipgraph.qa import form as f
from chipgraph.qa.form import SUBJECT
from chipgraph.qa.world import World


def left_out(form: f.Form, world: World, *, ranked: bool = False) -> tuple[str, ...]:
    """How many things of the class that is compared, or ranked, have no figure for it."""
    of = next((p.of for p in f.parts(form) if isinstance(p, f.Top)), form if ranked else None)
    if of is None:
        return ()
    classes = [
        p.of.label
        for p in f.parts(of)
        if isinstance(p, f.Join) and p.relation == SUBJECT and isinstance(p.of, f.All)
    ]
    if not classes:
        return ()
    label = classes[0]
    every = world.denote(f.All(label))
    measured = every & world.denote(f.Join(SUBJECT, False, of))
    known, total = measured.bit_count(), every.bit_count()
    if known == total:
        return ()
    plural = world.schema.classes[label].plural
    return (f"{known} of {total} {plural} have such a figure on record; only they are compared.",)
