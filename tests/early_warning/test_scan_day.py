"""The optional scan of one day: finds a planted cluster, reads nothing later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from early_warning.cells import code_tickets
from early_warning.space_time.daily import scan_day

FIRST = np.datetime64("2024-01-01")


def test_a_cluster_of_neighbours_is_found_on_its_day() -> None:
    random = np.random.default_rng(4)
    codes = [f"990181{s:03d}{c:03d}" for s in range(1, 7) for c in range(1, 7)]
    spot = {c: (123.0 + k % 6 * 0.01, 37.0 + k // 6 * 0.01) for k, c in enumerate(codes)}
    rows = [(day, random.choice(codes), random.choice(["010101", "020101"]))
            for day in range(110) for _ in range(30)]  # fmt: skip
    rows += [(day, c, "020101") for day in (98, 99) for c in (codes[7], codes[8], codes[13])
             for _ in range(5)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["day", "area", "category"])
    frame["t_accept"] = FIRST + frame.pop("day").to_numpy().astype("timedelta64[D]")
    frame["caller"] = [f"c{k}" for k in range(len(frame))]
    areas = pd.DataFrame([(c, *spot[c]) for c in codes], columns=["code", "lon", "lat"])
    found = scan_day(code_tickets(frame, FIRST), areas, 99)
    assert {d.category for d in found} == {"02"}
    # A circle may hold two of the three; the third is then a cluster of its own.
    assert {codes[7], codes[8], codes[13]} <= {c for d in found for c in d.evidence}
    assert found[0].days <= 3
    until = frame[frame["t_accept"] < FIRST + np.timedelta64(100, "D")]
    assert scan_day(code_tickets(until, FIRST), areas, 99) == found
    assert not scan_day(code_tickets(frame, FIRST), areas, 95)
