"""``kurs demo``: the main job with simulated participants, from a checked course to a report."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from graders.collect import collect
from graders.grade import grade
from graders.occasion import new_occasion
from graders.pseudonym import VARIABLE
from graders.release import release
from graders.reports.build import Made, cohort_report, items_report, programme_report
from graders.responses import write_responses
from graders.simulate import mark, simulate
from toolkit.authoring.check import check_courses
from toolkit.errors import KursError
from toolkit.formats import Occasion
from toolkit.messages import say
from toolkit.occasion import OccasionFolder

COURSE, OCCASION = "intro", "intro-demo"
Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


@dataclass
class Step:
    """One step of the demonstration and what came of it."""

    name: str
    result: str = ""
    seconds: float = 0.0


@dataclass
class Demo:
    """What the demonstration made."""

    occasion: OccasionFolder
    steps: list[Step] = field(default_factory=list)
    reports: list[Made] = field(default_factory=list)


def run_demo(folder: Path, courses: Path, participants: int, bar: Bar) -> Demo:
    """Run the main job in a new folder.

    Parameters
    ----------
    bar
        Opens a progress bar, given a title and a number of steps.

    Raises
    ------
    KursError
        If the course has errors, or a step cannot be done.
    """
    root = folder.resolve() / datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    root.mkdir(parents=True)
    os.environ.setdefault(VARIABLE, str(root / "pseudonym.key"))
    done = Demo(OccasionFolder(root / "occasions" / OCCASION))

    @contextmanager
    def step(key: str) -> Iterator[Step]:
        one, start = Step(say(f"demo.{key}")), time.perf_counter()
        yield one
        one.seconds = time.perf_counter() - start
        done.steps.append(one)

    with step("check") as one:
        findings = [finding for finding in check_courses(courses, [COURSE]) if finding.severity == "fel"]
        if findings:
            raise KursError(findings[0].sentence)
        one.result = say("demo.check_result")
    with step("release") as one:
        made = Occasion(id=OCCASION, course=COURSE, title=say("demo.occasion"), seats=participants)
        here = new_occasion(root / "occasions", courses / COURSE, made)
        modules = [entry.id for entry in here.course.modules if entry.state == "ready"]
        graded = sum(len(release(here, module, courses).exercises) for module in modules)
        one.result = say("demo.release_result", modules=len(modules), n=graded)
    with step("simulate") as one, bar(say("demo.simulate"), participants) as move:
        people = simulate(here, participants, progress=lambda name: move())
        one.result = say("demo.simulate_result", n=people.participants, handed=people.handed_in, a=people.answers)
    with step("collect") as one:
        one.result = say("demo.collect_result", n=len(collect(here, modules).taken))
    with step("grade") as one, bar(say("demo.grade"), people.handed_in * len(modules)) as move:
        done_now = grade(here, modules, progress=lambda module, student: move())
        mark(here)
        one.result = say("demo.grade_result", n=len(done_now.graded), broken=len(done_now.broken))
    with step("responses") as one:
        one.result = write_responses(here).name
    with step("report") as one:
        done.reports = [
            cohort_report(here.path),
            items_report(here.path),
            programme_report([here.path], here.path.parent / "reports"),
        ]
        one.result = ", ".join(file.name for made in done.reports for file in made.files)
    return done
