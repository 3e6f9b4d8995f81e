"""Every model's forecasts from every origin that is judged, and of peers beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.types import WeisuError
from forecasting.backtest.rolling import STEP, Backtest, days_looked_at, run_backtest
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import SHORTEST
from forecasting.cleaning import clean
from forecasting.models.prophet import PROPHET_ALONE
from forecasting.models.tiers import TIER_ONE, TIER_TWO
from forecasting.reconcile.tree import Tree, build
from forecasting.types import LONGEST, Floats, History, history_of


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """``origins``: how many are judged, four weeks apart. ``lookback``: back-test origins before
    each. ``beside``: how many of the busiest sums are forecast by the slow models and by peers
    too (0: none). ``horizons``: days ahead that are judged, those that pages show. ``far``: days
    ahead at which only bands are judged (``far.py``)."""

    origins: int = 13
    lookback: int = 6
    beside: int = 12
    horizons: tuple[int, ...] = (28, 61)
    far: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class PeersAsked:
    """What peers are told. ``counts``: all different series × days. ``design``: days, and
    ``reach`` more, × what the calendar says of each. ``rows``: of the series that are wanted;
    ``origins``: days known at each."""

    counts: Floats
    design: Floats
    rows: NDArray[np.int64]
    origins: tuple[int, ...]
    reach: int


Peers = Callable[[PeersAsked], Mapping[str, Floats]]
"""Returns means by name, origins × rows × reach."""


@dataclass(frozen=True, eq=False)
class Bank:
    """Every model's forecasts from every origin, day by day up to the longest
    of the ``horizons``.
    ``busy``: rows of the slow models and of peers. ``alone``: means of peers on those rows, by
    name, judged origins × rows × reach; ``alone_q``: quantiles (× 7) of those that give some.
    ``first``: the first origin that is judged."""

    tree: Tree
    nodes: History
    calendar: Calendar
    past: Backtest
    horizons: tuple[int, ...]
    busy: NDArray[np.int64]
    first: int
    alone: Mapping[str, Floats] = field(default_factory=dict)
    alone_q: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def reach(self) -> int:
        """The longest horizon."""
        return max(self.horizons)


def make_bank(
    counts: pd.DataFrame,
    calendar: Calendar,
    settings: EvaluationSettings | None = None,
    peers: Peers | None = None,
) -> Bank:
    """Forecast from every origin with every model. ``counts``: see ``forecast_all``."""
    settings = settings or EvaluationSettings()
    tree, nodes = build(history_of(counts))
    length = len(nodes.days)
    wanted = settings.origins + settings.lookback
    origins = [length - STEP * back for back in range(wanted, 0, -1)]
    origins = [o for o in origins if o >= SHORTEST]
    if len(origins) < 2:
        raise WeisuError(f"历史不足以评估预测:至少需要 {SHORTEST + 2 * STEP} 天。数据没有改动。")
    busy = _busiest(tree, nodes, settings.beside)
    reach = max(settings.horizons)
    if not 1 <= min(settings.horizons) <= reach <= LONGEST:
        raise WeisuError(f"预测天数应为 1 至 {LONGEST} 天。请改正后重试。")
    ahead = np.union1d(np.arange(1, max(reach, STEP) + 1), days_looked_at(STEP * wanted))
    models = TIER_ONE + (TIER_TWO if len(busy) else ())
    past = run_backtest(
        nodes, calendar, models, origins, ahead, busy=busy,
        prepare=lambda h: clean(h, calendar).history,
    )  # fmt: skip
    first = max(1, min(settings.lookback, len(origins) - settings.origins))
    bank = Bank(tree, nodes, calendar, past, settings.horizons, busy, first)
    return _beside(bank, peers) if len(busy) else bank


def _busiest(tree: Tree, nodes: History, most: int) -> NDArray[np.int64]:
    sums = np.setdiff1d(tree.distinct(), tree.bottom)
    volume = np.nan_to_num(nodes.counts[sums]).sum(axis=1)
    busy: NDArray[np.int64] = np.sort(sums[np.argsort(-volume, kind="stable")[:most]])
    return busy


def _beside(bank: Bank, peers: Peers | None) -> Bank:
    """Return the bank with Prophet at its defaults, and the peers that were asked for."""
    nodes, reach = bank.nodes, bank.reach
    origins = bank.past.origins[bank.first :]
    found = [
        PROPHET_ALONE.fit(nodes.until(o).pick(bank.busy), bank.calendar).forecast(reach)
        for o in origins
    ]
    alone = {PROPHET_ALONE.name: np.stack([f.mean for f in found])}
    bands = {PROPHET_ALONE.name: np.stack([f.quantiles for f in found if f.quantiles is not None])}
    if peers is not None:
        different = bank.tree.distinct()
        days = np.concatenate([nodes.days, nodes.ahead(reach)])
        asked = PeersAsked(
            np.nan_to_num(nodes.counts[different]), bank.calendar.effects(days).matrix,
            np.searchsorted(different, bank.busy), origins, reach,
        )  # fmt: skip
        alone.update(peers(asked))
    return Bank(
        bank.tree, nodes, bank.calendar, bank.past, bank.horizons, bank.busy, bank.first, alone,
        bands,
    )  # fmt: skip
