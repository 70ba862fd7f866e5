"""Every kind of exercise by its name. A new kind is a folder here and a line below."""

from typing import Any

from toolkit.exercises.base import Kind, Sample, Score, Solution, Spec
from toolkit.exercises.branch import Branch
from toolkit.exercises.cloze import Cloze
from toolkit.exercises.hotspot import Hotspot
from toolkit.exercises.multiple import Multiple
from toolkit.exercises.numeric import Numeric
from toolkit.exercises.plan import Plan
from toolkit.exercises.rank import Rank
from toolkit.exercises.single import Single
from toolkit.exercises.sort import Sort
from toolkit.exercises.text import TextKind

_ALL: tuple[Kind[Any, Any, Any], ...] = (
    Single(),
    Multiple(),
    Sort(),
    Numeric(),
    Hotspot(),
    Rank(),
    Cloze(),
    Branch(),
    Plan(),
    TextKind(),
)
KINDS = {kind.name: kind for kind in _ALL}

__all__ = ["KINDS", "Kind", "Sample", "Score", "Solution", "Spec"]
