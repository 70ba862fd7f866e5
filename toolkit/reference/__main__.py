"""Write the pages of reference."""

from toolkit.reference import pages
from toolkit.testing import CHECKOUT

if __name__ == "__main__":
    docs = CHECKOUT / "docs"
    for name, text in pages(docs).items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
