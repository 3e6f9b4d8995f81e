"""Days that are over and due, and of which no ticket has come: told as a matter of the data.

They are looked at anew every night, from the boards of the last day with tickets: what comes in
late finds those boards as they were, and the silence is over as if it had not been.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from early_warning.engine import silences
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History
from early_warning.live.day_by_day import LookedAt, Outcome, stands
from early_warning.live.state import lasting_id

SILENCE = ("silent", "incomplete")


def with_missing_days(looked: LookedAt, outcome: Outcome, last: int, due: int) -> Outcome:
    """Return the outcome of day ``last`` with the silences of the days after it up to ``due``.

    Warnings of silence go on or are opened, within the budget of each day; all others stay as they
    were on ``last``, since nobody knows how they went on. The boards to carry on are unchanged.
    """
    history = until(looked.history, due)
    board = outcome.after.boards["event"]
    silent = Board(
        tuple(w for w in board.warnings if w.lead.detector in SILENCE), board.next_number
    )
    limits = LifeSettings(budget=looked.budget)
    for day in range(last + 1, due + 1):
        found = silences(history, day, looked.settings)
        kept = [d for d in found if stands(d, looked.judgements, looked.settings)]
        silent, _ = advance(silent, merge(kept), day, limits)
    ids = dict(outcome.after.ids)
    warnings: dict[str, tuple[str, EarlyWarning]] = dict(outcome.warnings)
    for one in silent.warnings:
        opened = pd.Timestamp(history.first) + pd.Timedelta(days=one.opened)
        key = ids.setdefault(("event", one.number), lasting_id("event", one, f"{opened:%Y-%m-%d}"))
        warnings[key] = ("event", one)
    return replace(outcome, warnings=warnings)


def until(history: History, due: int) -> History:
    """Return the history with its days up to number ``due``."""
    last = history.first.astype("datetime64[D]") + np.timedelta64(due, "D")
    return replace(history, last=last)
