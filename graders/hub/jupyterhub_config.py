"""Read by JupyterHub, which `kurs hub` starts; the plan's path stands in ``KURS_HUB_PLAN``.

``KURS_HUB_CONFIG`` names a file that is read after this one, as if it stood here: docs/hub.md.
"""

import os
from pathlib import Path

from graders.hub.config import configure
from graders.hub.plan import read_plan

configure(get_config(), read_plan(Path(os.environ["KURS_HUB_PLAN"])))  # type: ignore[name-defined]  # noqa: F821
if more := os.environ.get("KURS_HUB_CONFIG"):
    exec(compile(Path(more).read_text(encoding="utf-8"), more, "exec"))
