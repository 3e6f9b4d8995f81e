"""Which past weeks a week is compared with: Farrington's windows and Noufaily's ten periods."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray


def same_weeks(dates: NDArray[np.datetime64], at: int, years: int) -> list[int]:
    """Return the indices of the week ``at`` and of those 1 … ``years`` years before (may be < 0).

    The same calendar date a year earlier, moved to the nearest of the series' weekday, as R's
    ``surveillance`` does for dated weeks.
    """
    day: date = dates[at].astype("datetime64[D]").item()
    found = [at]
    for back in range(1, years + 1):
        try:
            wanted = day.replace(year=day.year - back)
        except ValueError:  # 29 February
            wanted = date(day.year - back, 3, 1)
        off = (wanted.weekday() - day.weekday()) % 7
        wanted += timedelta(days=-off if off < 4 else 7 - off)
        found.append(at - (day - wanted).days // 7)
    return found


def undated_weeks(at: int, years: int, frequency: int = 52) -> list[int]:
    """Return the indices of the same week, ``frequency`` weeks a year."""
    return [at - frequency * back for back in range(years + 1)]


def periods(
    references: list[int], length: int, *, half_window: int, number: int
) -> NDArray[np.int64]:
    """Return each week's period (0 … ``number`` - 1, -1 for none) as seen from the current week.

    The windows around the reference weeks are the last period; the time between two windows is cut
    into ``number`` - 1 blocks of about the same length, the first ones longer (Noufaily 2013). With
    one period only the windows remain, which is Farrington's original choice.
    """
    now = references[0]
    found = np.full(length, -1, dtype=np.int64)
    found[max(now - half_window, 0) : now + 1] = number - 1
    for later, reference in itertools.pairwise(references):
        first, last = reference - half_window, reference + half_window
        if last < 0:
            continue
        found[max(first, 0) : last + 1] = number - 1
        if number == 1:
            continue
        span = later - 2 * half_window - 1 - reference
        if span < number - 1:
            raise ValueError("more periods than weeks between two windows")
        each, rest = divmod(span, number - 1)
        edges = np.cumsum([0] + [each + (k < rest) for k in range(number - 1)]) + last + 1
        for block in range(number - 1):
            found[max(edges[block], 0) : max(edges[block + 1], 0)] = block
    return found
