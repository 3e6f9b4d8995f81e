"""趋势预测 for those who look at it, over a stored run and over what is made for them alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta

import pandas as pd
import pytest

import forecasting.cell_forecasts
from dashboards.components import few
from dashboards.components.tables import WHOLE
from dashboards.forecast_app.tables import column_formats, in_words
from dashboards.server.viewer import configure
from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.types import NotAllowedError, Scope
from forecasting import frames
from forecasting.nightly_run import Asked, run_forecasting
from style.texts import text
from tests.dashboards.conftest import LAST, PLACE, write_csv
from tests.dashboards.test_pages import run, words
from tests.support.frames import frames_of
from tests.support.pages import guarded_script
from tests.support.people import viewer

PAGE = guarded_script("forecast")
SYSTEM = Scope.system("tests")
NO_FIGURE = re.compile(r"\bnan\b|\binf\b|None|NaT", re.IGNORECASE)


def cells_of(test):
    """The finer cells' table, by category."""
    return test.dataframe[0].value.set_index("分类")


@pytest.fixture(scope="module")
def stored(city):
    results = ResultStore.open(city.store, city.settings)
    return run_forecasting(results, SYSTEM, Asked("330199", origins=12, busiest=0))


@pytest.fixture
def see(look, stored):
    return look


def test_a_leader_reads_what_comes_how_sure_and_why(see, stored):
    see("leader")
    test = run(PAGE)
    assert not test.exception
    assert not test.error
    said = words(test)
    assert "今后7天预计诉求约" in said
    assert re.search(r"过去11个月，提前一周的预测平均偏差\d+%", said)
    assert "数据截至2026-10-31（周六）" in said
    assert f"运行编号 {stored.run_id}" in said
    assert "为何用这个方法：用过去的数据检验12次" in said
    assert "沿用上周同日为" in said
    assert "按10月3日时的数据补算的预测与后来的实际相比" in said
    assert "民情月历：11月" in said
    assert said.count('class="weisu-shade-') == 30
    assert "2027" not in said
    assert not NO_FIGURE.search(re.sub("<[^>]*>", " ", said))
    assert [m.label for m in test.metric] == ["今后7天", "今后28天", "提前一周的平均偏差"]
    assert len(test.get("plotly_chart")) == 2  # no calls: no seats
    told = re.search(r"近7天实际[\d,]+件，预期约([\d,]+)件", said)
    assert told
    # What the last days were expected to be is one number on every page.
    assert f"{told.group(1)}件" in words(run(guarded_script("compare"), metric="volume"))
    assert "数据源没有话务数据，不能推算分时坐席" in said
    assert len(test.get("download_button")) == 2  # a workbook and CSV


def test_every_table_can_be_chosen(see):
    see("leader")
    test = run(PAGE)
    tables = next(c for c in test.segmented_control if c.label == "查看数据")
    for name in ("cells", "days", "before", "models", "apart", "drivers"):
        tables.set_value(name).run()
        assert not test.exception
        table = test.dataframe[0].value
        assert len(table)
        assert not table.select_dtypes("number").isna().any().any()
        tables = next(c for c in test.segmented_control if c.label == "查看数据")


def test_a_series_is_taken_apart_on_demand(see):
    see("leader")
    test = run(PAGE)
    before = len(test.get("plotly_chart"))
    test.toggle[0].set_value(True).run()
    assert not test.exception
    assert len(test.get("plotly_chart")) == before + 1
    for part in ("year", "holiday", "trend", "week"):
        next(c for c in test.segmented_control if c.label == "看哪一部分").set_value(part).run()
        assert not test.exception
    test = run(PAGE, area="330199001", category="01")
    test.toggle[0].set_value(True).run()
    assert "这一部分没有拆开" in words(test)


def test_reasons_can_be_asked_for_in_another_way(see):
    see("leader")
    test = run(PAGE)
    for label, value in (("与谁比", "year"), ("角度", "area"), ("角度", "category")):
        next(c for c in test.segmented_control if c.label == label).set_value(value).run()
        assert not test.exception


