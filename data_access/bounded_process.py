"""A process of its own for what a stranger wrote: under limits, and free to die of it.

The parent starts a module's ``main`` with one JSON request; the child limits itself first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from importlib import import_module; import_module(sys.argv[2]).main()"
)


def start_module(
    module: str, request: Mapping[str, Any], *, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start a module's ``main``, which reads the request by ``request_of_child``.

    A program of its own, not a fork: the server has threads that a fork would tear apart.
    """
    return subprocess.Popen(  # noqa: S603 - our own program; the request is data to it
        [sys.executable, "-c", _START, json.dumps(sys.path), module, json.dumps(dict(request))],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def request_of_child() -> dict[str, Any]:
    """Return in the child what it was started with."""
    found: dict[str, Any] = json.loads(sys.argv[-1])
    return found


def limit_self(memory: int, seconds: int) -> None:
    """Limit this process: bytes of address space, seconds of processor time, no file written."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for what, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, memory),
        ):
            _, hard = resource.getrlimit(what)
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (limit, limit))


def memory_limit(most: int) -> int:
    """Return how many bytes a child may have: ``most``, less on a machine with little memory."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return most
    return min(most, max(there * 3 // 4, 1 << 30))


def ran_out_of_time(code: int) -> bool:
    """Tell from its exit code whether a child was ended for its processor time."""
    import signal

    found = getattr(signal, "SIGXCPU", None)
    return found is not None and code == -int(found)
