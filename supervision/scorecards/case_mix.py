"""What a unit with the same tickets would be expected to reach.

Indirect standardisation by a model: the chance that a ticket is a hit depends on its matter, type,
channel, area, season and the unit's load, and on an effect of the unit that is pooled in part
(``penalised_logit``); the expected number is the sum of the chances of the unit's own tickets with
the unit's effect taken away. So a unit is held against the ordinary one with its tickets, and its
own quality does not make its own yardstick (Spiegelhalter 2005, Statistics in Medicine 24:1185;
Normand and Shahian 2007, Statistical Science 22:206). Where the data are too few for the model:
``stratified``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from supervision.scorecards.penalised_logit import Codes, Fitted, Floats, chance, fit
from supervision.scorecards.stratified import by_strata

UNIT = "unit"
FACTORS = ("category_1", "category_2", "ticket_type", "channel", "area", "season", "load")
LEAST_CASES = 200
"""Hits and misses together under which, or rarer than a tenth of which, no model is fitted."""
LEAST_UNITS = 5
_LEAST_OF_MONTH = 10  # cases of a unit's month that tell how much months differ
_LEAST_FREEDOM = 20  # unit's months beyond their units from which the spread is estimated


@dataclass(frozen=True, slots=True)
class Expectation:
    """``units``: unit (index), n, hits, expected (a count), variance (of the hits around it),
    unsure (variance of the expected count itself). ``dispersion``: how much more than by chance a
    unit's months differ (1: not more), within ``variance``. ``method``: model or strata.
    """

    units: pd.DataFrame
    dispersion: float
    method: str


@dataclass(frozen=True, slots=True)
class MixModel:
    """The fitted model with the levels that it knows."""

    fitted: Fitted
    factors: tuple[str, ...]
    levels: tuple[pd.Index, ...]

    def codes(self, cells: pd.DataFrame) -> list[Codes]:
        """Return the place of each cell's levels; −1 where the model has never met one."""
        pairs = zip(self.factors, self.levels, strict=True)
        return [
            np.asarray(known.get_indexer(pd.Index(cells[f])), dtype=np.int64) for f, known in pairs
        ]

    def chances(self, cells: pd.DataFrame, *, with_unit: bool = False) -> Floats:
        """Return the chance of a hit in each cell; without its unit's own effect."""
        without = frozenset() if with_unit else frozenset({self.factors.index(UNIT)})
        return chance(self.fitted.score(self.codes(cells), without))


def fit_mix(cells: pd.DataFrame, factors: Sequence[str] = FACTORS) -> MixModel | None:
    """Fit to cells with the columns unit, month, ``factors``, n, hits; None: too few data."""
    hits, n = float(cells["hits"].sum()), float(cells["n"].sum())
    rare = min(hits, n - hits)
    if n < LEAST_CASES or rare < LEAST_CASES / 10 or cells[UNIT].nunique() < LEAST_UNITS:
        return None
    names, coded, levels = [], [], []
    for name in (*factors, UNIT):
        code, known = pd.factorize(cells[name], sort=True)
        # A factor with one level says nothing beside the constant.
        if len(known) > 1 or name == UNIT:
            names.append(name)
            coded.append(code.astype(np.int64))
            levels.append(pd.Index(known))
    fitted = fit(coded, [len(k) for k in levels], _floats(cells["n"]), _floats(cells["hits"]))
    return MixModel(fitted, tuple(names), tuple(levels))


def expect(
    cells: pd.DataFrame, inside: NDArray[np.bool_], factors: Sequence[str] = FACTORS
) -> Expectation:
    """Return what each unit with tickets ``inside`` the period would be expected to reach.

    ``cells``: tickets of a year or more (the model learns from all of them), one row for each
    combination of unit, month and factors; no gaps in unit and factors.
    """
    mine = cells[inside]
    model = fit_mix(cells, factors)
    if model is None:
        return Expectation(by_strata(mine), 1.0, "strata")
    p, n = model.chances(mine), _floats(mine["n"])
    unit, known = pd.factorize(mine[UNIT], sort=True)
    count = len(known)
    dispersion = _dispersion(model, cells)
    found = pd.DataFrame(
        {
            "n": np.bincount(unit, n, count),
            "hits": np.bincount(unit, _floats(mine["hits"]), count),
            "expected": np.bincount(unit, n * p, count),
            "variance": np.bincount(unit, n * p * (1 - p), count) * dispersion,
            "unsure": _unsure(model, mine, unit, count, n * p * (1 - p)),
        },
        index=pd.Index(known, name=UNIT),
    )
    return Expectation(found, dispersion, "model")


def _unsure(
    model: MixModel, cells: pd.DataFrame, unit: Codes, count: int, weight: Floats
) -> Floats:
    """Return the variance of each unit's expected count: of effects that rest on few tickets, or
    on tickets that hardly any other unit has, much remains open. What is open about all units
    alike (the constant) is left out: it moves them together.
    """
    width = len(model.fitted.effects)
    slopes = np.zeros((count, width))
    slopes[:, 0] = np.bincount(unit, weight, count)
    codes = model.codes(cells)
    for name, start, code in zip(model.factors, model.fitted.starts, codes, strict=True):
        if name != UNIT:
            seen = code >= 0
            np.add.at(slopes, (unit[seen], start + code[seen]), weight[seen])
    n = np.bincount(unit, _floats(cells["n"]), count)[:, None]
    slopes -= n * (slopes.sum(0) / n.sum())
    return np.asarray(np.einsum("ij,jk,ik->i", slopes, model.fitted.covariance, slopes))


def _dispersion(model: MixModel, cells: pd.DataFrame) -> float:
    """Return how much a unit's months scatter around the unit's own level, chance being 1."""
    p, n = model.chances(cells, with_unit=True), _floats(cells["n"])
    sums = pd.DataFrame(
        {
            UNIT: cells[UNIT].to_numpy(), "month": cells["month"].to_numpy(), "n": n,
            "off": _floats(cells["hits"]) - n * p, "variance": n * p * (1 - p),
        }
    )  # fmt: skip
    months = sums.groupby([UNIT, "month"], sort=True)[["n", "off", "variance"]].sum()
    months = months[(months["n"] >= _LEAST_OF_MONTH) & (months["variance"] >= 1.0)]
    freedom = len(months) - months.index.get_level_values(UNIT).nunique()
    if freedom < _LEAST_FREEDOM:
        return 1.0
    return max(1.0, float((months["off"] ** 2 / months["variance"]).sum() / freedom))


def _floats(column: pd.Series) -> Floats:
    return column.to_numpy(dtype=np.float64)
