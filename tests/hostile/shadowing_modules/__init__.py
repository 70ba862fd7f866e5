"""Python files named like what grading imports, which end the process or give themselves away when they run."""

from tests.hostile_support import WHO, Outcome, Scene, line

CODE = "open(__file__ + '.ran', 'w'); raise SystemExit(3)"
FRESH = True
"""It is started in the folder itself, in an interpreter that has imported nothing."""


def make(scene: Scene) -> Outcome:
    """Hand it in."""
    folder = scene.hand_in(line())
    names = ["sitecustomize", "usercustomize", "toolkit", "graders", "nbgrader", "nbgrader_config", "jupyter_config"]
    names += [
        "jupyter_nbconvert_config",
        "ipython_config",
        "conftest",
        "json",
        "sqlite3",
        "encodings",
        "nbformat",
        "kurs",
    ]
    for name in names:
        (folder / f"{name}.py").write_text(CODE, encoding="utf-8")
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(CODE, encoding="utf-8")
    (folder / "x.pth").write_text("import toolkit\n", encoding="utf-8")
    (folder / "pyvenv.cfg").write_text("home = .\n", encoding="utf-8")
    return Outcome({WHO: 2.0})
