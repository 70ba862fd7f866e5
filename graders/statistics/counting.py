"""Which rows of ``responses.parquet`` a figure counts, by their status."""

from toolkit.formats.responses import Status

COUNTED: tuple[Status, ...] = ("answered", "not_reached", "omitted", "unreadable")
"""Handed in and scored: these have points, and every figure about points counts them and no others."""

NOT_COUNTED: tuple[Status, ...] = ("not_started", "not_submitted", "awaiting_marking", "withdrawn")
"""Without points: never counted in a figure about points, not even as 0."""
