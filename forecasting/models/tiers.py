"""Which models compete for which series."""

from __future__ import annotations

from forecasting.models.classical import ETS, SARIMAX_7, STL_ARIMA
from forecasting.models.naive import SeasonalNaive
from forecasting.models.prophet import ProphetModel
from forecasting.models.regression import CountRegression
from forecasting.models.seasoned import SeasonedTheta
from forecasting.types import Model

COMBINATION = "combination"

# Every cell: thousandths of a second a series. The regressions share their curves.
TIER_ONE: tuple[Model, ...] = (
    SeasonalNaive(),
    SeasonedTheta(),
    CountRegression(),
    CountRegression("regression_quick", level=10.0, keep=60.0, drift=0.25),
)
# Where somebody asks for them, a second a series; and what tier one is measured beside.
TIER_TWO: tuple[Model, ...] = (ETS, STL_ARIMA, SARIMAX_7, ProphetModel())
