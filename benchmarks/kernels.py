"""A fresh kernel without a browser: what it takes to import a tool, and what a cell sends to the notebook's page."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager

SECONDS = 60
SHOWN = ("display_data", "update_display_data", "comm_open", "comm_msg")
"""The messages that carry what is to be seen: an output, and the state of a widget."""


@dataclass(frozen=True)
class Ran:
    """What one cell took.

    Parameters
    ----------
    milliseconds
        From when the kernel says that it is busy to when it says that it is idle, by its own clock.
    sent
        Bytes of what is to be shown, as JSON.
    """

    milliseconds: float
    sent: int


def run(folder: Path, cells: Sequence[str]) -> list[Ran]:
    """Run cells, one after the other, in a kernel that is started in a folder."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        return [_run(client, cell) for cell in cells]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _run(client: Any, code: str) -> Ran:
    sent, times = 0, {}
    for message in _replies(client, client.execute(code)):
        content = message["content"]
        if message["msg_type"] == "error":
            raise AssertionError("\n".join(content["traceback"]))
        if message["msg_type"] in SHOWN:
            sent += len(json.dumps(content, ensure_ascii=False).encode()) + sum(map(len, message["buffers"]))
        if message["msg_type"] == "status":
            times[content["execution_state"]] = message["header"]["date"]
    return Ran((times["idle"] - times["busy"]).total_seconds() * 1000, sent)


def _replies(client: Any, request: str) -> Iterator[Any]:
    """Give what the kernel says because of a request, to its end."""
    while True:
        try:
            message = client.get_iopub_msg(timeout=SECONDS)
        except Empty:
            raise AssertionError("the kernel says nothing") from None
        if message["parent_header"].get("msg_id") == request:
            yield message
            if message["content"].get("execution_state") == "idle":
                return
