"""The chance that an open ticket misses its deadline, from those that stood where it stands.

The share of late tickets at as many working days left: of the city, drawn towards it that of
limits of the same kind, towards this one the unit's, and towards this one that of the unit's
tickets of the same category. Each step adds ``STRENGTH`` tickets of the wider group to the narrower
one, so that few tickets say little (the mean of a beta prior; Gelman et al., Bayesian Data
Analysis, 3rd ed., 2.4 and 5).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import beta

STRENGTH = 50.0
"""Tickets that the wider group counts for in the narrower one."""
TELLS = 20
"""Tickets from which a group is named as what a chance rests on; fewer only shade it."""
LEVEL = 0.9
"""Share of the interval."""
RAISED = 0.1
"""From which chance the risk is called raised; from which it is high is a setting."""
GROUPS = {
    "city": ["left"],
    "limit": ["length", "left"],
    "unit": ["unit", "length", "left"],
    "unit_category": ["unit", "category", "length", "left"],
}
"""What a chance rests on, the widest first: of as many days left, of a limit of the same kind, of
the same unit, of the same category."""


def risks(tickets: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Return ``p_late``, ``low``, ``high``, ``based_on``, ``n``, ``late`` of each open ticket, with
    its index; and ``p_base``, the city's share at as many days left.

    ``tickets``: ``unit``, ``category``, ``length``, ``left``. ``past``: what ``landmarks.counted``
    gives, of the days to be counted. Without any past ticket at as many days left nothing can be
    said: such rows are left out.
    """
    index = tickets.index
    alpha, weight, n, late = (np.zeros(len(index)) for _ in range(4))
    chance = base = np.full(len(index), np.nan)
    based_on = np.full(len(index), "city", dtype=object)
    for step, (name, key) in enumerate(GROUPS.items()):
        own = tickets[key].merge(_counts(past, key), on=key, how="left")
        here_n, here_late = (own[c].fillna(0.0).to_numpy(float) for c in ("n", "late"))
        wider = STRENGTH if step else 0.0
        alpha, weight = here_late + wider * np.nan_to_num(chance), here_n + wider
        chance = np.divide(alpha, weight, out=np.full(len(index), np.nan), where=weight > 0)
        base = base if step else chance
        some = here_n >= (TELLS if step else 1)
        based_on[some] = name
        n, late = np.where(some, here_n, n), np.where(some, here_late, late)
    edge = (1 - LEVEL) / 2
    # Half a ticket on each side keeps the interval open where all or none were late.
    low, high = (beta.ppf(q, alpha + 0.5, weight - alpha + 0.5) for q in (edge, 1 - edge))
    found = pd.DataFrame(
        {"p_late": chance, "low": np.minimum(low, chance), "high": np.maximum(high, chance),
         "based_on": based_on, "n": n.astype(int), "late": late.astype(int), "p_base": base},
        index=index,
    )  # fmt: skip
    return found[found["p_base"].notna()]


def _counts(past: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return past.groupby(key)[["n", "late"]].sum().reset_index()
