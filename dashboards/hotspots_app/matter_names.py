"""What repeat matters are called: as their events, so that a matter has one name on all lists."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.components.event_line import register_of
from dashboards.hotspots_app.context import HotContext

REPEAT = "repeat"


def called(
    context: HotContext,
    rows: pd.DataFrame,
    key: str,
    name: str,
    matters: pd.Series[Any] | None = None,
) -> pd.DataFrame:
    """Return rows of which those of matters have their names; the rows handed in stay as they are.

    ``key``: the column of a matter's number; ``name``: that of its name; ``matters``: which rows
    are of matters, all by default.
    """
    register = register_of(context)
    of_matter = [True] * len(rows) if matters is None else list(matters)
    names = [
        register.named(REPEAT, str(number), own) if mine else own
        for number, own, mine in zip(rows[key], rows[name], of_matter, strict=True)
    ]
    return rows.assign(**{name: names})
