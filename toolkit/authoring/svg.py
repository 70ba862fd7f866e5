"""What an SVG file may hold: a drawing, and nothing that runs, fetches or leads elsewhere.

What is allowed is listed, since what a browser runs grows by the year. The file is read with expat itself: an
entity bomb ends where its DOCTYPE begins, everything found has its line, and no depth of elements is too deep.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from toolkit.errors import Problem
from toolkit.messages import quoted, say

MAX_BYTES = 1024 * 1024
"""Every participant fetches the file with the page, on a phone too; a chart or a map has some hundred kilobytes."""
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _words(
    """
    a circle clipPath defs desc ellipse g image line linearGradient marker mask path pattern polygon polyline
    radialGradient rect stop style svg switch symbol text textPath title tspan use
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter
    """
)
"""What draws, or holds what draws. An `a` stays for its content, without an address."""
WORDS = _words("class id lang media role systemLanguage requiredExtensions requiredFeatures type")
"""Attributes that are no CSS and lead nowhere; so is each that begins with ``aria-``."""
ATTRIBUTES = WORDS | _words(
    """
    style transform
    baseProfile cx cy d dx dy fr fx fy gradientTransform gradientUnits height lengthAdjust markerHeight markerUnits
    markerWidth maskContentUnits maskUnits clipPathUnits method offset orient pathLength patternContentUnits
    patternTransform patternUnits points preserveAspectRatio r refX refY rotate rx ry side spacing spreadMethod
    startOffset textLength version viewBox width x x1 x2 y y1 y2
    amplitude azimuth baseFrequency bias diffuseConstant divisor edgeMode elevation exponent filterRes filterUnits in
    in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength limitingConeAngle mode numOctaves operator order
    pointsAtX pointsAtY pointsAtZ preserveAlpha primitiveUnits radius result scale seed slope specularConstant
    specularExponent stdDeviation stitchTiles surfaceScale tableValues targetX targetY values xChannelSelector
    yChannelSelector z
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering direction display dominant-baseline enable-background fill fill-opacity fill-rule
    filter flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant
    font-weight image-rendering isolation kerning letter-spacing lighting-color marker marker-end marker-mid
    marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering stop-color
    stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor text-decoration text-orientation text-rendering transform-box
    transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
    """
)
"""What says how something is drawn; all but `WORDS` are read as CSS."""
FUNCTIONS = _words(
    """
    matrix rotate rotatex rotatey scale scalex scaley skewx skewy translate translatex translatey
    color hsl hsla hwb lab lch oklab oklch rgb rgba
    calc clamp max min var
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    circle ellipse inset path polygon
    is not nth-child nth-last-child nth-of-type where
    """
)
"""Functions of CSS that fetch nothing; ``url(#id)`` is allowed beside them."""

_ADDRESS = re.compile(r"#\S+")
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_URL = re.compile(r"""url\((?:\s*(?:"[^"]*"|'[^']*')|[^)]*)\s*\)?""", re.IGNORECASE)
_URL_INSIDE = re.compile(r"""url\(\s*(["']?)#[^\s"'()\\]+\1\s*\)""", re.IGNORECASE)
_AT_RULE = re.compile(r"@(?!media(?![\w-]))[^;{}]*(?:;|\{[^{}]*\})?", re.IGNORECASE)
# Beside functions, what could spell one: an escape, and rules such as @import.
_NO_STYLE = re.compile(r"\\|@(?!media(?![\w-]))[\w-]*|(?<![\w-])([\w-]++)\([^)]*\)?", re.IGNORECASE)
_ENCODINGS = (None, "utf-8", "us-ascii")


class _NoDrawingError(Exception):
    """The file cannot be read on, and so not be cleaned either."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def problems(data: bytes) -> list[Problem]:
    """Return what in a file is no plain drawing, each thing once with its first line; empty for a drawing."""
    try:
        found = _sift(data).found
    except _NoDrawingError as error:
        return [error.problem]
    return list(found.values())


def clean(data: bytes) -> bytes | None:
    """Return the drawing without what no drawing holds; None where the file cannot be read as SVG."""
    try:
        return _sift(data).drawing()
    except _NoDrawingError:
        return None


def _sift(data: bytes) -> "_Sieve":
    if len(data) > MAX_BYTES:
        found, expected = (say(f"svg.{key}", n=MAX_BYTES // 1024) for key in ("too_large", "max_size"))
        raise _NoDrawingError(Problem("", found, expected))
    sieve = _Sieve()
    try:
        data.decode("utf-8")
        sieve.parser.Parse(data, True)
    except UnicodeDecodeError:
        raise _NoDrawingError(Problem("", say("svg.not_utf8"), say("svg.utf8"))) from None
    except expat.ExpatError as error:
        raise _NoDrawingError(Problem("", say("svg.not_xml"), say("svg.xml"), error.lineno)) from None
    return sieve


class _Sieve:
    """Writes down what an SVG file may hold, as it is read, and notes what it holds besides."""

    def __init__(self) -> None:
        self.found: dict[str, Problem] = {}
        self._written: list[str] = []
        self._open: list[tuple[str, int]] = []  # The elements that are open, and where their tags stand.
        self._left_out = 0  # How deep in an element that is left out.
        self._style: list[str] | None = None  # The CSS of the style element that is open.
        self._namespace: str | None = None  # That of the outermost element; empty if it names none.
        self._after_root = 0
        self._links = False
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.namespace_prefixes = True
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._comment

    def drawing(self) -> bytes:
        """Return what was let through."""
        names = f' xmlns:xlink="{XLINK}"' if self._links else ""
        head, rest = self._written[: self._after_root], self._written[self._after_root :]
        return "".join([*head, names, *rest, "\n"]).encode()

    def _problem(self, found: str, expected: str, above: int = 0) -> Problem:
        """Return a problem on the line that is read, or on one so many lines above it."""
        return Problem("", found, say(f"svg.{expected}"), self.parser.CurrentLineNumber - above)

    def _note(self, found: str, expected: str, above: int = 0) -> None:
        self.found.setdefault(found, self._problem(found, expected, above))

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # We read UTF-8; a browser that reads something else by this name would see another file.
        if (encoding and encoding.casefold()) not in _ENCODINGS:
            raise _NoDrawingError(self._problem(say("svg.not_utf8"), "utf8"))

    def _doctype(self, _name: str, _system: str | None, _public: str | None, own: int) -> None:
        if own:  # Before the first entity is read.
            raise _NoDrawingError(self._problem(say("svg.entities"), "no_entities"))
        self._note(say("svg.doctype"), "no_doctype")

    def _instruction(self, target: str, _data: str) -> None:
        self._note(say("svg.instruction", name=quoted(target)), "no_instruction")

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._left_out:
            self._left_out += 1
            return
        namespace, local, prefix = _split(name)
        if self._namespace is None:
            self._root(namespace, local)
        if namespace != self._namespace:
            self._note(say("svg.namespace", name=quoted(prefix or namespace or local)), "only_svg")
        elif local not in ELEMENTS or self._style is not None:
            self._note(say("svg.element", name=quoted(local)), "only_elements")
        else:
            self._write_start(local, attributes)
            return
        self._left_out = 1

    def _root(self, namespace: str, local: str) -> None:
        if local != "svg" or namespace not in ("", SVG):
            raise _NoDrawingError(self._problem(say("svg.not_svg", name=quoted(local)), "svg"))
        self._namespace = namespace
        if not namespace:
            self._note(say("svg.no_namespace"), "with_namespace")

    def _write_start(self, local: str, attributes: list[str]) -> None:
        written = (self._attribute(local, *pair) for pair in zip(attributes[::2], attributes[1::2], strict=True))
        attributes_text = "".join(written)
        if self._open:
            self._written.append(f"<{local}{attributes_text}>")
        else:
            self._written.append(f'<svg xmlns="{SVG}"')
            self._after_root = len(self._written)
            self._written.append(f"{attributes_text}>")
        self._open.append((local, len(self._written)))
        if local == "style":
            self._style = []

    def _attribute(self, element: str, name: str, value: str) -> str:
        """Return an attribute as it is written, with the space before it; empty where it is left out."""
        namespace, local, prefix = _split(name)
        full = f"{prefix}:{local}" if prefix else local
        if local == "href" and namespace in ("", XLINK):
            if not (_ADDRESS.fullmatch(value) or (element == "image" and _EMBEDDED.fullmatch(value))):
                self._note(say("svg.reference", target=quoted(value)), "inside")
                return ""
            self._links = self._links or bool(namespace)
            full = "xlink:href" if namespace else "href"
        elif namespace not in ("", XML, XLINK):
            self._note(say("svg.namespace", name=quoted(prefix)), "only_svg")
            return ""
        elif not _is_allowed(namespace, local):
            self._note(say("svg.attribute", name=quoted(full)), "only_attributes")
            return ""
        elif not (namespace or local in WORDS or local.startswith("aria-")):
            value = self._plain_style(value)
            if not value:
                return ""
        return f" {full}={quoteattr(value)}"

    def _end(self, _name: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        local, place = self._open.pop()
        if self._style is not None:
            style = self._plain_style("".join(self._style))
            self._style = None
            if style:
                self._written.append(_escaped(style))
        if len(self._written) == place:
            self._written[-1] = f"{self._written[-1][:-1]}/>"
        else:
            self._written.append(f"</{local}>")

    def _text(self, text: str) -> None:
        if self._left_out:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._written.append(_escaped(text))

    def _comment(self, text: str) -> None:
        # Not in a style: its text is read as one, past a comment in the middle of a word.
        if not self._left_out and self._style is None:
            self._written.append(f"<!--{text}-->" if self._open else f"<!--{text}-->\n")

    def _plain_style(self, css: str) -> str:
        """Return CSS without what could fetch something; all of it goes where the rest is no use."""
        slip = _slip(css)
        if not slip:
            return css
        # A style is looked at when it ends.
        self._note(say("svg.style", piece=quoted(slip)), "plain_style", css.count("\n", css.find(slip)))
        css = _URL.sub(lambda match: match[0] if _URL_INSIDE.fullmatch(match[0]) else "none", css)
        css = _AT_RULE.sub("", css)
        return "" if _slip(css) else css


def _slip(css: str) -> str:
    """Return the first piece of some CSS that could fetch something, wherever it stands; empty where none could."""
    rest = _URL_INSIDE.sub(" ", css)
    pieces = (match for match in _NO_STYLE.finditer(rest) if (match[1] or "").casefold() not in FUNCTIONS)
    return next((match[0] for match in pieces), "")


def _is_allowed(namespace: str, local: str) -> bool:
    if namespace:
        return namespace == XML and local in ("space", "lang")
    return local in ATTRIBUTES or local.startswith("aria-")


def _split(name: str) -> tuple[str, str, str]:
    """Return namespace, local name and prefix of a name as expat gives it."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
