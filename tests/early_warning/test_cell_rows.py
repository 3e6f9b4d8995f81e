"""Which tickets lie in a finding's cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from early_warning.detection import Detection
from early_warning.events.life import EarlyWarning
from early_warning.history import History
from early_warning.live.evidence import daily, of_cell, tickets_of

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


def test_a_new_topic_has_its_own_tickets_of_the_newest_day_and_not_its_cells():
    old = Detection("new_matter", "new", 2, 3, 1.0, 0.0, 1e-6, evidence=("A", "C"))
    one = Detection("new_matter", "new", 3, 4, 2.0, 0.0, 1e-6, evidence=("A", "B"))
    warning = EarlyWarning(1, old, 2, 3, "opened", None, 1.0, (one, old))
    tickets = pd.DataFrame({
        "ticket_no": list("ABCD"), "area": "33", "category": "01", "caller": None, "text": "",
        "t_accept": pd.Timestamp("2026-01-02"),
    })  # fmt: skip
    history = History(tickets, np.datetime64("2026-01-01"))
    day = np.array([1, 3, 2, 2])
    assert tickets_of(history, day, warning)["ticket_no"].tolist() == ["B", "A"]
    told = daily(history, day, warning, np.zeros(0)).set_index("day")["observed"]
    assert told.tolist() == [1.0 if d in (1, 3) else 0.0 for d in told.index]
