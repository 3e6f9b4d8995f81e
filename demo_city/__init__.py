"""A fictional county-level city that writes the files any city would send.

It imports nothing of the product: its files come in through import, as every city's do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from demo_city.identity import CITY_CODE, CITY_NAME

__all__ = ["CITY_CODE", "CITY_NAME", "generate", "write_city"]


def write_city(
    out: Path,
    *,
    last_day: date,
    seed: int = 12345,
    days: int = 1461,
    per_day: float = 150,
    words: bool = True,
    faults: bool = True,
    truth: bool = True,
    dangers: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, int]:
    """Write the city's files into ``out``: see ``demo_city.write.write_city``.

    Imports numpy and pyarrow only when called, so that importing the room costs nothing.
    """
    from demo_city.write import write_city as write

    return write(
        out,
        seed=seed,
        days=days,
        per_day=per_day,
        last_day=last_day,
        words=words,
        faults=faults,
        truth=truth,
        dangers=dangers,
        progress=progress,
    )


generate = write_city