def test_stored_cells_of_areas_and_units_are_read_and_what_is_none_is_said(see):
    see("leader")
    whole = cells_of(run(PAGE))
    street = run(PAGE, area="330199001")
    assert "运行编号" in words(street)
    assert "各区域之和等于全部工单的预测" in words(street)
    assert cells_of(street)["近28天实际"].sum() < whole["近28天实际"].sum()
    unit = run(PAGE, department="县住建局")
    assert "只预测这一单位承办的工单" in words(unit)
    assert list(cells_of(unit).index) == ["住房与物业"]
    for cut, said in (
        ({"channel": "APP"}, "不分来源渠道"),
        ({"department": "县住建局", "area": "330199001"}, "不能同时选"),
    ):
        test = run(PAGE, **cut)
        assert not test.exception
        assert not test.metric
        assert said in words(test)


def test_a_department_sees_its_own_tickets_only(see, city):
    see("department", departments=frozenset({"县住建局"}))
    test = run(PAGE)
    assert not test.exception
    assert not test.error
    said = words(test)
    assert "只预测这一单位承办的工单" in said
    assert "话务不分承办单位" in said
    assert list(cells_of(test).index) == ["住房与物业"]
    assert "供热" not in said
    assert "县城管局" not in said
    # Probing others' cells by the address gives its own figures or nothing.
    other = run(PAGE, department="县供热公司")
    assert not other.exception
    assert "供热" not in words(other).replace("“县供热公司”不在当前数据中", "")
    paths = Extract(city.settings).directory(SYSTEM, "330199").categories
    heat = next(code for code, name in paths.items() if name == "集中供热")
    probe = run(PAGE, category=heat)
    assert not probe.exception
    assert not probe.metric
    assert "所选范围没有可预测的工单" in words(probe)


def test_a_limited_reader_is_not_told_to_look_at_everything(see):
    for limit, cut in (
        ({"departments": frozenset({"县住建局"})}, {"area": "330199001"}),
        ({"areas": frozenset({"330199001"})}, {"department": "县住建局"}),
    ):
        see("leader", **limit)
        said = words(run(PAGE, **cut))
        assert "即可查看您范围内全部诉求的预测" in said
        assert "该区域全部诉求" not in said


def test_whose_forecast_it_is_stands_on_top(see):
    see("department", departments=frozenset({"县住建局"}))
    assert "趋势预测 · 青山县 · 县住建局" in words(run(PAGE))
    see("leader", areas=frozenset({"330199001"}))
    assert "趋势预测 · 青山县 · 清河街道" in words(run(PAGE))


def test_figures_read_in_units_and_are_printed(see):
    see("leader")
    test = run(PAGE)
    formats = json.loads(test.dataframe[0].proto.columns)
    table = test.dataframe[0].value
    week, month = table["今后7天预计"].max(), table["今后28天预计"].max()
    assert formats["今后7天预计"]["type_config"].get("format") == (
        "%,.0f" if week >= 10 else "%.1f"
    )
    assert formats["变化"]["type_config"]["format"] == "%+.1f%%"
    papers = re.findall(r'<div class="weisu-paper">(.*?)</div>', words(test), re.DOTALL)
    paper = next(one for one in papers if "<table" in one).replace(' class="weisu-short"', "")
    rows = re.findall(r"<tr><td>(.*?)</tr>", paper)
    assert len(rows) == len(table)
    for row, (_, figures) in zip(rows, table.iterrows(), strict=True):
        assert row.startswith(figures["分类"])
        assert f"<td>{figures['今后28天预计']:,.{0 if month >= 10 else 1}f}</td>" in row
        assert re.search(r"<td>[+−]?[\d,]+\.\d%</td>", row)


@pytest.mark.parametrize(
    ("most", "shape", "said"), [(1195.5, "%,.0f", "1,196"), (9.4, "%.1f", "9.4")]
)
def test_expected_tickets_are_whole_from_ten_of_a_column_on(most, shape, said):
    table = pd.DataFrame({text("fc.cell_week"): [0.4, most]})
    (format_,) = column_formats(table).values()
    assert (format_ is WHOLE) == (most >= 10)
    assert format_["type_config"].get("format") == shape
    assert in_words(table)[text("fc.cell_week")][1] == said


