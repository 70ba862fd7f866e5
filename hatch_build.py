"""The build hook: makes the bundle of the views before the project is installed or packed."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundle(BuildHookInterface[Any]):
    """Make the bundle; in place as well as for a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle from the sources that lie beside this file."""
        sys.path.insert(0, str(Path(__file__).parent))
        from toolkit.face.bundle import ensure

        ensure()
