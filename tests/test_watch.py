"""Live grading: what is handed in on the page is graded and shown, without anyone doing anything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from graders.grade import scores
from graders.responses import read_responses
from graders.watch import Round, watch
from tests.kinds_support import GRADED, MODULE, OCCASION, RIGHT, SINGLE, make_occasion, task
from tests.page_support import data_of, message, running
from toolkit.errors import KursError
from toolkit.occasion import OccasionFolder

PAGE = f"/{OCCASION}/{MODULE}/"
LIVE = "live: true\nmodules:\n  1-typer: {hand_ins: once, feedback_when: at_once}\n"
MOST = 60


class Rounds:
    """What the watch told, for somebody who waits for it."""

    def __init__(self) -> None:
        self.all: list[Round] = []
        self._told = Event()

    def __call__(self, done: Round) -> None:
        self.all.append(done)
        self._told.set()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds after a round."""
        while not holds():
            assert self._told.wait(MOST), "nothing was told"
            self._told.clear()


@contextmanager
def watching(here: OccasionFolder) -> Iterator[Rounds]:
    rounds, stop = Rounds(), Event()
    thread = Thread(target=watch, args=(here, [MODULE], rounds, stop))
    thread.start()
    try:
        yield rounds
    finally:
        stop.set()
        thread.join(MOST)
        assert not thread.is_alive()


def live(root: Path, text: str = LIVE) -> OccasionFolder:
    here = make_occasion(root)
    path = here.path / "occasion.yml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return OccasionFolder(here.path)


def hand_in(app: Any, who: str, answer: str) -> None:
    """Answer the first graded exercise and hand in."""
    visitor = app.visitor(who)
    one = task(SINGLE, practice=False)
    data = data_of(visitor.get(PAGE).text)
    (spec,) = (e["spec"] for e in data["exercises"] if e["spec"]["id"] == one.id)
    assert visitor.send(f"{PAGE}svar", message(one.id, answer, spec["rev"])).json["ok"]
    assert visitor.submit(f"{PAGE}lamna-in").status == 303


def test_what_is_handed_in_is_shown_and_the_table_follows(tmp_path: Path) -> None:
    here = live(tmp_path)
    with running([here]) as app:
        with watching(here) as rounds:
            for who, answer in (("anna", "plan"), ("bo", "lofte")):
                hand_in(app, who, answer)
                shown = here.path / "published" / who / f"{MODULE}.json"
                rounds.wait_until(shown.exists)
            page = app.visitor("anna").get(f"{PAGE}aterkoppling").text
            assert f"2 av {2 * len(GRADED)} poäng." in page
            assert RIGHT in page
        assert scores(here, MODULE, "bo")[task(SINGLE, practice=False).id] == (0.0, False)
    assert sum(done.graded for done in rounds.all) == 2
    assert read_responses(here)["submitted_at"].notna().sum() == 2 * len(GRADED)


def test_who_writes_just_now_is_waited_for(tmp_path: Path) -> None:
    here = live(tmp_path)
    with running([here]) as app:
        hand_in(app, "anna", "plan")
    with watching(here) as rounds:
        with here.writing("release"):
            rounds.wait_until(lambda: bool(rounds.all))
            assert "release" in rounds.all[0].broken[0][1]
        rounds.wait_until(lambda: any(done.graded for done in rounds.all))


def test_an_occasion_that_is_not_live_is_not_watched(tmp_path: Path) -> None:
    with pytest.raises(KursError, match="live: true"):
        watch(live(tmp_path, "live: false\n"), [MODULE], Rounds(), Event())
