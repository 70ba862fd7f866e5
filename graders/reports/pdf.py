"""A report as PDF/UA: its own page, printed by WeasyPrint."""

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from toolkit.errors import KursError
from toolkit.messages import say


class NoPangoError(KursError):
    """The machine lacks Pango, with which text is set."""


def load() -> Any:
    """Import WeasyPrint, which takes a second: who waits for something else can do it meanwhile.

    It loads libraries of the system, and prints a page of advice where there are none.

    Raises
    ------
    NoPangoError
        If the machine lacks Pango.
    """
    try:
        with redirect_stdout(StringIO()):
            import weasyprint
    except OSError:
        raise NoPangoError(say("report.no_pango")) from None
    return weasyprint


def printed(page: str) -> bytes:
    """Print a page as PDF/UA-1 on A4.

    The same page gives the same bytes, with the same fonts on the machine.

    Parameters
    ----------
    page
        HTML with everything in it; nothing is ever fetched.

    Raises
    ------
    NoPangoError
        If the machine lacks Pango.
    """
    weasyprint = load()
    from weasyprint.urls import URLFetcher

    from graders.reports.tags import mend

    # What is not in the page itself is refused, and ends the printing.
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = weasyprint.HTML(string=page, url_fetcher=fetcher)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=lambda _, pdf: mend(pdf))
    return made
