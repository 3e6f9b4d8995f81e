"""How a figure is measured: processor time, several times, the median."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def cpu_seconds(work: Callable[[], Any]) -> float:
    """Return the processor seconds of one call, all threads of this process together."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def median_cpu(work: Callable[[], Any], times: int) -> float:
    """Return the median processor seconds of ``times`` calls."""
    return statistics.median(cpu_seconds(work) for _ in range(times))


def fresh_process_cpu(arguments: Sequence[str], times: int) -> float:
    """Return the median processor seconds of a command in a process of its own.

    One run before counts for nothing: it may write byte code and fill the disk's cache.
    """
    return statistics.median([_command(arguments) for _ in range(times + 1)][1:])


def _command(arguments: Sequence[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        message = f"{' '.join(arguments)} failed: {said.decode(errors='replace')}"
        raise RuntimeError(message)
    return used.ru_utime + used.ru_stime


def python(code: str) -> list[str]:
    """Return the command that runs ``code`` in a fresh interpreter."""
    return [sys.executable, "-c", code]


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    peer: str,
    peer_value: float,
    size: int,
    note: str,
    limit: float | None = None,
) -> dict[str, Any]:
    """Return one line of the result; ``ratio`` is value ÷ peer value."""
    row: dict[str, Any] = {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "peer": peer,
        "peer_value": round(peer_value, 3),
        "ratio": round(value / peer_value, 3) if peer_value else None,
        "size": size,
        "note": note,
    }
    return row if limit is None else {**row, "limit": limit}
