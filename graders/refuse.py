"""What a module's folder must not hold when it is released, by our command or by formgrader's button.

The rules are those of ``kurs check`` on what would give away a key or somebody's answers, or run where a picture
is shown, so that an author meets them first.
"""

from pathlib import Path

from toolkit.authoring.material import Module
from toolkit.authoring.rules import cells, files
from toolkit.errors import KursError
from toolkit.notebook import read

RULES = (
    cells.code,
    cells.metadata,
    cells.keys,
    cells.delimiters,
    cells.leftovers,
    files.beside,
    files.missing,
    files.pictures,
)


def read_module(folder: Path) -> Module:
    """Read the folder of a module whose exercises must all be readable.

    Raises
    ------
    KursError
        If the notebook is missing or broken, or an exercise in it is.
    """
    name = f"{folder.name}.ipynb"
    return Module(folder, name, None, None, read(folder / name).require_sound())


def refusals(folder: Path) -> list[str]:
    """Return why a module's folder cannot be released, one sentence each; empty when it can."""
    try:
        module = read_module(folder)
    except KursError as error:
        return [str(error)]
    return [finding.sentence for rule in RULES for finding in rule(module)]
