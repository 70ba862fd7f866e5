"""The way to Åkershamn: the generator that stands with the courses, and no part of any environment."""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from toolkit.errors import KursError
from toolkit.messages import say
from toolkit.testing import CHECKOUT

PACKAGE = "akershamn"
FOLDER = CHECKOUT / "courses" / PACKAGE
"""Always the project's own: checking a course runs nothing that lies beside it."""
MANIFEST = "tables.yml"
"""The file in which a course says what it takes."""


def made(course: Path) -> Mapping[Path, bytes]:
    """Return the tables and charts that a course takes, by where they lie; nothing if it takes nothing.

    Raises
    ------
    KursError
        If there is no generator, or the list of what the course takes cannot be read; a ProblemsError if something
        is wrong in it.
    """
    found: Mapping[Path, bytes] = _files().of_course(course) if (course / MANIFEST).exists() else {}
    return found


def own() -> Mapping[Path, bytes]:
    """Return all that there is to take from, by where it lies."""
    found: Mapping[Path, bytes] = _files().own()
    return found


def _files() -> ModuleType:
    """Load the generator, which takes a moment, when something is asked of it."""
    if PACKAGE not in sys.modules:
        spec = spec_from_file_location(PACKAGE, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)])
        if spec is None or spec.loader is None or not FOLDER.is_dir():
            raise KursError(say("check.no_akershamn", folder=FOLDER))
        module = module_from_spec(spec)
        sys.modules[PACKAGE] = module
        spec.loader.exec_module(module)
    return import_module(f"{PACKAGE}.files")
