"""``kurs grade --dask``: the workers of a Dask cluster score, in place of processes of our own."""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from toolkit.errors import KursError
from toolkit.messages import say

PATIENCE = 10
"""Seconds that a scheduler has to answer, and its workers to be there."""


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Connect to a scheduler, and give what its workers run.

    Raises
    ------
    KursError
        If Dask is not installed, no scheduler with workers answers, or the connection or the workers are lost.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise KursError(say("dask.missing")) from error
    # Its errors are tracebacks of what is said here in a sentence.
    logging.getLogger("distributed.client").addFilter(_below_error)
    _require_scheduler(address)
    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise KursError(say("dask.no_workers", address=address)) from error
        try:
            yield client.get_executor()
        except (CancelledError, KilledWorker) as error:
            raise KursError(say("dask.lost", address=address)) from error


def _below_error(record: logging.LogRecord) -> bool:
    return record.levelno < logging.ERROR


def _require_scheduler(address: str) -> None:
    """Ask who answers, since a client waits for ever for what is none."""
    from distributed import Security, rpc

    async def ask() -> str:
        async with rpc(address, timeout=PATIENCE, connection_args=Security().get_connection_args("client")) as other:
            found: str = (await asyncio.wait_for(other.identity(), PATIENCE))["type"]
            return found

    try:
        found = asyncio.run(ask())
    except (OSError, TypeError, ValueError) as error:
        raise KursError(say("dask.no_answer", address=address)) from error
    if found != "Scheduler":
        raise KursError(say("dask.no_answer", address=address))
