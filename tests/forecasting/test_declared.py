"""What a run gives is what results may store."""

from __future__ import annotations

from data_access.results.files import encode
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import RunSettings, forecast_all
from forecasting.frames import FINDINGS, FORECAST, SCORE
from tests.forecasting.conftest import made


def test_the_runs_frames_are_declared() -> None:
    frame = made(3, 500)
    frame.loc[frame["day"] == "2024-12-03", "n"] = 0  # something to find
    run = forecast_all(frame, Calendar(), RunSettings(horizon=7, busiest=0))
    assert len(run.findings)
    for declared, data in ((FORECAST, run.forecast), (SCORE, run.score), (FINDINGS, run.findings)):
        assert tuple(data.columns) == declared.names
        assert encode(declared, data).rows == len(data)
