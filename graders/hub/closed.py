"""What a server that shows formgrader leaves out of Jupyter's.

It runs under the grader's account, and an instructor of one occasion is let in to it. With a kernel, a terminal or the
files of Jupyter's own interface one could read every other occasion, and the key that makes pseudonyms.
"""

from typing import Any, NoReturn

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_server.services.config import ConfigManager
from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError


class NoContents(ContentsManager):
    """Contents of which there are none."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HTTPError(403)

    get = save = delete_file = rename_file = dir_exists = file_exists = is_hidden = _refuse
    new_untitled = new = copy = trust_notebook = create_checkpoint = list_checkpoints = _refuse
    restore_checkpoint = delete_checkpoint = _refuse


class NoSettings(ConfigManager):
    """Settings that nobody can change."""

    def set(self, section_name: str, data: Any) -> NoReturn:
        """Change nothing."""
        raise HTTPError(403)

    def update(self, section_name: str, new_data: Any) -> NoReturn:
        """Change nothing."""
        raise HTTPError(403)


class NoKernels(KernelSpecManager):
    """Kernels of which there are none."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Find none."""
        return {}

    def get_kernel_spec(self, kernel_name: str) -> NoReturn:
        """Know of none."""
        raise NoSuchKernel(kernel_name)
