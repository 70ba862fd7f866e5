"""What `kurs preview` shows an author under each exercise: its goal, the key in words, and why."""

from pathlib import Path

from markupsafe import Markup

from toolkit.exercises.cell import Exercise, Variant
from toolkit.face.page.render import fill
from toolkit.formats import Course
from toolkit.messages import say
from toolkit.notebook import read as read_notebook


def beside(course_folder: Path, course: Course, modules: list[str]) -> dict[str, Markup]:
    """Return what stands under each exercise of some modules."""
    notes = {}
    for module in modules:
        notebook = read_notebook(course_folder / "source" / module / f"{module}.ipynb").require_sound()
        for name, exercise in notebook.exercises.items():
            notes[name] = _note(exercise, course)
    return notes


def _note(exercise: Exercise, course: Course) -> Markup:
    goal = next((goal for entry in course.modules for goal in entry.goals if goal.id == exercise.spec.goal), None)
    variants = [(var, *_key(exercise, var)) for var in exercise.solutions]
    return Markup(fill("bredvid.html", exercise=exercise, goal=goal, variants=variants))


def _key(exercise: Exercise, var: Variant) -> tuple[list[str], list[str], list[str]]:
    """Return the key in words, why it is the key, and the sources."""
    solution = exercise.solutions[var]
    sources = solution.sources
    if exercise.kind.by_hand:
        return [say("preview.by_hand")], exercise.explain(var, solution.strong.text), sources  # type: ignore[attr-defined]
    right = next(one for one in exercise.kind.samples(exercise.specs[var], solution) if one.name == "right")
    return exercise.words(var, right.answer), [solution.explanation], sources
