"""How every report opens."""

from graders.reports.markup import Html, joined, notice, tag
from toolkit.messages import say

SIMULATED = "Simulerade deltagare"
"""Stands in the title of an occasion whose participants are made up."""


def heading(kicker: str, title: str, course: str, version: str) -> Html:
    """Return what a report is of, and whether its participants are real.

    Parameters
    ----------
    kicker
        Which report it is, and from when.
    title
        The occasion's.
    """
    about = say("report.course", title=course, version=version)
    parts = [
        Html(f'<div class="k-stack">{tag("p", kicker, "k-kicker")}{tag("h1", title)}{tag("p", about, "k-muted")}</div>')
    ]
    if SIMULATED in title:
        parts.append(notice(say("report.simulated.head"), say("report.simulated.body")))
    return joined(parts)
