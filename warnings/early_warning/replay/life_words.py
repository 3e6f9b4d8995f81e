"""Words of danger to life against a truth that says of tickets whether they speak of any."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data_access.metrics.intervals import wilson
from early_warning.text.risk_words import Dictionary, dangers, shipped


def score_life_words(
    tickets: pd.DataFrame, truth: pd.DataFrame, dictionary: Dictionary | None = None
) -> dict[str, Any] | None:
    """Return precision and recall of the classes that threaten life; keys: docs/early_warning.md.

    ``tickets``: ticket_no, text; ``truth``: ticket_no, class ("" where a ticket only sounds like
    danger), is_risk ("1" or "0"). Only tickets that the truth names are judged. None where none of
    them is among the tickets. A class is found where the ticket raises it, and a ticket is called
    where it raises any class that threatens life.
    """
    words = dictionary or shipped()
    life = [one for one in words.classes if one.life]
    judged = truth.drop_duplicates("ticket_no").merge(
        tickets[["ticket_no", "text"]].drop_duplicates("ticket_no"), on="ticket_no"
    )
    if judged.empty:
        return None
    raised = [dangers(str(text), words) for text in judged["text"].fillna("")]
    risk = judged["is_risk"].astype(str) == "1"
    called = pd.Series([bool(one) for one in raised], index=judged.index)
    right = int((risk & called).sum())
    low, high = wilson(pd.Series([right]), pd.Series([int(called.sum())]))
    rows = []
    for one in life:
        mine = judged["class"] == one.name
        says = pd.Series([one.name in found for found in raised], index=judged.index)
        rows.append({
            "risk": one.name, "tickets": int(mine.sum()), "found": int((mine & says).sum()),
            "raised": int(says.sum()), "right": int((says & risk).sum()),
            "precision": _share(int((says & risk).sum()), int(says.sum())),
            "recall": _share(int((mine & says).sum()), int(mine.sum())),
        })  # fmt: skip
    return {
        "tickets": len(judged),
        "risks": int(risk.sum()),
        "called": int(called.sum()),
        "right": right,
        "precision": _share(right, int(called.sum())),
        "low": float(low[0]) if called.any() else None,
        "high": float(high[0]) if called.any() else None,
        "recall": _share(right, int(risk.sum())),
        "by_class": rows,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
