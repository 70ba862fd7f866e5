"""How the Markdown of a module is read: what counts as heading, picture, link, reference and prose."""

from toolkit.authoring.prose import Prose
from toolkit.notebook import Cell

TEXT = """\
## A

| x | y |
|---|---|
| [L1] | ![en bild](b.png) |
| [a](c.csv) | [L2] |

- punkt [L3]
  text [L4] och [L5](https://example.org), [ ] och [x]

Kunskap
-------

> ## ingen rubrik

Se <a href="d.pdf">filen</a>.

```
### ingen rubrik
```
"""


def prose(*texts: str) -> Prose:
    return Prose([Cell(number, "markdown", text, {}) for number, text in enumerate(texts, 1)])


def test_what_stands_in_a_text_and_on_which_line() -> None:
    found = prose(TEXT)
    assert [(h.level, h.text, h.line) for h in found.headings] == [(2, "A", 1), (2, "Kunskap", 11)]
    assert [(p.file, p.alt, p.line) for p in found.pictures] == [("b.png", "en bild", 5)]
    links = [("c.csv", 6), ("https://example.org", 8), ("d.pdf", 16)]
    assert [(link.target, link.line) for link in found.links] == links
    assert [(r.target, r.line) for r in found.references] == [("L1", 5), ("L2", 6), ("L3", 8), ("L4", 8)]


def test_sections_go_on_over_cells_and_end_at_the_next_heading() -> None:
    found = prose(
        "## Kunskap\n\nfem ord som inte räknas",
        "### Ett\n\nett två tre",
        "fyra *fem* [sex](x.png)\n\n#### Under\n\nsju\n\n- åtta\n- 2023:196",
        "### Två\n\n| många | ord |\n|---|---|\n| i | tabell |\n\n> och i citat\n\nett",
        "## Fallet\n\n### Tre\n\nett två",
    )
    assert [(s.heading.text, s.words) for s in found.sections("Kunskap")] == [("Ett", 9), ("Två", 1)]
    assert [(s.heading.text, s.words) for s in found.sections("Fallet")] == [("Tre", 2)]
    assert found.sections("Öva") == []
    assert [found.part(number) for number in (1, 2, 5, 6)] == ["", "Kunskap", "Kunskap", "Fallet"]
