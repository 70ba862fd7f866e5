"""The numbers of a report as a file."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def save(report: "DataclassInstance", file: Path) -> None:
    """Write every number that a report shows as JSON; what it does not show is null there too."""
    data = json.dumps(asdict(report), ensure_ascii=False, indent=1, default=_moment)
    file.write_text(data + "\n", encoding="utf-8")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
