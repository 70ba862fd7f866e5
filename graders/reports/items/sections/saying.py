"""Words that several sections of the item report use."""

from graders.reports import words
from graders.reports.items.numbers import Exercise, Known, Module, People
from graders.reports.numbers import Why
from graders.statistics.dif import SIGNIFICANT
from toolkit.messages import listed, say

SENTENCES = ("few", "withdrawn", "waiting")
"""Reasons whose words are a sentence by itself elsewhere."""


def p_value(p: float) -> str:
    """Write the p of a test: ``0,32``, or ``under 0,001``."""
    return words.decimal(p, 3 if p < 0.1 else 2) if p >= 0.001 else say("report.items.p_small")


def verdict_name(exercise: Exercise) -> str:
    """Name the verdict on an exercise."""
    return say(f"report.items.name.{exercise.verdict}")


def verdict_sentence(exercise: Exercise) -> str:
    """Name the verdict as a sentence that others follow."""
    name = verdict_name(exercise)
    return name if name.endswith("?") else f"{name}."


def people(number: People | None) -> str:
    """Write a number of people: ``248``, ``minst 240`` where only the tens are told, or that it is hidden."""
    if number is None:
        return words.not_shown()
    return words.count(number.least) if number.exact else say("report.items.at_least", n=words.count(number.least))


def because(why: Why | None) -> str:
    """Say inside a sentence why something is not shown."""
    return say(f"report.items.because.{why}") if why in SENTENCES else say(f"report.why.{why}")


def hidden(known: Known[object]) -> str:
    """Say that something is not shown, and why."""
    return say("report.items.hidden", why=because(known.why))


def fits(module: Module) -> str:
    """Say how the exercises of a module fit the Rasch model, or why that is not said."""
    found = module.fits.value
    if found is None:
        return say("report.items.fits_none", module=module.title, why=because(module.fits.why))
    numbers = listed([str(n) for n in found.apart], "och")
    apart = say("report.items.fits_apart", numbers=numbers) if numbers else say("report.items.fits_all")
    halves = ""
    if found.p is not None:
        name = "same" if found.p >= SIGNIFICANT else "differ"
        halves = say(f"report.items.fits_{name}", p=p_value(found.p))
    return say("report.items.fits", module=module.title, k=found.exercises, n=found.n, apart=apart, halves=halves)
