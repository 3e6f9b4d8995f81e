"""``weisu forecast`` and ``weisu evaluate forecasting``: from the extract to documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.settings import settings as process_settings
from data_access.store.engine import migrate, open_store
from data_access.types import CallError, Scope, WeisuError
from demo_city import CITY_CODE, write_city
from forecasting.frames import FORECAST
from forecasting.nightly_run import Asked, run_forecasting
from weisu.cli import cli
from weisu.demo import load_files

LAST = date(2025, 11, 23)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    write_city(files, seed=12, days=160, per_day=4.0, last_day=LAST)
    settings = load_settings(home=folder, database_url="", storage="")
    store = open_store(settings)
    migrate(store)
    load_files(store, settings, Scope.system("tests"), files, lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    store.close()
    return folder


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WEISU_HOME", str(home))
    monkeypatch.delenv("WEISU_DATABASE_URL", raising=False)
    process_settings.cache_clear()
    yield
    process_settings.cache_clear()


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def test_a_forecast_of_every_street_and_matter() -> None:
    found = call("forecast", "--jurisdiction", CITY_CODE, "--level", "street", "--category-level",
                 "1", "--horizon", "14", "--busiest", "0", "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert document["as_of"] == LAST.isoformat()
    cells = {(c["area"], c["category"]): c for c in document["cells"]}
    whole = cells["*", "*"]
    assert len(whole["days"]) == 14
    assert whole["error"].startswith("回测")
    for day in range(14):
        streets = [c for (area, category), c in cells.items() if area != "*" and category == "*"]
        total = sum(c["days"][day]["mean"] for c in streets)
        assert whole["days"][day]["mean"] == pytest.approx(total, abs=1e-3)
    early = call("forecast", "--jurisdiction", CITY_CODE, "--as-of", "2025-10-31", "--busiest", "0",
                 "--json")  # fmt: skip
    assert json.loads(early.stdout)["cells"][0]["days"][0]["day"] == "2025-11-01"


def test_a_forecast_in_words() -> None:
    found = call("forecast", "--jurisdiction", CITY_CODE, "--busiest", "0")
    assert found.exit_code == 0, found.output
    assert "截至 2025-11-23 的数据" in found.output
    assert "90% 区间" in found.output


def test_words_name_streets_and_matters() -> None:
    found = call("forecast", "--jurisdiction", CITY_CODE, "--level", "street", "--category-level",
                 "1", "--busiest", "0")  # fmt: skip
    lines = [line.split("\t") for line in found.output.splitlines() if "\t" in line]
    assert lines
    assert not any(code.isdigit() for line in lines for code in line[:2])
    assert not re.search(r"[\u4e00-\u9fff][,;:(]", found.output)


def test_a_short_history_is_forecast_with_a_warning_and_a_shorter_one_refused() -> None:
    first = LAST - timedelta(days=159)
    short = (first + timedelta(days=19)).isoformat()
    found = call("forecast", "--jurisdiction", CITY_CODE, "--as-of", short, "--busiest", "0")
    assert found.exit_code == 0
    assert "只有 20 天历史，不足 112 天，未经检验，仅供参考" in found.output
    assert "nan" not in found.output.lower()
    with pytest.raises(WeisuError, match="只有 13 天数据,至少要 14 天"):
        call("forecast", "--jurisdiction", CITY_CODE, "--as-of",
             (first + timedelta(days=12)).isoformat())  # fmt: skip


def test_a_future_day_and_one_before_the_first() -> None:
    late = call("forecast", "--jurisdiction", CITY_CODE, "--as-of", "2099-01-01", "--busiest", "0",
                "--json")  # fmt: skip
    assert json.loads(late.stdout)["as_of"] == LAST.isoformat()
    assert "NaN" not in late.stdout
    with pytest.raises(WeisuError, match="2001-01-01 之前没有工单"):
        call("forecast", "--jurisdiction", CITY_CODE, "--as-of", "2001-01-01")


def test_what_cannot_be_forecast_is_said() -> None:
    with pytest.raises(CallError, match="--jurisdiction"):
        call("forecast")
    with pytest.raises(WeisuError, match="没有地区 110101 的工单"):
        call("forecast", "--jurisdiction", "110101")


def test_an_evaluation_of_the_store() -> None:
    found = call("evaluate", "forecasting", "--jurisdiction", CITY_CODE, "--level", "city",
                 "--origins", "2", "--beside", "0", "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert {"snaive", "combination", "chosen", "reconciled"} <= set(
        document["horizons"]["28"]["levels"]["全市"]
    )
    assert document["largest_disagreement"] < 1e-6


def test_the_command_says_what_the_pages_say(home: Path) -> None:
    """The last test here: from now on there is a run that others would be answered from."""
    settings = load_settings(home=home, database_url="", storage="")
    store = open_store(settings)
    results, scope = ResultStore.open(store, settings), Scope.system("tests")
    run = run_forecasting(results, scope, Asked(CITY_CODE, origins=2, busiest=0))
    stored = results.read(scope, run, FORECAST)
    store.close()
    asked = ("forecast", "--jurisdiction", CITY_CODE, "--level", "street", "--category-level", "1")
    document = json.loads(call(*asked, "--horizon", "14", "--json").stdout)
    assert document["as_of"] == LAST.isoformat()
    assert document["history_days"] == 160
    cells = {(c["area"], c["category"]): c["days"] for c in document["cells"]}
    assert {len(days) for days in cells.values()} == {14}
    mine = stored[(stored["channel"] == "*") & (stored["category"] == "*")]
    for area, rows in mine.groupby("area"):
        means = rows.sort_values("period")["mean"].to_list()[:14]
        assert [d["mean"] for d in cells[area, "*"]] == pytest.approx(means, abs=1e-6)
    # Without streets or categories only the whole is left; other days and --fresh are made now.
    whole = json.loads(call("forecast", "--jurisdiction", CITY_CODE, "--json").stdout)
    assert [(c["area"], c["category"]) for c in whole["cells"]] == [("*", "*")]
    early = call("forecast", "--jurisdiction", CITY_CODE, "--as-of", "2025-10-31", "--json")
    assert json.loads(early.stdout)["as_of"] == "2025-10-31"
    fresh = json.loads(call("forecast", "--jurisdiction", CITY_CODE, "--fresh", "--json").stdout)
    assert fresh["cells"][0]["days"] != whole["cells"][0]["days"]
