"""Linear algebra in one thread, so that a result has the same bytes on every machine.

BLAS and OpenMP cut a sum into as many parts as there are threads, and the last bits of a sum depend
on how it was cut: a vector comes out otherwise, then a ticket falls into another topic. The many
small products that analyses here are made of gain nothing from more threads either; they wait for
each other and use up other people's processor time.
"""

from __future__ import annotations

import importlib


def use_one_thread() -> None:
    """From now on let NumPy and SciPy compute in one thread, and OpenMP in this thread too.

    Called where an analysis begins. Nothing sets it back: BLAS has one number of threads for the
    whole process, and an analysis beside this one must not find it raised half way. OpenMP comes
    with scikit-learn, so whoever imports that calls this again after the import.
    """
    from threadpoolctl import OpenBLASController, get_cached_controller

    # Its BLAS is another one than NumPy's, and only what is loaded can be told.
    importlib.import_module("scipy.linalg")
    # Only the thread that set OpenBLAS's number last may set it, unless nobody holds it.
    OpenBLASController.clear_controlling_thread(force=True)
    get_cached_controller().limit(limits=1)
