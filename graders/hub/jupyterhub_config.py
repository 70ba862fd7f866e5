"""Read by JupyterHub, which `kurs hub` starts; the plan's path stands in ``KURS_HUB_PLAN``."""

import os
from pathlib import Path

from graders.hub.config import configure
from graders.hub.plan import read_plan

configure(get_config(), read_plan(Path(os.environ["KURS_HUB_PLAN"])))  # type: ignore[name-defined]  # noqa: F821