def test_another_unit_is_out_of_reach_of_the_store_too(see, city, stored):
    see("department", departments=frozenset({"县住建局"}))
    mine = viewer("department", city.settings, departments=frozenset({"县住建局"})).scope
    results = ResultStore.open(city.store, city.settings)
    for name, frame in frames_of(frames).items():
        if frame is frames.EXPECTED_SHAPE:
            continue  # without how many tickets there are
        if not name.startswith("unit_"):
            with pytest.raises(NotAllowedError):
                results.read(mine, stored, frame)
            continue
        found = results.read(mine, stored, frame)
        assert set(found["unit"]) <= {"县住建局"}
        assert results.read(mine, stored, frame, where={"unit": "县供热公司"}).empty
        assert len(found) < len(results.read(SYSTEM, stored, frame)) or found.empty
    with pytest.raises(NotAllowedError):
        results.facts(mine, stored, frames.Facts)


def test_an_area_reads_its_own_stored_forecast(see):
    see("leader", areas=frozenset({"330199001"}))
    test = run(PAGE)
    assert not test.exception
    assert "只预测这一区域的工单" in words(test)
    own = cells_of(test)
    see("leader")
    chosen = cells_of(run(PAGE, area="330199001"))
    assert own["今后28天预计"].equals(chosen["今后28天预计"])
    see("leader", areas=frozenset({"330199001"}))
    both = run(PAGE, department="县住建局")
    assert not both.metric
    assert "不能同时选" in words(both)


def test_several_units_or_areas_are_a_sum_of_what_each_expects(see, city, stored):
    units = frozenset({"县住建局", "县城管局"})
    see("department", departments=units)
    test = run(PAGE)
    assert not test.exception
    assert "2个单位今后7天预计诉求合计约" in words(test)
    table = test.dataframe[0].value.set_index("承办单位")
    assert set(table.index) == {*units, "合计"}
    results = ResultStore.open(city.store, city.settings)
    rows = results.read(SYSTEM, stored, frames.UNIT_FORECAST, where={"unit": sorted(units)})
    rows = rows[(rows["category"] == "*") & (rows["period"] <= pd.Timestamp("2026-11-28"))]
    assert table.loc["合计", "今后28天预计"] == pytest.approx(rows["mean"].sum())
    assert "合计不给范围" in words(test)
    see("department", departments=units, areas=frozenset({"330199001"}))
    assert "同时限于单位和辖区" in words(run(PAGE))
    see("leader", areas=frozenset({"330199001", "330199002"}))
    assert "2个区域今后7天预计诉求合计约" in words(run(PAGE))


