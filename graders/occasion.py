"""Making an occasion: one run of a course, in a folder that is also an nbgrader course folder."""

import secrets
import tempfile
from pathlib import Path

from graders.modes import set_modes
from toolkit.authortext import write_yaml
from toolkit.errors import KursError
from toolkit.formats import Occasion, Release, RosterRow
from toolkit.messages import listed, say
from toolkit.occasion import OccasionFolder, open_occasion, read_course

CONFIG = '''"""Made by kurs for this occasion; nbgrader's own commands and formgrader read it."""

from pathlib import Path

from graders.nbgrader_plugin import configure

configure(get_config(), Path(__file__).parent)  # noqa: F821
'''


def new_occasion(occasions: Path, course_folder: Path, occasion: Occasion, seed: str | None = None) -> OccasionFolder:
    """Make the folder of a new occasion, with a snapshot of ``course.yml`` and empty lists.

    Parameters
    ----------
    seed
        Seed of the variants, 16 hex digits; drawn when None. A retake takes over the seed of the occasion
        that it names.

    Raises
    ------
    KursError
        If the occasion exists already, or the course or the occasion that it retakes does not.
    """
    course = read_course(course_folder)
    path = (occasions / occasion.id).resolve()
    if path.exists():
        raise KursError(say("occasion.exists", occasion=occasion.id))
    for module in occasion.modules:
        if course.module(module) is None:
            known = listed([entry.id for entry in course.modules])
            raise KursError(say("occasion.unknown_module", module=module, known=known))
    if occasion.retake_of:
        seed = open_occasion(occasions, occasion.retake_of).release.seed
    occasions.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=occasions) as making:
        made = OccasionFolder(Path(making) / occasion.id)
        _write(made, course_folder, occasion, seed or secrets.token_hex(8))
        made.path.rename(path)
    set_modes(path)
    return OccasionFolder(path)


def _write(made: OccasionFolder, course_folder: Path, occasion: Occasion, seed: str) -> None:
    """Write what a new occasion has."""
    for name in ("inbound", "outbound"):
        (made.exchange / occasion.id / name).mkdir(parents=True)
    fields = occasion.model_dump(mode="json", exclude_unset=True, by_alias=True)
    (made.path / "course.yml").write_bytes((course_folder / "course.yml").read_bytes())
    header = ";".join(RosterRow.model_fields)
    (made.path / "roster.csv").write_text(header + "\n", encoding="utf-8-sig")
    (made.path / "extensions.csv").write_text("id;module;due;reason_code;by;at\n", encoding="utf-8-sig")
    (made.path / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (made.path / "occasion.yml").write_text(write_yaml({"v": 1, **fields}), encoding="utf-8")
    made.write_release(Release(seed=seed))
    if occasion.gradebook is None:
        (made.path / "gradebook.db").touch()  # Closed before anybody writes in it.
