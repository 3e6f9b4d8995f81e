"""Ending work at any moment, as a power cut would, and looking at what it left.

``KILL_POINTS`` in the environment says at how many moments (200 by hand; few in the suite).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

FEW = 3


def kill_points(few: int = FEW) -> int:
    """Return at how many moments work is to be ended."""
    return int(os.environ.get("KILL_POINTS") or few)


def processes() -> Any:
    """Return what starts processes that have imported everything and hold nothing of the test's."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["data_access.keeping.restore", "weisu.key_rotation"])
    return found


AS_LONG_AS_IT_TAKES = pytest.mark.timeout(60 + 30 * kill_points())
"""For tests whose length follows ``KILL_POINTS``."""


def killed_after(seconds: float, work: Callable[..., None], *arguments: Any) -> bool:
    """Start ``work`` in a process, end it after so long; tell whether it was still at it."""
    process = processes().Process(target=work, args=arguments)
    process.start()
    time.sleep(seconds)
    alive = process.is_alive()
    if alive and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    if not alive and process.exitcode:
        raise AssertionError(f"the work ended with {process.exitcode}")
    return alive


def duration(work: Callable[..., None], *arguments: Any) -> float:
    """Return how long ``work`` takes in a process of its own that ends by itself; what starts such
    processes is started before.
    """
    warm = processes().Process(target=time.sleep, args=(0,))
    warm.start()
    warm.join()
    process = processes().Process(target=work, args=arguments)
    began = time.monotonic()
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def moments(longest: float, few: int = FEW) -> list[float]:
    """Return when to end work that takes so long: spread over all of it, never twice the same."""
    count = kill_points(few)
    chosen = random.Random(20251)
    return [longest * (number + chosen.random()) / count for number in range(count)]
