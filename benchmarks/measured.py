"""What was measured of one tool, and the figures that it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.clicks import Click
from benchmarks.course import SIZES
from benchmarks.figures import percentile
from benchmarks.kernels import Ran
from benchmarks.ready import Ready, Sent

SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


@dataclass
class Measured:
    """What was measured of one tool.

    Parameters
    ----------
    ready, sent
        By the number of exercises.
    ran
        For each kernel what its cells took: the first imports the tool, each of the others shows an exercise.
    together
        What a kernel sent for the same exercises in a single cell.
    """

    clicks: list[Click] = field(default_factory=list)
    ready: dict[int, list[Ready]] = field(default_factory=lambda: {count: [] for count in SIZES})
    sent: dict[int, Sent] = field(default_factory=dict)
    ran: list[list[Ran]] = field(default_factory=list)
    together: list[Ran] = field(default_factory=list)

    def shown(self, share: float) -> float | None:
        """Milliseconds from the click to what is shown."""
        return percentile([one.shown for one in self.clicks], share)

    def on_disk(self, share: float) -> float | None:
        """Milliseconds from the click to the disk."""
        return percentile([one.on_disk for one in self.clicks if one.on_disk is not None], share)

    def navigated(self, count: int) -> float | None:
        """Milliseconds from navigation until all can be answered."""
        return _median([one.navigated for one in self.ready[count]])

    def again(self, count: int) -> float | None:
        """Milliseconds from navigation when the page is loaded again."""
        return _median([one.again for one in self.ready[count] if one.again is not None])

    def from_run(self, count: int) -> float | None:
        """Milliseconds of it from *Run All*."""
        return _median([one.ran for one in self.ready[count] if one.ran is not None])

    def in_kernel(self, cells: int) -> float | None:
        """Milliseconds that a fresh kernel needs for so many cells."""
        return _median([sum(one.milliseconds for one in ran[:cells]) for ran in self.ran])

    @property
    def per_exercise(self) -> float | None:
        """Kilobytes that a kernel sends for an exercise, each in its own cell."""
        return _kilobytes(self.ran[0], len(self.ran[0]) - 1) if self.ran else None

    @property
    def per_exercise_together(self) -> float | None:
        """Kilobytes that a kernel sends for an exercise, all of them in a single cell."""
        return _kilobytes(self.together, max(SIZES)) if self.together else None

    def figures(self) -> dict[str, float | None]:
        """Return all figures, by what they are."""
        found: dict[str, float | None] = {}
        for name, share in SHARES.items():
            found[f"click to on disk, {name}, ms"] = self.on_disk(share)
        for name, share in SHARES.items():
            found[f"click to shown, {name}, ms"] = self.shown(share)
        for count in SIZES:
            found[f"{count} exercises ready, ms"] = self.navigated(count)
        for count in SIZES:
            found[f"{count} exercises ready, loaded again, ms"] = self.again(count)
        for count in SIZES:
            found[f"{count} exercises ready, from Run All, ms"] = self.from_run(count)
        found["import, ms"] = self.in_kernel(1)
        found["import and first exercise, ms"] = self.in_kernel(2)
        for count in SIZES:
            sent = self.sent.get(count)
            found[f"page of {count}, kB"] = sent.raw / 1000 if sent else None
            found[f"page of {count}, gzip, kB"] = sent.gzipped / 1000 if sent else None
        found["into the notebook for each exercise, kB"] = self.per_exercise
        found["the same, all in one cell, kB"] = self.per_exercise_together
        return found


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _kilobytes(ran: Sequence[Ran], exercises: int) -> float:
    return sum(one.sent for one in ran) / exercises / 1000
