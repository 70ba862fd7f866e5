"""A finished report as its readers have it: its tables, its charts with their texts, and the numbers in them."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from tests.report_support import plain


@dataclass(frozen=True)
class Finished:
    """The finished report."""

    soup: BeautifulSoup

    @cached_property
    def tables(self) -> list[tuple[str, list[str], list[list[str]]]]:
        """Each table: its caption, the names of its columns, its rows."""
        found = []
        for table in self.soup.find_all("table"):
            columns = [words(cell) for cell in table.select("thead th")]
            lines = [line for line in table.select("tbody tr") if "k-table__group" not in line.get("class", [])]
            found.append(
                (words(table.caption), columns, [[words(c) for c in line.find_all(["th", "td"])] for line in lines])
            )
        return found

    def rows(self, column: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Return the rows of every table with such a column: the caption, and the cells by column."""
        for caption, columns, lines in self.tables:
            for line in lines if column in columns else []:
                if len(line) == len(columns):
                    yield caption, dict(zip(columns, line, strict=True))

    @cached_property
    def svgs(self) -> list[tuple[str, BeautifulSoup]]:
        """Each chart with its alternative text."""
        images = self.soup.find_all("img")
        return [
            (plain(str(one["alt"])), BeautifulSoup(base64.b64decode(str(one["src"]).split(",", 1)[1]), "html.parser"))
            for one in images
        ]


def words(found: Tag | None) -> str:
    assert found
    return " ".join(plain(found.get_text(" ")).split())


def number(cell: str) -> int | None:
    """Return the count at the beginning of a cell, None for a hidden one."""
    if cell.startswith("visas inte"):
        return None
    found = re.match(r"\d+\b", cell)
    assert found, cell
    return int(found[0])