def test_opening_the_page_loads_no_model():
    script = """
import sys
import dashboards.forecast_app.forecast, dashboards.forecast_app.absent
read = {"forecasting.expected", *(f"forecasting.expected.{n}" for n in
        ("cut", "sums", "quantiles"))}
loaded = [m for m in sys.modules if m.split(".")[0] in
          {"statsmodels", "prophet", "cmdstanpy", "sklearn"}
          or (m.startswith("forecasting.") and m not in read and m.split(".")[1] not in
              {"frames", "reading", "types", "monthly", "calendar", "expected_reads"})]
print(loaded)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_opening_the_page_computes_nothing(see, monkeypatch):
    monkeypatch.setattr(
        forecasting.cell_forecasts, "forecast_all", lambda *_a, **_k: pytest.fail("computed")
    )
    for role, limits in (
        ("department", {"departments": frozenset({"县住建局"})}),
        ("leader", {"areas": frozenset({"330199002"})}),
        ("leader", {}),
    ):
        see(role, **limits)
        for cut in ({}, {"department": "县住建局"}, {"area": "330199002"}, {"channel": "APP"}):
            assert not run(PAGE, **cut).exception


def test_who_has_no_right_is_refused(see):
    see("system_admin")
    test = run(PAGE)
    assert not test.metric
    assert "没有这项权限" in words(test)


def test_a_place_without_history_says_so(see):
    see("leader", jurisdictions=frozenset({"330198"}))
    test = run(PAGE)
    assert not test.exception
    said = words(test)
    assert "历史数据还不够，暂不能预测" in said
    assert "满 112 天后开始预测" in said


def _days(kind):
    span = [LAST - timedelta(days=n) for n in range(200)]
    if kind == "gaps":
        return [d for d in span for _ in range(25 if d.day % 9 else 0) if d.month != 8]
    if kind == "one point":
        return [span[-1], span[0]]
    if kind == "renamed":
        return [d for d in span for _ in range(8)]
    if kind == "spike":
        return [span[100]] * 300 + [span[-1], span[0]]
    return [d for n, d in enumerate(span) if n > 60 for _ in range(6)] + [span[0]]


@pytest.mark.parametrize("stored_run", [True, False])
@pytest.mark.parametrize("kind", ["gaps", "one point", "spike", "gone quiet", "renamed"])
def test_odd_data_never_show_a_figure_that_is_none(tmp_path, kind, stored_run):
    settings = load_settings(home=tmp_path / "var", database_url="", storage="")
    settings.home.mkdir()
    store = open_store(settings)
    migrate(store)
    rows: list[dict[str, object]] = [
        {"工单编号": f"A{n}", "受理时间": datetime.combine(d, datetime.min.time()).replace(hour=9),
         "一级分类": "城市管理" if kind == "renamed" else "",
         "二级分类": "建筑噪声" if kind == "renamed" and (LAST - d).days < 60 else "施工噪声"}
        for n, d in enumerate(_days(kind))
    ]  # fmt: skip
    path = write_csv(tmp_path / "t.csv", rows)
    ingest(store, settings, SYSTEM, path, "standard", actor="tests", place=PLACE)
    refresh(store, settings, lasting_measures())
    if stored_run:
        run_forecasting(ResultStore.open(store, settings), SYSTEM, Asked("330199", busiest=0))
    configure(settings, store, viewer=viewer("leader", settings))
    test = run(PAGE)
    assert not test.exception
    assert not test.error
    said = re.sub("<[^>]*>", " ", words(test))
    if not stored_run:
        assert "预测每晚算好" in said
        assert not test.metric
        store.close()
        return
    assert "今后7天预计诉求约" in said
    figures = " ".join([said, *(m.value for m in test.metric)])
    assert not NO_FIGURE.search(figures), NO_FIGURE.search(figures)
    tables = next(c for c in test.segmented_control if c.label == "查看数据")
    for name in tables.options:
        tables.set_value(name).run()
        assert not test.exception
        table = test.dataframe[0].value.drop(columns=["变化", "去年同月"], errors="ignore")
        assert not table.select_dtypes("number").isna().any().any(), (kind, name)
        tables = next(c for c in test.segmented_control if c.label == "查看数据")
    if kind == "gaps":
        assert "疑为数据缺失" in said
    if kind == "renamed":
        assert re.search(r"分类“施工噪声”自 [\d-]+ 起由“建筑噪声”接续，疑为更名", said)
        assert "数据异常" in tables.options
    store.close()


def test_a_unit_with_few_tickets_reads_these_and_no_forecast(see, monkeypatch):
    see("department", departments=frozenset({"县住建局"}))
    assert "今后7天预计诉求约" in words(run(PAGE))
    monkeypatch.setattr(few, "LEAST_WEEK", 10_000.0)
    test = run(PAGE)
    assert not test.exception
    said = words(test)
    found = re.search(r"近28天收到工单(\d+)件，其中近7天(\d+)件；件数少，不作预测", said)
    assert found
    assert f"查看这{found.group(1)}件" in said
    assert not test.metric
    assert not test.get("plotly_chart")
    see("leader")
    assert "今后7天预计诉求约" in words(run(PAGE))
