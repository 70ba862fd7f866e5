"""Exercises as data in Jupyter notebooks: the public door.

``%load_ext toolkit`` in a notebook makes ``%%exercise`` cells work. The widget is imported when the first one runs,
nbgrader and pandas never.
"""

from typing import Any

__all__ = ["load_ipython_extension"]
__version__ = "0.1.0"


def load_ipython_extension(ipython: Any) -> None:
    """Register the ``%%exercise`` magic; called by ``%load_ext toolkit``."""
    from toolkit.magic import register

    register(ipython)
