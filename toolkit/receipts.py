"""``log/submit.jsonl``: what was handed in, by whom and when, as whoever took it wrote it down.

It stands apart from the exchange and from the journals, so that a hand-in that was changed afterwards can be told from
the one that its participant has a receipt for.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from toolkit.formats.base import read_time
from toolkit.journal import Receipt
from toolkit.occasion import OccasionFolder

LOG = "submit"
Receipts = Mapping[tuple[str, str, datetime], set[str]]
"""The checksums of what was handed in, by participant, module and time."""


def write_receipt(
    here: OccasionFolder, participant: str, module: str, by: Literal["participant", "auto"], receipt: Receipt[Any]
) -> None:
    """Write that something was handed in.

    Raises
    ------
    OSError
        If the log cannot be written.
    """
    entry = {"participant": participant, "module": module, "by": by, "answered": receipt.answered}
    entry |= {"total": receipt.total, "sha256": receipt.sha256, "handed_in": receipt.at.isoformat()}
    here.log(LOG, entry)


def read_receipts(here: OccasionFolder) -> Receipts:
    """Return what was handed in; a line that is none, or was not written to its end, says nothing."""
    found: dict[tuple[str, str, datetime], set[str]] = {}
    path = here.path / "log" / f"{LOG}.jsonl"
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        try:
            line = json.loads(text)
            key = (line["participant"], line["module"], read_time(line["handed_in"]))
            found.setdefault(key, set()).add(line["sha256"])
        except (ValueError, KeyError, TypeError):
            continue
    return found
