"""Reading a tagged PDF back, as a screen reader goes through it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

DRAWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}
"""Operators that leave something on the page."""


@dataclass
class Node:
    """A structure element, with those under it and the marked content that it holds."""

    kind: str
    fields: Any
    kids: list["Node"] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    """Page and number of each piece of content."""

    def all(self, *kinds: str) -> Iterator["Node"]:
        """Return the elements under this one, of some kinds or all, in reading order."""
        for kid in self.kids:
            if not kinds or kid.kind in kinds:
                yield kid
            yield from kid.all(*kinds)

    @property
    def attributes(self) -> Any:
        """Return what is said of its layout or its place in a table."""
        return self.fields.get("/A", {})


class Pdf:
    """A tagged PDF."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self.root: Any = self.reader.trailer["/Root"]
        self._page_of = {page.indirect_reference.idnum: n for n, page in enumerate(self.reader.pages)}

    @cached_property
    def tree(self) -> Node:
        """The structure of the document."""
        return self._node(self.root["/StructTreeRoot"]["/K"][0].get_object(), 0)

    def _node(self, element: Any, page: int) -> Node:
        page = self._page_of[element.raw_get("/Pg").idnum] if "/Pg" in element else page
        node = Node(element["/S"][1:], element)
        for kid in element["/K"]:
            kid = kid.get_object()
            if isinstance(kid, int):
                node.contents.append((page, int(kid)))
            elif "/S" in kid:
                node.kids.append(self._node(kid, page))
        return node

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, with its margins."""
        return [page.extract_text() for page in self.reader.pages]

    def marked(self) -> Iterator[tuple[int, str, int | None]]:
        """Return page, mark and number of each thing that is drawn; what has no mark has an empty one."""
        for n, page in enumerate(self.reader.pages):
            mark: tuple[str, int | None] = ("", None)
            content: Any = page.get_contents()
            for operands, operator in ContentStream(content, self.reader).operations:
                if operator in (b"BMC", b"BDC"):
                    assert mark == ("", None), "content is text or none of it, and never both"
                    mark = operands[0][1:], (operands[1].get("/MCID") if operator == b"BDC" else None)
                elif operator == b"EMC":
                    mark = ("", None)
                elif operator in DRAWS:
                    yield n, *mark
