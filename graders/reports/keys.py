"""Key figures: a card each, with what the number is of and its interval as words and as a line."""

from collections.abc import Sequence

from graders.reports.markup import Html, tag, text
from graders.statistics import Estimate
from toolkit.messages import say


def keys(cards: Sequence[Html]) -> Html:
    """Put cards beside one another."""
    return Html(f'<dl class="k-keys">{"".join(cards)}</dl>')


def key(name: str, value: str, notes: Sequence[str], share: Estimate | None = None) -> Html:
    """Return the card of one number.

    Parameters
    ----------
    notes
        Lines under the number.
    share
        A share whose interval is drawn from 0 to 1; its ends stand in the notes.
    """
    lines = "<br>".join(text(note) for note in notes)
    return Html(
        f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", value, "k-key__v")}'
        f'<br><span class="k-small k-muted">{lines}</span>{_line(share)}</dd></div>'
    )


def no_key(name: str, why: str) -> Html:
    """Return the card of a number that is not shown."""
    return Html(f'<div class="k-key">{tag("dt", name)}<dd>{tag("span", why, "k-small")}</dd></div>')


def interval(ends: str) -> Html:
    """Return the words for an interval, which breaks before its numbers and nowhere in them."""
    return Html(f"{text(say('report.interval_95'))} {tag('span', ends, 'k-nowrap')}")


def _line(share: Estimate | None) -> str:
    if share is None:
        return ""
    low, value, high = (round(200 * min(1.0, max(0.0, n)), 1) for n in (share.low, share.value, share.high))
    return (
        '<svg class="k-chart" viewBox="-5 0 210 18" aria-hidden="true" focusable="false">'
        '<line x1="0" y1="9" x2="200" y2="9" class="grid"/>'
        f'<line x1="{low}" y1="9" x2="{high}" y2="9" class="l1"/><circle cx="{value}" cy="9" r="5" class="d1"/></svg>'
    )
