"""The pages of reference under ``docs/``, made from the models: ``python -m toolkit.reference`` writes them."""

from pathlib import Path

from toolkit.exercises import KINDS
from toolkit.notebook import read
from toolkit.reference import formats, kinds

GALLERY = Path("gallery") / "source" / "1-typer" / "1-typer.ipynb"


def pages(docs: Path) -> dict[str, str]:
    """Return every page by its path in the folder ``docs``, where the gallery stands that gives the examples."""
    cells = read(docs / GALLERY).cells
    found = {"formats.md": formats.page()}
    for name in KINDS:
        found[f"kinds/{name}.md"] = kinds.page(
            name, [cell for cell in cells if cell.exercise and cell.exercise.kind.name == name]
        )
    return found
