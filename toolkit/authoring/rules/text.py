"""Rules on a module's prose: its parts, the length of its sections, its pictures, and what is left to write."""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.authoring.findings import Finding
from toolkit.authoring.material import Module
from toolkit.messages import quoted, say

KNOWLEDGE = "Kunskap"
PARTS = ("Minns du?", "Därför", KNOWLEDGE, "Fallet", "Öva", "Visa", "Ta med dig")
"""The headings of a module, in this order; the first from the second module on."""
MAX_WORDS = 250
"""Words of prose in a section; tables and quotations are not counted."""
PLACEHOLDER = "BYT UT"
"""What `kurs new` marks that the author is to replace."""


def headings(module: Module) -> Iterator[Finding]:
    """Find the first heading of the second level that is not the part which comes next."""
    entry = module.entry
    if entry is None or entry.role != "module" or module.notebook is None:
        return
    wanted = PARTS if entry.number > 1 else PARTS[1:]
    found = [heading for heading in module.prose.headings if heading.level == 2]
    for place in range(max(len(wanted), len(found))):
        expected = quoted(f"## {wanted[place]}") if place < len(wanted) else say("check.no_more_parts")
        if place == len(found):
            yield module.spot.finding("heading", say("check.end"), expected)
            return
        heading = found[place]
        if place == len(wanted) or heading.text != wanted[place]:
            spot = module.at(heading.cell)
            yield spot.finding("heading", quoted(f"## {heading.text}"), expected, line=heading.line)
            return


def section_lengths(module: Module) -> Iterator[Finding]:
    """Find sections that are too long to be read in one go."""
    if module.entry is None or module.entry.role != "module":
        return
    for section in module.prose.sections(KNOWLEDGE):
        if section.words > MAX_WORDS:
            heading = section.heading
            yield module.at(heading.cell).finding(
                "section-length",
                say("check.words", n=section.words),
                say("check.max_words", n=MAX_WORDS),
                field=heading.text,
                line=heading.line,
            )


def alternatives(module: Module) -> Iterator[Finding]:
    """Find pictures that do not say the same in words."""
    for picture in module.prose.pictures:
        if not picture.alt.strip():
            spot = module.at(picture.cell)
            yield spot.finding("alt", say("check.no_alt", file=picture.file), say("check.alt"), line=picture.line)


def html(module: Module) -> Iterator[Finding]:
    """Find HTML that JupyterLab draws but the participants' page shows as it is written."""
    for html in module.prose.html:
        spot = module.at(html.cell)
        yield spot.finding("html", quoted(html.text), say("check.markdown"), line=html.line)


def placeholders(module: Module) -> Iterator[Finding]:
    """Find what `kurs new` left to be replaced."""
    for cell in module.cells:
        for number, row in enumerate(cell.source.splitlines(), 1):
            if PLACEHOLDER in row:
                found = module.at(cell).finding("placeholder", quoted(row), say("check.own"), line=number)
                yield left(found, module.ready)


def left(finding: Finding, ready: bool) -> Finding:
    """Return what is left to replace as a fel where it is ready to be given out."""
    return replace(finding, severity="fel") if ready else finding
