"""Seasons of the settings: what a place says for itself wins over what is usual."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.settings import load_settings
from data_access.settings.seasons import USUAL, season_spans
from data_access.types import WeisuError


def test_nothing_said_is_the_usual() -> None:
    assert season_spans({}, "350199") == dict(USUAL)


def test_the_longest_code_wins_season_by_season() -> None:
    said = {
        "*": {"summer": "07-01~08-31"},
        "35": {"heating": ""},
        "350199": {"exams": "06-01~06-20", "summer": "07-10~09-01"},
    }
    city = season_spans(said, "350199")
    assert city["heating"] is None
    assert city["summer"] == ((7, 10), (9, 1))
    assert city["exams"] == ((6, 1), (6, 20))
    assert season_spans(said, "110101")["heating"] == USUAL["heating"]
    assert season_spans(said, "110101")["summer"] == ((7, 1), (8, 31))


@pytest.mark.parametrize(
    "said", [{"heating": "11-15"}, {"heating": "13-01~03-15"}, {"exams": "02-30~03-01"},
             {"harvest": "09-01~10-01"}]
)  # fmt: skip
def test_what_is_written_wrongly_is_refused(tmp_path: Path, said: dict[str, str]) -> None:
    with pytest.raises(WeisuError, match="季节"):
        load_settings(home=tmp_path, seasons={"350199": said})


def test_a_city_without_heating_has_no_heating_in_its_calendar(tmp_path: Path) -> None:
    import numpy as np

    from forecasting.calendar.features import Calendar
    from forecasting.calendar.seasons import Seasons

    settings = load_settings(home=tmp_path, seasons={"35": {"heating": ""}})
    days = np.arange(np.datetime64("2025-11-01"), np.datetime64("2025-12-01"))
    south = Calendar("cn", Seasons(**season_spans(settings.seasons, "350199")))
    north = Calendar("cn", Seasons(**season_spans(settings.seasons, "110101")))
    assert "供暖季" not in south.effects(days).names
    assert "供暖季" in north.effects(days).names
