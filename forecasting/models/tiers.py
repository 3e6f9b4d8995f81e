"""Which models compete for which series."""

from __future__ import annotations

from forecasting.models.classical import ETS, SARIMAX_7, STL_ARIMA
from forecasting.models.naive import SeasonalNaive
from forecasting.models.prophet import ProphetModel
from forecasting.models.regression import CountRegression
from forecasting.models.smoothing import TSB, ThetaLike
from forecasting.types import Model

COMBINATION = "combination"

# Every cell: thousandths of a second a series.
TIER_ONE: tuple[Model, ...] = (
    SeasonalNaive(),
    ThetaLike(),
    TSB(),
    CountRegression(),
    CountRegression("regression_quick", memory=300.0, level=14.0, keep=60.0),
)
# The cells that people look at or that carry the volume.
TIER_TWO: tuple[Model, ...] = (ETS, STL_ARIMA, SARIMAX_7, ProphetModel())
BUSIEST = 100
