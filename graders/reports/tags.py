"""What PDF/UA asks of a document's tags and WeasyPrint leaves undone.

The headers of cells get names that are their own in the whole document, and the heading of a group is among them; lists
of names and values become lists; a figure is where it says it is; and what stands in the margins of each page is marked
as no part of the text.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

Element = Any
"""A structure element: a dictionary of pydyf's, whose ``K`` are references to others and numbers of marked content."""
POINT = 0.75
"""Points of a pixel."""


def mend(pdf: Any) -> None:
    """Mend the tags of a finished document, before it is written."""
    objects = {one.reference: one for one in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    tree = _Tree(objects)
    elements = list(tree.below(root))
    for element in elements:
        if element["S"] == "/L":
            tree.mend_list(element)
        elif element["S"] == "/Figure":
            tree.mend_place(element)
    names: list[Any] = []
    for table in (element for element in elements if element["S"] == "/Table"):
        for header in tree.mend_table(table, len(names)):
            names += [header["ID"], header.reference]
    if names:
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
    tree.mark_margins(objects[root["ParentTree"]]["Nums"], {id(element) for element in elements})


class _Tree:
    """The structure elements of a document."""

    def __init__(self, objects: dict[bytes, Any]) -> None:
        self.objects = objects

    def kids(self, element: Element, *kinds: str) -> list[Element]:
        """Return the elements right under one, of some kinds or all."""
        found = [self.objects[kid] for kid in element["K"] if isinstance(kid, bytes)]
        return [kid for kid in found if "S" in kid and (not kinds or kid["S"] in kinds)]

    def below(self, element: Element) -> Iterator[Element]:
        """Return every element under one, in reading order."""
        for kid in self.kids(element):
            yield kid
            yield from self.below(kid)

    def mend_list(self, element: Element) -> None:
        """Make each group of a list of names and values an item: its first is the name, the others are the value."""
        for group in self.kids(element, "/Div"):
            group["S"] = "/LI"
            for place, part in enumerate(self.kids(group)):
                part["S"] = "/LBody" if place else "/Lbl"
                for inner in self.kids(part, "/LBody"):
                    inner["S"] = "/Div"

    def mend_place(self, figure: Element) -> None:
        """Say where a figure is in points from the lower left corner of its page, and not in pixels from the upper."""
        height = self.objects[figure["Pg"]]["MediaBox"][3]
        left, top, right, bottom = (POINT * pixels for pixels in figure["A"]["BBox"])
        figure["A"]["BBox"] = pydyf.Array([left, height - bottom, right, height - top])

    def mend_table(self, table: Element, first: int) -> list[Element]:
        """Give a table's cells their headers; returns these, named from a number on.

        A table without cells that span rows, whose rows begin with a header, is all that a report has.
        """
        headers: list[Element] = []

        def name(header: Element, scope: str) -> Element:
            header["ID"] = pydyf.String(f"h{first // 2 + len(headers):06}")
            header["A"]["Scope"] = f"/{scope}"
            headers.append(header)
            return header["ID"]

        columns: list[Any] = []
        for part in self.kids(table, "/THead", "/TBody"):
            group: list[Any] = []
            for row in self.kids(part, "/TR"):
                cells = self.kids(row, "/TH", "/TD")
                if part["S"] == "/THead":
                    columns = [name(cell, "Column") for cell in cells]
                elif len(cells) == 1:
                    group = [name(cells[0], "Column")]
                else:
                    own, at = name(cells[0], "Row"), 1
                    for cell in cells[1:]:
                        span = cell["A"].get("ColSpan", 1)
                        cell["A"]["Headers"] = pydyf.Array([*columns[at : at + span], *group, own])
                        at += span
        return headers

    def mark_margins(self, numbers: Any, reached: set[int]) -> None:
        """Mark what stands in the margins of the pages as artifacts, and take it out of the tree of parents."""
        for parents in numbers[1::2]:
            if not isinstance(parents, list):
                continue
            for content, parent in enumerate(parents):
                element = self.objects[parent]
                if id(element) not in reached:
                    stream = self.objects[self.objects[element["Pg"]]["Contents"]].stream
                    began = stream.index({"MCID": content})
                    stream[began - 1 : began + 2] = [b"/Artifact", b"BMC"]
                    parents[content] = "null"
