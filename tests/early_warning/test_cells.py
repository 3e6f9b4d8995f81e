"""Tickets as numbers, of sources whose trees of categories are not of one depth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from early_warning.cells import code_tickets
from early_warning.surge.local import LocalSettings, local_surges

FIRST = np.datetime64("2025-01-01", "D")


def tickets(rows: Sequence[tuple[int, str, str | None]]) -> pd.DataFrame:
    """Return tickets by day, category and area."""
    day, category, area = zip(*rows, strict=True)
    return pd.DataFrame({
        "t_accept": pd.Timestamp(FIRST) + pd.to_timedelta(day, "D"),
        "category": category, "area": area, "caller": None,
    })  # fmt: skip


def test_a_ticket_under_a_wider_category_counts_where_it_is_known():
    coded = code_tickets(
        tickets([(0, "01", None), (1, "0101", None), (1, "0102", None), (2, "010201", None)]), FIRST
    )
    assert coded.city(0, 3).tolist() == [[1, 2, 1]]
    assert coded.city(1, 3).tolist() == [[0, 1, 0], [0, 1, 1]]
    assert coded.city(2, 3).tolist() == [[0, 0, 1]]
    assert coded.known(1, 70, 1).tolist() == [True, True]


def test_a_source_with_two_levels_of_categories_has_no_third():
    coded = code_tickets(tickets([(0, "0101", None), (1, "0102", None)]), FIRST)
    assert coded.city(2, 2).shape == (0, 2)
    assert coded.known(2, 1, 1).tolist() == []


def test_tickets_of_a_wider_category_raise_no_cell_of_another_place():
    """A place's tickets that name no finer category are not its neighbour's last one."""
    calm = [(d, f"010{1 + d % 2}01", f"33019900{1 + d % 2}") for d in range(400)]
    wide = [(d, "01", "330199002") for d in range(396, 400) for _ in range(60)]
    coded = code_tickets(tickets(calm + wide), FIRST)
    found = local_surges(coded, 399, LocalSettings())
    fine = found[found["category"].astype(str).str.len() > 2] if len(found) else found
    assert fine.empty, fine
