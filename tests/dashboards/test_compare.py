"""指标对比: its figures, its words, and who sees what of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pandas as pd
import pytest

from dashboards.compare_app import pictures, tables
from dashboards.compare_app import sentences as told
from dashboards.compare_app.choice import Asked, offered
from dashboards.compare_app.compare import names_of
from dashboards.compare_app.expected import Due
from dashboards.compare_app.reading import gather
from dashboards.server.viewer import configure
from data_access.accounts.rights import ROLES
from data_access.extract.query import Extract
from data_access.metrics.reconcile import Check
from data_access.settings import load_settings
from data_access.store.audit import entries
from data_access.types import Filters, NotAllowedError, Period, Scope
from forecasting.expected.sums import Sum
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script, page_script
from tests.support.people import viewer
from tests.support.pictures import checked

PAGE = page_script("compare")
GUARDED = guarded_script("compare")
READERS = {"leader", "governance", "department", "evaluator", "analyst"}
SCOPE = Scope("t", frozenset({"metric.view"}), frozenset({"330199"}))
CUT = Filters("330199", Period(LAST - timedelta(days=29), LAST + timedelta(days=1)), as_of=LAST)


def asked_of(city, asked, cut=CUT):
    extract = Extract(city.settings)
    data = gather(extract, SCOPE, cut, asked, knows_excluded=True, knows_repeats=True)
    return data, names_of(extract.directory(SCOPE, "330199"))


@pytest.mark.parametrize("role", list(ROLES))
def test_who_may_see_it(look, role):
    look(role, departments=frozenset({"县住建局"}) if role == "department" else None)
    test = run(GUARDED)
    assert not test.exception
    if role not in READERS:
        assert "没有这项权限" in words(test)
        assert not test.metric
        return
    assert [m.label for m in test.metric] == ["诉求量", "考核口径（不含剔除）", "按事项计"]
    assert "口径" in words(test)
    assert "合计全部相符" in words(test)
    assert 1 <= len(test.get("plotly_chart")) <= 4


def test_a_department_is_shown_its_own_figures(look):
    look("leader")
    whole = run(PAGE, span="30d").metric[0].value
    look("department", departments=frozenset({"县住建局"}))
    mine = run(PAGE, span="30d").metric[0].value
    counts = [int(v.removesuffix("件").replace(",", "")) for v in (mine, whole)]
    assert 0 < counts[0] < counts[1] / 2


def test_the_burst_is_found_and_what_it_is_made_of_adds_up(look):
    look("leader")
    test = run(PAGE, against="week")
    said = words(test)
    assert "较上周上升" in said
    assert "变化主要来自公用事业" in said


@pytest.mark.parametrize("metric", list(offered()))
def test_every_metric_speaks_chinese_only(look, metric):
    look("leader")
    test = run(PAGE, span="30d", metric=metric)
    assert not test.exception
    visible = re.sub(r"<[^>]*>|GB/T \d+|12345|APP", "", words(test))
    assert not re.findall(r"[A-Za-z]{3,}", visible)
    assert not re.findall(r"[\u4e00-\u9fff][,;:?!]", visible)
    assert len(test.get("plotly_chart")) <= 4


def test_choices_live_in_the_address_beside_the_filters(look):
    look("leader")
    test = run(PAGE, span="30d", metric="satisfaction_rate", variant="strict", basis="assessed")
    assert test.metric[0].label == "满意率（从严、考核口径）"
    box = next(s for s in test.selectbox if s.label == "指标")
    box.set_value("on_time_rate").run()
    assert not test.exception
    assert test.metric[0].label == "按时办结率（考核口径）"
    found = {k: v if isinstance(v, str) else v[0] for k, v in test.query_params.items()}
    assert found == {"span": "30d", "metric": "on_time_rate", "basis": "assessed"}
    test = run(PAGE, metric="no_such", against="no_such")
    assert not test.exception
    assert test.metric[0].label == "诉求量"


@pytest.mark.parametrize("when", ["week", "month", "year"])
@pytest.mark.parametrize("metric", ["volume", "on_time_rate", "satisfaction_rate"])
def test_the_bars_of_the_waterfall_sum_to_its_total(city, metric, when):
    data, names = asked_of(city, Asked(metric, when=when))
    figure = checked(pictures.effects_picture(data, names, "来源", LAST))
    (bars,) = figure.data
    assert bars.base[0] == bars.base[-1] == 0
    assert sum(bars.x[:-1]) == pytest.approx(bars.x[-1], abs=1e-12)
    ends = [b + x for b, x in zip(bars.base, bars.x, strict=True)]
    assert list(bars.base[1:-1]) == pytest.approx(ends[:-2])
    shown = [a.text for a in figure.layout.annotations[: len(bars.x)]]
    figures = [round(float(t.replace("−", "-")) * 100) for t in shown]
    assert sum(figures[:-1]) == figures[-1]


def test_tables_hold_what_the_pictures_rest_on(city):
    data, names = asked_of(city, Asked("on_time_rate"))
    effects = tables.effects_table(data.explained)
    assert effects["增减（件）"].iloc[:-1].sum() == effects["增减（件）"].iloc[-1]
    parts = tables.parts_table(data.explained.by_category, names, is_rate=True)
    total = parts["对比率的影响（百分点）"].sum()
    assert total == pytest.approx(float(data.explained.change) * 100)
    assert parts["本期分母"].sum() == data.row["denominator"]
    assert len(tables.peers_table(data)) == len(data.peers) == 3
    earlier = tables.earlier_table(data, CUT.period)
    assert earlier["指标"].iloc[0] == "按时办结率"
    assert len(earlier) == 1 + len(data.earlier) + 2


def test_one_unit_stays_among_its_like(city):
    data, _ = asked_of(city, Asked("on_time_rate"), replace(CUT, department="县住建局"))
    assert len(data.peers) == 3
    assert {p.group for p in data.peers} == {"未分组"}


def test_a_figure_that_does_not_add_up_is_not_shown(look, monkeypatch):
    look("leader")
    monkeypatch.setattr(
        "dashboards.compare_app.reading.reconcile_metric", lambda *_: (Check("按街道的分子", 9, 7),)
    )
    test = run(PAGE, span="month")
    assert not test.exception
    assert not test.metric
    assert not test.get("plotly_chart")
    assert "按街道的分子：合计 9 件 ≠ 各项 7 件" in words(test) or "9 件" in test.error[0].value
    assert "暂不给出数字" in words(test)


def test_downloads_need_their_right_and_go_into_the_ledger(look, city, monkeypatch):
    taken = []
    monkeypatch.setattr(
        "dashboards.components.tables.st.download_button",
        lambda _label, data, **_: taken.append(data),
    )
    services = look("leader")
    run(PAGE, span="30d", metric="on_time_rate")
    assert len(taken) == 2 * 4
    workbook, csv = taken[0](), taken[1]()
    assert "按时办结率" in csv.decode("utf-8-sig")
    sheets = pd.read_excel(BytesIO(workbook), sheet_name=None, header=None, engine="openpyxl")
    assert list(sheets) == ["与过去相比", "口径与范围"]
    assert "按时办结率" in sheets["与过去相比"].to_string()
    assert "时段" in sheets["口径与范围"].to_string()
    entry = entries(services.store, Scope.system("tests"), limit=1)[0]
    assert (entry.action, entry.about) == ("export.data", "与过去相比")
    taken.clear()
    mine = load_settings(home=city.settings.home, roles={"plain": ["metric.view"]})
    configure(mine, city.store, viewer=viewer("plain", mine))
    assert not run(PAGE, span="30d").exception
    assert not taken


def test_without_the_right_nothing_is_gathered(city):
    nobody = Scope("t", frozenset(), frozenset({"330199"}))
    with pytest.raises(NotAllowedError):
        gather(
            Extract(city.settings), nobody, CUT, Asked("volume"),
            knows_excluded=True, knows_repeats=True,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.86, 0.9, "已达到目标"), (0.7, 0.8, "未达到目标"), (0.8, 0.9, "与目标没有明显差异")],
)
def test_a_target_is_judged_by_the_interval_and_in_its_own_reading(low, high, verdict):
    row = {"status": "ok", "low": low, "high": high}
    said = told.target_words("satisfaction_rate", row, 2026)
    assert said.startswith(verdict)
    assert "不低于85.00%" in said
    assert not told.target_words("satisfaction_rate:strict", row, 2026)
    assert not told.target_words("satisfaction_rate", row, 2020)


@pytest.mark.parametrize(
    ("observed", "turn", "change", "said"),
    [
        (190, 3.0, 120, "属季节性上升，在预期范围内（150至240件）"),
        (190, 1.0, 120, "在预期范围内（150至240件）"),
        (160, 0.4, -120, "属季节性回落，在预期范围内（150至240件）"),
        (160, 3.0, -120, "在预期范围内（150至240件）"),
        (160, float("nan"), 120, "在预期范围内（150至240件）"),
        (260, 3.0, 120, "高于预期（约190件）"),
        (90, 0.4, -120, "低于预期（约190件）"),
    ],
)
def test_a_change_within_the_season_is_told_so(city, observed, turn, change, said):
    data, _ = asked_of(city, Asked("volume"))
    assert told.due_words(data) == ""
    row = {**data.row, "value": observed}
    found = tuple(
        replace(a, comparison=replace(a.comparison, change=change, significant=True))
        for a in data.against
    )
    due = Due(Sum(190.0, 500.0, 150, 240, 1.0), turn)
    data = replace(data, row=row, against=found, due=due)
    assert told.due_words(data) == said
    assert said in told.sentence(data, "近7天")
    table = tables.earlier_table(data, CUT.period)
    assert list(table["时期"])[:2] == ["本期", "预期"]


def test_a_table_copied_as_text_is_in_the_ledger_and_only_for_who_may(look, city):
    look("leader")
    test = run(PAGE, metric="on_time_rate")
    before = len(entries(city.store, Scope.system("tests"), action="export.", limit=100))
    next(b for b in test.button if b.label == "复制表格").click().run()
    assert not test.exception
    told = next(c.value for c in test.code)
    assert told.startswith("指标\t时期")
    assert (
        len(entries(city.store, Scope.system("tests"), action="export.", limit=100)) == before + 1
    )
    look("department", departments=frozenset({"县住建局"}))
    mine = run(PAGE)
    allowed = "export.data" in ROLES["department"].rights
    assert any(b.label == "复制表格" for b in mine.button) == allowed
