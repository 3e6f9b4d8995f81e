"""Serving with several web processes behind one port."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from dashboards.server.front import Front
from dashboards.server.handing import can_hand_over
from dashboards.server.listening import listen
from dashboards.server.workers import Workers
from data_access.accounts.token import read_token
from data_access.settings import Settings
from data_access.types import WeisuError
from style.texts import text

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MOST_BY_DEFAULT = 8
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def process_count(wanted: int) -> int:
    """Return how many web processes to run: ``wanted``, or for 0 one for each core, at most 8."""
    if not can_hand_over():
        return 1
    return wanted or min(_cores(), _MOST_BY_DEFAULT)


def _cores() -> int:
    """Return the cores that this process may use; a container's share is rounded up."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        share, period = _QUOTA.read_text(encoding="ascii").split()
        allowed = math.ceil(int(share) / int(period))
    except (OSError, ValueError):  # no such limit, or "max"
        return there or 1
    return max(1, min(there or 1, allowed))


def serve_several(settings: Settings, processes: int, command: Sequence[str]) -> None:
    """Serve on ``settings.host`` and ``settings.port`` until SIGINT or SIGTERM.

    ``command`` starts one web process; the number of a descriptor is added to it. Raises
    ``WeisuError`` where the address can't be used or no web process can be started.
    """
    listener = listen(settings.host, settings.port)
    environment = {
        "WEISU_HOME": str(settings.home),
        "WEISU_HOST": settings.host,
        "WEISU_PORT": str(settings.port),
    }
    with listener:
        workers = Workers(processes, command, environment)
        front = Front(listener, workers, partial(read_token, settings))
        if not asyncio.run(_until_told(front, workers)):
            raise WeisuError(text("server.not_started"))


async def _until_told(front: Front, workers: Workers) -> bool:
    """Run both; return whether a signal ended it."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, told.set)
    parts = [asyncio.create_task(part) for part in (front.run(), workers.run())]
    waiting = asyncio.create_task(told.wait())
    try:
        await asyncio.wait([waiting, *parts], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (waiting, *parts):
            task.cancel()
        for task in parts:
            with suppress(asyncio.CancelledError):
                await task
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
    return told.is_set()
