"""The style of pictures as GraSS, the Browser's own little language.

Its rules are applied in the order in which they stand, and its reader knows neither comments nor
colons inside a caption. Each of our labels gets a rule: for one without, the Browser would invent
a colour and the first property that it meets as caption, and nodes with several labels would show
those of the first label by the alphabet.
"""

from __future__ import annotations

from collections.abc import Mapping

from chipgraph.ontology.schema import Schema

NODE = {
    "diameter": "65px",
    "color": "#A5ABB6",
    "border-color": "#8A909B",
    "border-width": "2px",
    "text-color-internal": "#1A1A1A",
    "font-size": "12px",
    "caption": "'<id>'",
}
ARROW = {
    "color": "#8A909B",
    "shaft-width": "1px",
    "font-size": "10px",
    "padding": "3px",
    "text-color-external": "#5B616B",
    "text-color-internal": "#FFFFFF",
    "caption": "'<type>'",
}
MARK = {"color": "#E6E8EB", "border-color": "#D0D4DA", "text-color-internal": "#8A909B"}
LARGE = {"diameter": "80px", "font-size": "13px"}
WIDE = {"diameter": "110px"}  # for sentences, which need more room than names
_DARK, _LIGHT = "#1A1A1A", "#FFFFFF"


def grass(schema: Schema, marks: tuple[str, ...] = ()) -> str:
    """The style; `marks` are labels that every node of a store carries and that say nothing."""
    rules = [_rule("node", NODE), *(_rule(f"node.{mark}", MARK) for mark in marks)]
    main = {term.name for term in schema.main_classes}
    tops = {top for name in main for top in _tops(schema, name)}
    for name in sorted(schema.classes, key=lambda label: (_depth(schema, label), label)):
        size = LARGE if name in main else {} if tops & _tops(schema, name) else WIDE
        rules.append(_rule(f"node.{name}", _look(schema, name) | size))
    rules.append(_rule("relationship", ARROW))
    for term in schema.relations.values():
        if term.caption:
            rules.append(
                _rule(f"relationship.{term.name}", ARROW | {"caption": f"'{term.caption}'"})
            )
    return "\n".join(rules)


def readable(colour: str) -> str:
    """Black or white, whichever reads better on a colour.

    >>> readable("#138372"), readable("#F2D16B")
    ('#FFFFFF', '#1A1A1A')
    """
    return max((_LIGHT, _DARK), key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    """How well two colours stand out from each other, from 1 to 21, as WCAG 2 reckons it."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _look(schema: Schema, name: str) -> dict[str, str]:
    """What a class says of itself or takes from above."""
    look: dict[str, str] = {}
    if colour := schema.colour(name):
        look |= {"color": colour, "border-color": _darker(colour)}
        look["text-color-internal"] = readable(colour)
    if caption := schema.caption(name):
        look["caption"] = f"'{caption}'"
    return look


def _depth(schema: Schema, name: str) -> int:
    """How far below the top a class stands: the rules of those below come after, and win."""
    parents = [parent for parent in schema.classes[name].parents if parent in schema.classes]
    return 1 + max((_depth(schema, parent) for parent in parents), default=0)


def _tops(schema: Schema, name: str) -> set[str]:
    """The highest classes above a class; evidence has other ones than things with names."""
    parents = [parent for parent in schema.classes[name].parents if parent in schema.classes]
    return {top for parent in parents for top in _tops(schema, parent)} or {name}


def _rule(selector: str, look: Mapping[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in look.items())
    return f"{selector} {{\n{lines}}}\n"


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return red, green, blue


def _darker(colour: str) -> str:
    return "#" + "".join(f"{round(part * 0.8):02X}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (number / 255 for number in _parts(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
