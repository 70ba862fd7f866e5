"""That the tools mean the same: the same clicks are written down as the same answers and get the same verdicts."""

import time
from collections.abc import Sequence

from benchmarks.faces import Face
from benchmarks.questions import Answer, Exercise

SECONDS = 30


def answer_the_rest(face: Face, exercises: Sequence[Exercise]) -> dict[str, Answer]:
    """Answer right where one click has been timed; returns what is then written down.

    Raises
    ------
    AssertionError
        If a tool that writes has not written just that.
    """
    for one in exercises:
        face.choose(one, _rest(one))
        _wait(face, one)
    recorded = face.recorded(exercises)
    assert recorded == ({one.id: one.right for one in exercises} if face.file else {})
    return recorded


def _rest(exercise: Exercise) -> Answer:
    """Return the right answer without what was clicked to take the time."""
    if exercise.kind == "numeric":
        return exercise.right
    first, *others = exercise.right.items()
    part, texts = first
    return {part: texts[1:], **dict(others)}


def _wait(face: Face, exercise: Exercise) -> None:
    """Wait until an answer is written down: nbgrader-jupyterquiz loses one that comes before."""
    end = time.monotonic() + SECONDS
    while face.file and face.recorded([exercise]) != {exercise.id: exercise.right}:
        assert time.monotonic() < end, f"{exercise.id}: {face.recorded([exercise])} is written down"


def verdicts(face: Face, exercises: Sequence[Exercise]) -> list[bool]:
    """Answer the first half right and the second half wrong; returns what the tool says of each."""
    half = len(exercises) // 2
    said = []
    for place, one in enumerate(exercises):
        face.choose(one, one.right if place < half else one.wrong)
        said.append(face.verdict(one))
    assert said == [place < half for place in range(len(exercises))]
    return said
