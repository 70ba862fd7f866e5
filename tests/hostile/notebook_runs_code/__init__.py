"""A cell of the notebook writes full points in the gradebook and prints them, and another repeats an exercise."""

import nbformat

from tests.grading_support import MODULE
from tests.hostile_support import WHO, Outcome, Scene, line

CODE = "import sqlite3; sqlite3.connect('../../../gradebook.db').execute('update grade set auto_score = 99')"


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    book = scene.hand_in(line()) / f"{MODULE}.ipynb"
    whole = nbformat.read(book, as_version=4)
    for source in (CODE, "2.0", "%%bash\ntouch ran", "import os; os._exit(0)"):
        whole.cells.insert(0, nbformat.v4.new_code_cell(source))
    graded = next(cell for cell in whole.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    whole.cells.append(nbformat.from_dict({**graded, "id": "igen", "source": "99.0"}))
    nbformat.write(whole, book)
    return Outcome({WHO: 2.0})
