"""The figures of ``kurs stats`` as a person reads them: tables, and a sentence where something is not there."""

from typing import Any

from rich.table import Table
from rich.text import Text

from graders.reports.words import decimal
from graders.stats.figures import Figures
from toolkit.messages import listed, printable, say

DASH = "–"
NAMED = 6
"""Most figures that a reason is said of by name."""


def _number(value: float | None, digits: int = 2) -> str:
    return DASH if value is None else decimal(value, digits)


def _name(item: str) -> Text:
    """Return a name as it is, whatever signs it has."""
    return Text(printable(item))


def overview(made: Figures) -> list[str]:
    """Return the figures of the whole as sentences."""
    found = made.found
    lines = [say("stats.print.people", n=found["n"])]
    if found["alpha"] is None:
        lines.append(say("stats.print.no_alpha", why=made.why["alpha"]))
    else:
        low, high = found["alpha_ci"]
        between = f"{decimal(low, 2)} till {decimal(high, 2)}"
        fields = {"alpha": decimal(found["alpha"], 2), "between": between, "sem": decimal(found["sem"], 2)}
        lines.append(say("stats.print.alpha", **fields))
    if found["kr20"] is not None:
        lines.append(say("stats.print.kr20", kr20=decimal(found["kr20"], 2)))
    return lines


def items(made: Figures) -> Table:
    """Return the item analysis as a table; a star is a column whose formula another system has another name for."""
    names = ("n", "p", "sd", "rest", "total", "deleted", "d27")
    table = Table(say("stats.print.item"))
    for name in names:
        table.add_column(say(f"stats.print.{name}"), justify="right")
    table.add_column(say("stats.print.flags"))
    for item in made.found["items"]:
        figures = ("p", "sd", "item_rest_r", "item_total_r", "alpha_if_deleted", "d27")
        flags = listed([say(f"stats.flag.{flag}") for flag in item["flags"]], "och")
        table.add_row(_name(item["item"]), str(item["n"]), *(_number(item[name]) for name in figures), flags)
    return table


def moodle(made: Figures) -> Table:
    """Return what Moodle would show, as a table."""
    found = made.found["moodle"]
    names = ("facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency")
    fields = {name: _number(found[name], 1) for name in ("cic", "error_ratio")}
    title = say("stats.print.moodle", **fields, standard_error=_number(found["standard_error"]))
    table = Table(say("stats.print.item"), title=title, title_justify="left", title_style="")
    for name in names:
        table.add_column(say(f"stats.moodle.{name}"), justify="right")
    for item in found["items"]:
        table.add_row(_name(item["item"]), *(_number(item[name], 1) for name in names))
    return table


def models(made: Figures) -> Table | None:
    """Return the Rasch model, and the two-parameter model where there is one, as a table."""
    rasch, twopl = made.found["rasch"], made.found["twopl"]
    if rasch is None and twopl is None:
        return None
    fits = [name for name, model in (("rasch", rasch), ("twopl", twopl)) if model]
    title = "; ".join(say(f"stats.print.{name}", logl=_number(made.found[name]["logl"])) for name in fits)
    table = Table(say("stats.print.item"), title=title, title_justify="left", title_style="")
    for name in (["b", "se"] if rasch else []) + (["a_2", "b_2", "d_2"] if twopl else []):
        table.add_column(say(f"stats.print.{name}"), justify="right")
    for item in rasch["b"] if rasch else twopl["items"]:
        cells: list[float | None] = []
        if rasch:
            cells += rasch["b"][item] or [None, None]
        if twopl:
            cells += [(twopl["items"][item] or {}).get(name) for name in "abd"]
        table.add_row(_name(item), *map(_number, cells))
    return table


def dif(made: Figures) -> Table | None:
    """Return the comparison of the groups as a table."""
    found: list[dict[str, Any]] | None = made.found["dif"]
    if found is None:
        return None
    table = Table(say("stats.print.item"), title=say("stats.print.dif"), title_justify="left", title_style="")
    for name in ("chi2", "p_value", "p_bh", "alpha_mh", "delta_mh", "ets"):
        table.add_column(say(f"stats.print.{name}"), justify="right")
    for item in found:
        cells = [_number(item["chi2"]), _number(item["p"], 3), _number(item["p_bh"], 3)]
        cells += [_number(item["alpha_mh"]), _number(item["delta_mh"]), item["ets"] or DASH]
        table.add_row(_name(item["item"]), *cells)
    return table


def reasons(made: Figures) -> list[str]:
    """Return why figures are not there, each reason once, with what it holds for."""
    held: dict[str, list[str]] = {}
    for path, why in made.why.items():
        held.setdefault(why, []).append(path)
    return [printable(say("stats.print.why", figures=_some(paths), why=why)) for why, paths in held.items()]


def _some(paths: list[str]) -> str:
    left = len(paths) - NAMED
    return listed(paths, "och") if left <= 0 else say("stats.print.more", names=", ".join(paths[:NAMED]), n=left)
