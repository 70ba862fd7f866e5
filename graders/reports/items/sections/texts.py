"""An exercise as participants saw it, shortened, and its key."""

from collections.abc import Iterator

from graders.reports import words
from graders.reports.items.numbers import Exercise, Variant
from graders.reports.markup import Html, joined, tag, text
from toolkit.messages import say

HEADING = 100
"""Most characters of a question in a heading."""
PROMPT, CASE, EACH, PART = 300, 360, 170, 120
"""Most characters of a question, of a case, of the case of one variant of several, and of one part of the key."""

WHOLE = ("single", "multiple", "hotspot", "sort")
"""Kinds of which a table of options or parts has everything."""


def texts(one: Exercise) -> Iterator[Html]:
    """Return the text of each variant; what is the same in all of them stands once."""
    variants = one.variants
    prompts, cases = {variant.prompt for variant in variants}, {variant.case for variant in variants}
    lines: list[str] = []
    if len(cases) == 1 and variants[0].case:
        lines.append(tag("p", words.shortened(variants[0].case, CASE)))
    if len(prompts) == 1 and len(variants[0].prompt) > HEADING:
        lines.append(tag("p", tag("strong", words.shortened(variants[0].prompt, PROMPT))))
    for variant in variants:
        name = say("report.items.variant", letter=variant.letter) if variant.letter else ""
        case = words.shortened(variant.case, EACH) if len(cases) > 1 and variant.case else ""
        prompt = words.shortened(variant.prompt, EACH) if len(prompts) > 1 else ""
        shown: list[str] = [tag("strong", name)] if name else []
        shown += [*(text(part) for part in (case, prompt) if part), *_key(one, variant)]
        if shown:
            lines.append(Html(f"<p>{' '.join(shown)}</p>"))
    if lines:
        yield Html(f'<div class="k-text">{joined(lines)}</div>')


def _key(one: Exercise, variant: Variant) -> Iterator[str]:
    """Return the right answer and the wrong options, where the table of options or parts does not say all of them."""
    drawn = variant.drawn
    if one.item.kind in WHOLE and (drawn.choices or drawn.cards):
        return
    if variant.key:
        yield _named("rubric" if one.item.kind == "text" else "right", variant.key)
    if variant.others and not drawn.choices:
        yield _named("wrong", variant.others)


def _named(name: str, parts: tuple[str, ...]) -> str:
    said = "; ".join(words.shortened(one, PART).rstrip(".") for one in parts)
    return f"{tag('span', say(f'report.items.{name}'), 'k-muted')} {text(said)}."
