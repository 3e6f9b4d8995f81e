"""The one way to keep what a page has read between its runs.

What is kept lies under the name of what reads it, the context's key (who may see what, the data's
generation or the run, the cut) and the further arguments: nobody sees another's numbers, and new
data show by themselves. Frames are never part of a key: Streamlit hashes large ones by a sample.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

import streamlit as st

from dashboards.shell.context import Key


class Keyed(Protocol):
    """What knows on what its data depend."""

    @property
    def key(self) -> Key:
        """Who may see what, which data, which cut of them."""
        ...


C = TypeVar("C", bound=Keyed)
P = ParamSpec("P")
R = TypeVar("R")


def kept(
    most: int, *, shared: bool = False
) -> Callable[[Callable[Concatenate[C, P], R]], Callable[Concatenate[C, P], R]]:
    """Keep up to ``most`` results of a function of a context and plain further arguments.

    The result must depend on these alone. ``shared``: all readers get one object, which nobody may
    change; else each gets a copy, whose making costs as much as the object is large. Raises
    ``TypeError`` where an argument can't be hashed.
    """

    def decorate(read: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
        def keep(key: object, _read: Callable[[], R]) -> R:  # noqa: ARG001 - hashed
            return _read()

        # Streamlit tells functions apart by these two names.
        keep.__module__, keep.__qualname__ = read.__module__, f"kept:{read.__qualname__}"
        way = st.cache_resource if shared else st.cache_data
        cached = way(max_entries=most, show_spinner=False)(keep)

        @wraps(read)
        def run(context: C, *arguments: P.args, **named: P.kwargs) -> R:
            key = (context.key, arguments, tuple(sorted(named.items())))
            hash(key)  # a frame is refused here
            return cached(key, lambda: read(context, *arguments, **named))

        return cast("Callable[Concatenate[C, P], R]", run)

    return decorate
