"""A released notebook's Markdown as clean HTML, once for each version of the file.

What comes out has no script, no ``style=`` and no markup of an author's own beyond a few inline tags; pictures
and files point to the module's own ``fil/``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from toolkit.exercises.cell import Exercise
from toolkit.messages import say
from toolkit.notebook import Notebook

FILES = "fil/"
_INLINE = re.compile(r"</?(?:sub|sup)>|<br ?/?>")
"""The only tags of an author's own that are markup; any other is shown as it was written."""
_COMMENT = re.compile(r"\s*<!--.*-->\s*", re.DOTALL)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Heading:
    """A section of the module, and the exercises that stand in it."""

    id: str
    text: str
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Prose:
    """A module's text: pieces of HTML, and exercises between them.

    Parameters
    ----------
    headings
        The parts of the module, each with all the exercises in it.
    sections
        Every heading, each with the exercises that come before the next one.
    """

    parts: tuple[str | Exercise, ...]
    headings: tuple[Heading, ...]
    sections: tuple[Heading, ...]


def render(notebook: Notebook) -> Prose:
    """Render a notebook's Markdown cells; of its code cells only the exercises are shown."""
    writer = _Writer()
    for cell in notebook.cells:
        if cell.exercise:
            writer.exercise(cell.exercise)
        elif cell.type == "markdown":
            writer.markdown(cell.source)
    found = (
        tuple(Heading(name, text, tuple(inside)) for name, text, inside in headings)
        for headings in (writer.headings, writer.sections)
    )
    return Prose(tuple(writer.parts), *found)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str | Exercise] = []
        self.headings: list[tuple[str, str, list[str]]] = []
        self.sections: list[tuple[str, str, list[str]]] = []
        self._ids: set[str] = set()
        self._has_title = False
        self._env: dict[str, int] = {"tables": 0}

    def exercise(self, exercise: Exercise) -> None:
        self.parts.append(exercise)
        for headings in (self.headings, self.sections):
            if headings:
                headings[-1][2].append(exercise.id)

    def markdown(self, source: str) -> None:
        tokens = _MARKDOWN.parse(source)
        tokens = self._without_title(tokens)
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                self._heading(token, tokens[place + 1])
            _clean(token)
        html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, self._env))
        if html.strip():
            self.parts.append(html)

    def _without_title(self, tokens: list[Token]) -> list[Token]:
        """Leave out the notebook's title, which the page has as its own."""
        if self._has_title or not tokens or (tokens[0].type, tokens[0].tag) != ("heading_open", "h1"):
            return tokens
        self._has_title = True
        return tokens[3:]

    def _heading(self, token: Token, inline: Token) -> None:
        text = _text(inline)
        name = base = f"del-{_slug(text)}"
        number = 1
        while name in self._ids:
            number += 1
            name = f"{base}-{number}"
        self._ids.add(name)
        token.attrSet("id", name)
        self.sections.append((name, text, []))
        if token.tag in ("h1", "h2"):
            self.headings.append((name, text, []))


def _text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60] or "avsnitt"


def _clean(token: Token) -> None:
    """Make one token of ours: no style, no foreign markup, our classes."""
    if token.tag == "h1":
        token.tag = "h2"
    style = str(token.attrs.pop("style", ""))
    if "right" in style:
        token.attrJoin("class", "n")
    if token.type == "th_open":
        token.attrSet("scope", "col")
    if token.type == "image":
        _picture(token)
    elif token.type == "link_open":
        _link(token)
    elif token.type in ("html_block", "html_inline"):
        token.content = _markup(token.content)
    for child in token.children or ():
        _clean(child)


def _markup(html: str) -> str:
    if _COMMENT.fullmatch(html):
        return ""
    return html if _INLINE.fullmatch(html) else escape(html)


def local_file(target: str) -> str | None:
    """Return the name of a file beside the notebook, or None where a target is something else."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    return unquote(parts.path).removeprefix("./")


def _picture(token: Token) -> None:
    source = str(token.attrGet("src") or "")
    if local_file(source) is not None:
        token.attrSet("src", FILES + source.removeprefix("./"))
    else:
        # The page shows nothing from elsewhere; the words that stand for the picture remain.
        token.type, token.attrs = "text", {}
        token.content, token.children = token.content, None


def _link(token: Token) -> None:
    target = str(token.attrGet("href") or "")
    if local_file(target) is not None:
        token.attrSet("href", FILES + target.removeprefix("./"))
    elif urlsplit(target).scheme in ("http", "https"):
        token.attrSet("rel", "noopener noreferrer")


def _table_open(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Let a wide table scroll by itself, also by keyboard; each has a name of its own."""
    env["tables"] += 1
    label = escape(say("page.table", n=env["tables"]), quote=True)
    return f'<div class="k-scroll" role="region" tabindex="0" aria-label="{label}"><table class="k-table">\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"


_MARKDOWN.add_render_rule("table_open", _table_open)
_MARKDOWN.add_render_rule("table_close", _table_close)
