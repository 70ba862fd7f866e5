"""What a view may know of an exercise: the question, never the key.

Nothing here reads a solution. Prompts may hold a little Markdown, which becomes HTML here, through a list of
what is allowed; everything else is text, and the views write it as text.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from toolkit.exercises.base import Spec
from toolkit.exercises.cell import Exercise, Variant

_PLAIN_TAGS = ("em", "strong", "p", "ul", "ol", "li")
_RULES = ("paragraph", "list", "text", "newline", "escape", "emphasis", "link", "entity", "balance_pairs")
"""The only rules of Markdown that are read; the rest of the signs stand for themselves."""
_SPACE = re.compile(r"[ \n]+")
"""Where a line may break; not the space within a number, which keeps its figures together."""


def view_spec(
    exercise: Exercise, var: Variant, *, order: list[str], number: int, total: int, pretest: bool = False
) -> dict[str, Any]:
    """Return what the view of an exercise is given, as JSON.

    Parameters
    ----------
    order
        The ids of the options or items, in the order in which this participant sees them.
    number, total
        The exercise's place among all in the module.
    pretest
        Whether the module has the role pretest, where *Vet inte* is an answer.
    """
    spec = exercise.specs[var]
    return {
        **_own_fields(spec, order, exercise.kind.shuffled(spec)),
        "id": spec.id,
        "rev": exercise.rev,
        "var": var,
        "kind": spec.kind,
        "role": "mastery" if spec.mastery else "practice" if spec.practice else "graded",
        "pretest": pretest,
        "binding": exercise.binding,
        "points": None if spec.points is None else f"{spec.points.normalize():f}".replace(".", ","),
        "case": _paragraphs(spec.case or ""),
        "prompt": prompt_html(spec.prompt),
        "figure": spec.figure.model_dump(mode="json") if spec.figure else None,
        "hints": len(spec.hints),
        "confidence": spec.confidence,
        "number": number,
        "total": total,
    }


def _own_fields(spec: Spec, order: Sequence[str], shuffled: Sequence[str]) -> dict[str, Any]:
    """Return the fields that only this kind has; what stands by id becomes a list, which has an order."""
    if sorted(order) != sorted(shuffled):
        raise ValueError(f"{spec.id}: the order {list(order)} is not one of {list(shuffled)}")
    fields: dict[str, Any] = {}
    places = {part: place for place, part in enumerate(order)}
    for name, value in spec.model_dump(mode="json", exclude=set(Spec.model_fields)).items():
        if isinstance(value, dict) and list(value) == list(shuffled):
            value = {part: value[part] for part in order}
        fields[name] = _in_order(value, places)
    return fields


def _in_order(value: Any, places: Mapping[str, int], owner: str = "") -> Any:
    """Write texts, and models, by id as lists of ``{id, text}`` and ``{id, ...}``; anything else as it is.

    What stands in a part, such as the choices of a node, is shuffled as ``part.choice``, and a list of what has an
    order follows that order.
    """
    if isinstance(value, list) and all(isinstance(one, str) and one in places for one in value):
        return sorted(value, key=lambda one: places[one])
    if not isinstance(value, dict):
        return value
    if all(f"{owner}.{part}" in places for part in value):
        value = dict(sorted(value.items(), key=lambda item: places[f"{owner}.{item[0]}"]))
    if all(isinstance(one, str) for one in value.values()):
        return [{"id": part, "text": text} for part, text in value.items()]
    if all(isinstance(one, dict) for one in value.values()):
        return [
            {"id": part, **{name: _in_order(inner, places, part) for name, inner in one.items()}}
            for part, one in value.items()
        ]
    return value


def _paragraphs(text: str) -> list[str]:
    return [_SPACE.sub(" ", part).strip() for part in text.split("\n\n") if part.strip()]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(
        [rule for rule in _RULES if rule not in ("paragraph", "text", "balance_pairs")]
    )


def prompt_html(text: str) -> list[dict[str, str]]:
    """Return a prompt as blocks, each with its tag (``p``, ``ul`` or ``ol``) and the HTML inside it."""
    blocks: list[dict[str, str]] = []
    tokens = _markdown().parse(text)
    start = 0
    for number, token in enumerate(tokens):
        if token.level == 0 and token.nesting == -1:
            inner = "".join(_html(one) for one in tokens[start + 1 : number])
            blocks.append({"tag": token.tag, "html": inner})
            start = number + 1
    return blocks


def _html(token: Token) -> str:
    """Write one token; of what is not on the list only the text stays."""
    if token.type == "inline":
        return "".join(_html(child) for child in token.children or [])
    if token.hidden:
        return ""
    if token.tag == "a":
        return _link(token)
    if token.tag in _PLAIN_TAGS and token.nesting:
        return f"<{'/' if token.nesting < 0 else ''}{token.tag}>"
    if token.type == "softbreak":
        return " "
    return escape(token.content)


def _link(token: Token) -> str:
    if token.nesting < 0:
        return "</a>"
    address = str(token.attrGet("href") or "")
    # An address of another kind than https leads nowhere, but the text of the link stays.
    return f'<a href="{escape(address)}" rel="noopener">' if address.startswith("https://") else "<a>"
