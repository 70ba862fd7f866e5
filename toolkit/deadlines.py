"""When a module is due, for one person, with the extensions applied."""

from collections.abc import Iterable
from datetime import datetime

from toolkit.formats import Extension, ModuleRules


def due_for(participant: str, module: str, rules: ModuleRules, extensions: Iterable[Extension]) -> datetime | None:
    """Return when a module is due for one person, or None when it has no end.

    Of several extensions the one that was decided last holds.
    """
    mine = [e for e in extensions if e.id == participant and e.module == module]
    return max(mine, key=lambda e: e.at).due if mine else rules.due
