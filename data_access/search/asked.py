"""What is looked for: a cut, words, numbers, the tickets behind a figure, a caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from data_access.types import Filters

Sort = Literal["newest", "oldest", "deadline"]
Part = Literal["numerator", "denominator", "n"]
Value = str | None | tuple[str | None, ...]
Group = tuple[tuple[str, Value], ...]


def group_of(group: Mapping[str, object | None]) -> Group:
    """Return a group of a metric as ``Asked`` keeps it; days may be dates or ISO text.

    Keys: the dimensions of ``metrics.plan.DIMENSIONS``; values as ``evaluate`` gives them (weeks
    and months by their first day); None, NaN or NaT: not filled in; a list: any of its values.
    """
    return tuple((name, _values(value)) for name, value in group.items())


def _values(value: Any) -> Value:
    return tuple(map(_value, value)) if isinstance(value, list | tuple) else _value(value)


def _value(value: Any) -> str | None:
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an hour out of a column in which some are missing
    return str(value)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tickets, and in which order. Everything that is given has to hold; hashable.

    ``filters``: jurisdiction, period and cuts, as of its day. ``words``: as a reader types them,
    see ``words.read_words``. ``numbers``: only these tickets (what a topic, warning or event
    holds); None: any, an empty tuple: none. ``metric`` (``name[:variant]``), ``part`` and ``group``
    (see ``group_of``): the tickets that a figure of ``metrics.evaluate`` counts: of its numerator,
    its denominator, or all that its value rests on (``n``). ``status``: one of ``schemas.STATES``.
    ``caller_key``: only this caller's; needs the right ``caller.trace``.
    """

    filters: Filters
    words: str = ""
    numbers: tuple[str, ...] | None = None
    metric: str = ""
    part: Part = "n"
    group: Group = ()
    status: str = ""
    caller_key: str = ""
    sort: Sort = "newest"
