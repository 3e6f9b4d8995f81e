"""Open tickets that are likely to miss their deadline, and a finding for each unit."""

from __future__ import annotations

import pandas as pd

from early_warning.detection import Detection

LATE = ("ticket_no", "unit", "deadline", "hours_left", "probability")


def likely_late(due: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return of the open tickets that fall due soon those that will miss their deadline with a
    probability of ``least``, the first due first. ``due``: ``LATE``, as the room of deadlines
    judges them.
    """
    late = due[due["probability"] >= least]
    return late.sort_values(
        ["deadline", "probability", "ticket_no"], ascending=[True, False, True]
    ).reset_index(drop=True)[list(LATE)]


def late_detections(late: pd.DataFrame, number: int) -> list[Detection]:
    """Return a finding for each unit of ``likely_late``: ``observed`` is the number of its
    tickets, ``expected`` the sum of their probabilities, ``p_value`` the probability that the
    likeliest one is in time.
    """
    return [
        Detection(
            "deadline", "deadline", number, 1, float(len(rows)), float(rows["probability"].sum()),
            float(1.0 - rows["probability"].max()), unit=str(unit),
            evidence=tuple(sorted(rows["ticket_no"].astype(str))),
        )
        for unit, rows in late.groupby("unit", sort=True)
    ]  # fmt: skip
