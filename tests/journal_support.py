"""Exercises, messages and helper processes for the tests of the journal."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from toolkit.exercises.cell import Exercise, read_exercise
from toolkit.fold import Fold
from toolkit.fold import fold as fold_bytes

ROOT = Path(__file__).resolve().parent.parent

SINGLE = """%%exercise
id: prov-1-vem
kind: single
goal: prov.1.1
points: 1
confidence: true
prompt: Vem samordnar?
options:
  a: Kommunen
  b: Regionen
  c: Länsstyrelsen
### BEGIN HIDDEN TESTS
key: a
explanation: Det står i lagen.
### END HIDDEN TESTS
"""

SORT = """%%exercise
id: prov-1-sortera
kind: sort
goal: prov.1.1
points: 3
prompt: Sortera uppgifterna.
groups:
  ska: Kommunen ska
  inte: Står inte i lagen
items:
  rad: Ett råd
  plan: En plan
  ovning: En övning
### BEGIN HIDDEN TESTS
key:
  rad: ska
  plan: ska
  ovning: inte
explanation: Så står det.
### END HIDDEN TESTS
"""

VARIANTS = """%%exercise
id: prov-1-variant
kind: single
goal: prov.1.2
points: 2
prompt: Välj ett tal.
variants:
  a:
    options:
      ett: "1"
      tva: "2"
  b:
    options:
      tre: "3"
      fyra: "4"
### BEGIN HIDDEN TESTS
variant_keys:
  a:
    key: ett
    explanation: Ett.
  b:
    key: tre
    explanation: Tre.
### END HIDDEN TESTS
"""

PRACTICE = """%%exercise
id: prov-1-ova
kind: sort
goal: prov.1.2
practice: true
prompt: Öva.
hints:
  - Läs paragraf fyra.
  - Läs hela lagen.
groups:
  ja: "Ja"
  nej: "Nej"
items:
  x: Första
  y: Andra
key:
  x: ja
  y: nej
explanation: För att det är så.
feedback:
  x: Den första hör hit.
  y: Den andra hör dit.
"""

MASTERY = """%%exercise
id: prov-1-krav
kind: single
goal: prov.1.2
practice: true
mastery: true
prompt: Välj rätt.
options:
  a: Rätt
  b: Fel
key: a
explanation: Rätt är rätt.
feedback:
  b: Det är fel.
"""

EXERCISES: dict[str, Exercise] = {
    exercise.id: exercise for exercise in map(read_exercise, (SINGLE, SORT, VARIANTS, PRACTICE, MASTERY))
}
SINGLE_ID, SORT_ID, VARIANTS_ID, PRACTICE_ID, MASTERY_ID = EXERCISES
GRADED = [name for name, exercise in EXERCISES.items() if exercise.graded]
START = datetime(2026, 12, 1, 13, 2, 5, 123000, tzinfo=UTC)


class Clock:
    """A clock that the test sets; each look at it takes a second."""

    def __init__(self, at: datetime = START, step: float = 1.0) -> None:
        self.at = at
        self.step = timedelta(seconds=step)

    def __call__(self) -> datetime:
        now, self.at = self.at, self.at + self.step
        return now


def message(
    answer: Any = "a", *, ex: str = SINGLE_ID, view: str = "v1", seq: int = 1, base: int = 0, **more: Any
) -> dict[str, Any]:
    """Return a message that saves an answer; `more` overrides and adds fields."""
    sent = {"type": "answer", "ex": ex, "var": None, "rev": EXERCISES[ex].rev, "view": view, "seq": seq}
    return {**sent, "base": base, "answer": answer, **more}


def check(answer: Any, *, ex: str = PRACTICE_ID, seq: int = 1, **more: Any) -> dict[str, Any]:
    """Return a message that checks a practice answer."""
    return message(answer, ex=ex, seq=seq, type="check", **more)


def hint(number: int = 1, *, ex: str = PRACTICE_ID, seq: int = 1, **more: Any) -> dict[str, Any]:
    """Return a message that asks for a hint."""
    sent = message(ex=ex, seq=seq, type="hint", hint=number, **more)
    del sent["answer"]
    return sent


def line(answer: Any = "a", *, n: int = 1, ex: str = SINGLE_ID, seconds: float = 0.0, **more: Any) -> bytes:
    """Return an answer line as a journal has it; a field that is set to ... is left out."""
    at = (START + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    fields: dict[str, Any] = {"v": 1, "n": n, "t": at, "type": "answer", "ex": ex, "var": None}
    fields |= {"rev": EXERCISES[ex].rev if ex in EXERCISES else "000000", "view": "v1", "seq": n, "base": 0}
    fields |= {"answer": answer, **more}
    return dumped({name: value for name, value in fields.items() if value is not ...})


def dumped(fields: Mapping[str, Any]) -> bytes:
    """Return one line of a journal."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def opened(n: int = 1, seconds: float = 0.0) -> bytes:
    """Return the line of a module that was shown."""
    at = (START + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    return dumped({"v": 1, "n": n, "t": at, "type": "open"})


def submitted(n: int = 1, seconds: float = 0.0) -> bytes:
    """Return the line of a hand-in."""
    at = (START + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
    fields = {"type": "submit", "by": "participant", "answered": 1, "sha256": "0" * 64}
    return dumped({"v": 1, "n": n, "t": at, **fields})


def fold(data: bytes, *, pretest: bool = False, keep_events: bool = True) -> Fold:
    """Fold a journal of the test exercises."""
    return fold_bytes(data, EXERCISES, pretest=pretest, keep_events=keep_events)


def child(code: str, *arguments: object) -> list[str]:
    """Return the command line of a Python process that runs `code` with our modules in reach."""
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'tests')]}\n{code}",
    ] + [str(argument) for argument in arguments]


def run_child(code: str, *arguments: object) -> str:
    """Run `code` in a process of its own and return what it printed; its failure is ours."""
    done = subprocess.run(child(code, *arguments), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
