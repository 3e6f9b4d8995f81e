"""Linear algebra in one thread, so that a result has the same bytes on every machine.

BLAS and OpenMP cut a sum into as many parts as there are threads, and the last bits of a sum depend
on how it was cut: a vector comes out otherwise, then a ticket falls into another topic. The many
small products that analyses here are made of gain nothing from more threads either; they wait for
each other and use up other people's processor time.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class _Held:
    """What is in force: how many are inside, and what to lift when the last one leaves."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    inside: int = 0
    limits: list[Any] = field(default_factory=list)


_HELD = _Held()


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute in one thread inside, as a ``with`` block or as a decorator of a function.

    The limit holds for the whole process until the last block is left, since BLAS has one number
    of threads for all; OpenMP has one for each thread. Libraries that are loaded inside come
    without the limit: NumPy's and SciPy's BLAS are loaded here, whoever imports scikit-learn bounds
    its OpenMP with a block of its own, after the import.
    """
    importlib.import_module("scipy.linalg")
    from threadpoolctl import ThreadpoolController

    with _HELD.lock:
        libraries = ThreadpoolController()
        if any(one["num_threads"] != 1 for one in libraries.info()):
            _HELD.limits.append(libraries.limit(limits=1))
        _HELD.inside += 1
    try:
        yield
    finally:
        with _HELD.lock:
            _HELD.inside -= 1
            while _HELD.limits and not _HELD.inside:
                _HELD.limits.pop().restore_original_limits()
