"""The Markdown of a module: its headings, sections, pictures, links and references."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from toolkit.authoring.swedish import words
from toolkit.notebook import Cell

_REFERENCE = re.compile(r"\[([A-Z]{1,3}[0-9]{1,3}[a-z]?)\]")
_QUIET = ("table_open", "blockquote_open")
"""What is looked at or quoted, and no prose of ours."""
_MARKUP = re.compile(r"</?(?:sub|sup)>|<br ?/?>|\s*<!--.*-->\s*", re.DOTALL)
"""The HTML that the page takes as markup, and comments; it shows any other as it is written."""
_parser = MarkdownIt("commonmark").enable("table")
# An address that Markdown would refuse is read too, so that something can be said about it.
_parser.validateLink = lambda url: True  # type: ignore[method-assign]


@dataclass(frozen=True)
class Heading:
    """A heading of a notebook."""

    cell: Cell
    line: int
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """The text of a paragraph, an item of a list, a heading or a field of a table, without its marks."""

    cell: Cell
    line: int
    text: str


@dataclass(frozen=True)
class Section:
    """A section under a heading of the third level, with its prose."""

    heading: Heading
    paragraphs: Sequence[Paragraph]

    @property
    def words(self) -> int:
        """The number of words in its prose."""
        return sum(len(words(paragraph.text)) for paragraph in self.paragraphs)


@dataclass(frozen=True)
class Picture:
    """A picture in Markdown or in HTML within it."""

    cell: Cell
    line: int
    file: str
    alt: str


@dataclass(frozen=True)
class Html:
    """A tag that begins something, or a block of HTML, that the page does not take as markup."""

    cell: Cell
    line: int
    text: str


@dataclass(frozen=True)
class Link:
    """A link in Markdown or in HTML within it."""

    cell: Cell
    line: int
    target: str


def references(text: str) -> list[str]:
    """Return the ids of sources that a text refers to, such as ``L1`` in ``[L1]``."""
    return _REFERENCE.findall(text)


class _Tags(HTMLParser):
    """Gathers pictures and links in a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


class Prose:
    """What the Markdown cells of a notebook say, cell by cell."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = [(cell, _parser.parse(cell.source)) for cell in cells if cell.type == "markdown"]

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings of the notebook's own text, not those inside quotations and lists."""
        found = []
        for cell, tokens in self.cells:
            for token, inline in pairwise(tokens):
                if token.type == "heading_open" and token.level == 0:
                    found.append(Heading(cell, _line(token), int(token.tag[1]), _plain(inline)))
        return found

    def part(self, number: int) -> str:
        """Return the heading of the second level that a cell stands under."""
        above = [h.text for h in self.headings if h.level == 2 and h.cell.number < number]
        return above[-1] if above else ""

    def sections(self, part: str) -> list[Section]:
        """Return the sections under a heading of the second level."""
        found: list[Section] = []
        within, open_section = "", False
        for item in self._in_order():
            if isinstance(item, Paragraph):
                if open_section:
                    found[-1] = Section(found[-1].heading, [*found[-1].paragraphs, item])
            elif item.level <= 3:
                within = item.text if item.level == 2 else within
                open_section = item.level == 3 and within == part
                found += [Section(item, [])] if open_section else []
        return found

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The prose of the notebook: neither headings, tables nor quotations."""
        return [item for item in self._in_order() if isinstance(item, Paragraph)]

    @cached_property
    def stated(self) -> list[Paragraph]:
        """Everything that the notebook says itself: prose, headings and tables, but no quotation."""
        found = []
        for cell, tokens in self.cells:
            quoted = 0
            for token in tokens:
                if token.type in ("blockquote_open", "blockquote_close"):
                    quoted += token.nesting
                elif token.type == "inline" and not quoted:
                    found.append(Paragraph(cell, _line(token), _plain(token)))
        return found

    def _in_order(self) -> Iterator[Heading | Paragraph]:
        """Yield headings and the prose between them."""
        headings = {(h.cell.number, h.line): h for h in self.headings}
        for cell, tokens in self.cells:
            quiet, in_heading = 0, False
            for token in tokens:
                if token.type in _QUIET or token.type.replace("_close", "_open") in _QUIET:
                    quiet += token.nesting
                elif token.type in ("heading_open", "heading_close"):
                    in_heading = token.nesting == 1
                    if in_heading and (heading := headings.get((cell.number, _line(token)))):
                        yield heading
                elif token.type == "inline" and not quiet and not in_heading:
                    yield Paragraph(cell, _line(token), _plain(token))

    @cached_property
    def pictures(self) -> list[Picture]:
        """Every picture."""
        found = []
        for cell, line, token in self._parts():
            if token.type == "image":
                found.append(Picture(cell, line, str(token.attrs.get("src", "")), token.content))
            for tag, attributes in _tags(token):
                if tag == "img":
                    found.append(Picture(cell, line, attributes.get("src", ""), attributes.get("alt", "")))
        return found

    @cached_property
    def links(self) -> list[Link]:
        """Every link."""
        found = []
        for cell, line, token in self._parts():
            if token.type == "link_open":
                found.append(Link(cell, line, str(token.attrs.get("href", ""))))
            for tag, attributes in _tags(token):
                if tag == "a" and "href" in attributes:
                    found.append(Link(cell, line, attributes["href"]))
        return found

    @cached_property
    def html(self) -> list[Html]:
        """Every tag, or block of HTML, that the page shows as it is written."""
        return [
            Html(cell, line, token.content)
            for cell, line, token in self._parts()
            if token.type in ("html_block", "html_inline")
            and not _MARKUP.fullmatch(token.content)
            and not token.content.startswith("</")
        ]

    @cached_property
    def references(self) -> list[Link]:
        """Every reference to a source."""
        return [
            Link(cell, _line(token), source)
            for cell, tokens in self.cells
            for token in tokens
            if token.type == "inline"
            for source in references(_plain(token))
        ]

    def _parts(self) -> Iterator[tuple[Cell, int, Token]]:
        for cell, tokens in self.cells:
            for token in tokens:
                yield from ((cell, _line(token), inner) for inner in (token, *(token.children or ())))


def _tags(token: Token) -> list[tuple[str, dict[str, str]]]:
    return _Tags(token.content).found if token.type in ("html_block", "html_inline") else []


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _plain(inline: Token) -> str:
    """Return the text of a paragraph or heading without its marks."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " if "break" in child.type else ""
        for child in inline.children or ()
    )
