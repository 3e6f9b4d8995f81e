"""Which tickets lie in a finding's cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from early_warning.detection import Detection
from early_warning.history import History
from early_warning.live.evidence import of_cell

AREAS, CATEGORIES, NAMES = (
    ("33", "330102", "330102001", "330105"),
    ("01", "0101", "02"),
    ("甲", "乙"),
)


def some(values: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, *values))


TICKET = st.tuples(some(AREAS), some(CATEGORIES), some(NAMES), some(NAMES))


@given(st.lists(TICKET, min_size=1, max_size=30), TICKET, st.data())
def test_a_cell_holds_what_lies_below_its_codes_and_has_its_names(rows, cell, data):
    tickets = pd.DataFrame(rows, columns=["area", "category", "channel", "unit"], dtype=object)
    area, category, channel, unit = (value or "" for value in cell)
    one = Detection("local", "event", 9, 1, 1.0, 0.1, 0.01, area, category, channel, unit)
    chosen = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True))
    found = of_cell(History(tickets, np.datetime64("2026-01-01")), np.array(chosen, int), one)
    assert found.tolist() == [
        k
        for k in chosen
        if (rows[k][0] or "").startswith(area)
        and (rows[k][1] or "").startswith(category)
        and channel in ("", rows[k][2])
        and unit in ("", rows[k][3])
    ]


def test_a_scanned_window_holds_its_own_places_whatever_their_codes_begin_with():
    tickets = pd.DataFrame({"area": ["330102", "3301", "330105", None], "category": "0101"})
    one = Detection(
        "scan", "event", 9, 1, 1.0, 0.1, 0.01, category="01", evidence=("330102", "330105")
    )
    found = of_cell(History(tickets, np.datetime64("2026-01-01")), np.arange(4), one)
    assert found.tolist() == [0, 2]
