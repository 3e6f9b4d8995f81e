"""How far a long command has come: a bar on a terminal's error output, nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FORM = "  {percentage:3.0f}%|{bar:24}| {elapsed}<{remaining} {desc}"


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[str, float], None]]:
    """Give the function that is told what is being done and which share of all is done (0 to 1).

    The bar goes when the work ends. In a pipe or a log, and with ``quiet``, nothing is written.
    """
    from tqdm import tqdm

    with tqdm(
        total=1.0,
        file=sys.stderr,
        leave=False,
        bar_format=_FORM,
        # None: only where the error output is a terminal.
        disable=True if quiet else None,
    ) as bar:

        def show(what: str, share: float) -> None:
            bar.set_description_str(what, refresh=False)
            bar.n = min(share, 1.0)
            bar.refresh()

        yield show
