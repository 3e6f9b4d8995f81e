"""A small demo city as a ticket frame, made once a session."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from benchmarks.repeat_frames import city_frame
from demo_city import write_city
from hotspots.evaluation.repeat_truth import RepeatTruth, read_truth

LAST_DAY = date(2026, 6, 30)
NAMES = SimpleNamespace(categories={}, areas={})


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ninety days of a city that no model was trained on."""
    folder = tmp_path_factory.mktemp("city")
    write_city(folder, last_day=LAST_DAY, seed=401, days=90, per_day=100)
    return folder


@pytest.fixture(scope="session")
def frame(city: Path) -> pd.DataFrame:
    return city_frame(city)


@pytest.fixture(scope="session")
def truth(city: Path) -> RepeatTruth:
    return read_truth(city)
