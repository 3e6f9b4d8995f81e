"""Work beside the pages: a process of its own that gives way to them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "LOKY_MAX_CPU_COUNT",
)
_NICE = "15"


def start_beside(
    *arguments: str, environment: Mapping[str, str] = os.environ
) -> subprocess.Popen[bytes]:
    """Start ``weisu`` with ``arguments`` at low priority and with bounded threads.

    It gets what the pages leave of the processors and the disk, and half of the cores for its
    arithmetic; a variable that the operator has set in ``environment`` stays.
    """
    return subprocess.Popen(  # noqa: S603 - our own command
        [*_gently(), sys.executable, "-m", "weisu", *arguments],
        env={**dict.fromkeys(_THREADS, _half_the_cores()), **environment},
    )


def _half_the_cores() -> str:
    return str(max(1, (os.cpu_count() or 1) // 2))


def _gently() -> list[str]:
    """Return what to put before a command; programs that the system lacks are left out."""
    nice, ionice = shutil.which("nice"), shutil.which("ionice")
    return [*([nice, "-n", _NICE] if nice else []), *([ionice, "-t", "-c", "3"] if ionice else [])]
