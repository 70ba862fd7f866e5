"""How figures are summed up and printed."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that so large a share of the values does not exceed; None where there are none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None


def written(value: float | None) -> str:
    """Write a figure; one that there cannot be is a dash."""
    return "-" if value is None else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def rounded(value: float | None) -> float | None:
    """Return a figure as it goes into JSON."""
    return None if value is None else round(value, 1)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows as text in columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        first, *others = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        return "  ".join([first.strip().ljust(widths[0]), *others])

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([line(head), rule, *map(line, rows)])
