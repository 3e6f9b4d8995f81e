"""The Theta-like smoothing, told of the seasons that come.

A level errs differently from a curve, which is why both are combined; but it knows nothing of a
heating season that begins tomorrow, and a back-test over the summer can't tell. So the large
changes that the count regression's curve foresees are passed on to it, and the small ones, in
which a curve is often wrong, are not (soft threshold: Donoho 1995).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from forecasting.calendar.features import Calendar
from forecasting.models.regression import CountRegression, Curves, FittedRegression
from forecasting.models.smoothing import FittedTheta, ThetaLike
from forecasting.types import Floats, Forecast, History

_SMALL = 0.2  # changes of the log mean that are left to the level


@dataclass(frozen=True, slots=True)
class SeasonedTheta:
    """``regression``: whose curve tells of the seasons."""

    name: str = "theta"
    regression: CountRegression = field(default_factory=CountRegression)
    slow: bool = False

    def fit(self, history: History, calendar: Calendar) -> FittedSeasoned:
        """Fit level and curve."""
        return self.on(self.regression.curves(history, calendar))

    def on(self, curves: Curves) -> FittedSeasoned:
        """Fit the level beside a known curve."""
        theta = ThetaLike().fit(curves.history, curves.calendar)
        return FittedSeasoned(theta, self.regression.on(curves))


@dataclass(frozen=True, eq=False)
class FittedSeasoned:
    """Level and curve."""

    theta: FittedTheta
    curve: FittedRegression

    def forecast(self, h: int) -> Forecast:
        """Return the level's means, moved by what the curve's change exceeds the threshold."""
        change = self.curve.season(h)
        moved = np.sign(change) * np.maximum(np.abs(change) - _SMALL, 0.0)
        mean: Floats = self.theta.forecast(h).mean * np.exp(moved)
        return Forecast(mean)
