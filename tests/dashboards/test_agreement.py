"""Pages agree: one cell, one window and one way of counting have one number wherever it is said.

Every role and many cuts are walked; what a page says is read from what Streamlit would draw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.compare_app.choice import Asked as Compared
from dashboards.compare_app.reading import gather as compared
from dashboards.compare_app.sentences import due_words
from dashboards.leader_app.reading import gather
from dashboards.server.viewer import configure
from dashboards.shell.expectation import Expecting
from data_access.metrics.evaluate import evaluate
from data_access.results.store import ResultStore
from data_access.types import ANY, Filters, Period, Scope
from deadline_risk.nightly_run import run_deadlines
from early_warning.frames import ROOM as WARNINGS
from early_warning.nightly_run import Asked as WarningsAsked
from early_warning.nightly_run import run_warnings
from forecasting.expected.sums import sum_of
from forecasting.expected_reads import Reader, read_cells
from forecasting.frames import ROOM as FORECASTS
from forecasting.nightly_run import Asked, run_forecasting
from tests.dashboards.conftest import LAST, PLACE
from tests.dashboards.test_pages import run, words
from tests.support.answers import answers_remembered
from tests.support.pages import guarded_script
from tests.support.people import viewer
from weisu.warnings_step import beside_of

SYSTEM = Scope.system("tests")
CODE = PLACE.code
WEEK = Period.last_days(LAST, 7)
TODAY, COMPARE, WARNED = (guarded_script(key) for key in ("today", "compare", "warnings"))
READERS: tuple[tuple[str, dict[str, frozenset[str]]], ...] = (
    ("leader", {}),
    ("governance", {}),
    ("analyst", {}),
    ("department", {"departments": frozenset({"县住建局"})}),
    ("department", {"departments": frozenset({"县供热公司"})}),
)


@pytest.fixture(scope="module", autouse=True)
def _asked_once() -> Iterator[None]:
    """Readers of one reach ask the same of the database: it is asked once."""
    with answers_remembered():
        yield


@pytest.fixture(scope="module")
def opened(results, city) -> Callable[..., AppTest]:
    """Open a page for a reader, once for all tests: they only look at it."""
    pages: dict[Hashable, AppTest] = {}

    def of(script: str, role: str, limits: dict[str, frozenset[str]], **query: str) -> AppTest:
        key = (script, role, tuple(limits.items()), tuple(query.items()))
        if key not in pages:
            configure(city.settings, city.store, viewer=viewer(role, city.settings, **limits))
            pages[key] = run(script, **query)
        return pages[key]

    return of


@pytest.fixture(scope="module")
def results(city) -> ResultStore:
    """Everything that a night stores, each room seeing what the others found."""
    found = ResultStore.open(city.store, city.settings)
    run_forecasting(found, SYSTEM, Asked(CODE, origins=2, busiest=0))
    run_deadlines(found, SYSTEM, CODE, LAST)
    run_warnings(found, SYSTEM, WarningsAsked(CODE), beside_of(found, SYSTEM, CODE))
    return found


def whole(said: str) -> int:
    """Return a number of tickets as a page writes it."""
    return int(re.sub(r"[,件]", "", said))


def cuts(results: ResultStore, scope: Scope) -> list[dict[str, str]]:
    """Return no filter, every street, every category of two levels, every unit and channel that
    the reader can choose.
    """
    directory = results.extract.directory(scope, CODE)
    streets = [a for a, place in directory.areas.items() if place.level == "street"]
    codes = [c for c in directory.categories if len(c) <= 4]
    return [
        {},
        *({"area": a} for a in streets),
        *({"category": c} for c in codes),
        *({"department": d} for d in directory.departments),
        *({"channel": c} for c in directory.channels),
        {"area": streets[0], "category": codes[0]},
    ]


def scope_for(city, role: str, limits: dict[str, frozenset[str]]) -> Scope:
    return viewer(role, city.settings, **limits).scope


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_the_number_of_tickets_is_one_number(results, city, opened, role, limits):
    scope = scope_for(city, role, limits)
    for cut in cuts(results, scope):
        page = opened(TODAY, role, limits, **cut)
        assert not page.exception, cut
        asked = Filters(CODE, WEEK, as_of=LAST, **cut)
        counted = evaluate(results.extract, scope, asked, ["volume"])
        n = int(counted["numerator"].fillna(0).iloc[0])
        assert whole(page.metric[0].value) == n, cut
        head = re.search(r"共有诉求([\d,]+)件", words(page))
        if head:
            assert whole(head.group(1)) == n, cut
        other = opened(COMPARE, role, limits, metric="volume", **cut)
        assert not other.exception
        assert whole(other.metric[0].value) == n, cut


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_what_is_said_of_a_cut_is_what_its_parts_say(results, city, role, limits):
    scope = scope_for(city, role, limits)
    forecast = results.current(FORECASTS, CODE)
    reader = Reader(results, scope, forecast)
    summary = results.extract.manifest.jurisdictions[CODE]
    directory = results.extract.directory(scope, CODE)

    def shown(cut: Filters):
        return gather(results.extract, scope, cut, summary, directory, expecting=Expecting(reader))

    for chosen in cuts(results, scope):
        cut = Filters(CODE, WEEK, as_of=LAST, **chosen)
        data = shown(cut)
        days = [d for d in data.days if WEEK.start <= d.day < WEEK.end]
        assert sum(d.observed or 0 for d in days) == whole(data.tiles[0].value), chosen
        for row in data.rises.rows:
            inner = shown(Filters(CODE, WEEK, as_of=LAST, **{**chosen, "category": row.code}))
            mine = [d for d in inner.days if WEEK.start <= d.day < WEEK.end]
            assert whole(inner.tiles[0].value) == row.observed, (chosen, row.code)
            assert sum(d.expected or 0 for d in mine) == pytest.approx(row.expected), (
                chosen,
                row.code,
            )
            assert row.low <= row.observed / row.expected <= row.high
        if data.rises.rows and data.rises.rows[0].notable:
            assert data.rises.rows[0].name in data.finding.sentence
        for day in days:
            if day.expected is not None:
                assert day.low is not None
                assert day.low <= max(day.expected, 1.0) + 1
                assert (day.high or 0) >= day.expected - 1


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_comparing_and_today_expect_the_same(results, city, role, limits):
    scope = scope_for(city, role, limits)
    expecting = Expecting(Reader(results, scope, results.current(FORECASTS, CODE)))
    summary = results.extract.manifest.jurisdictions[CODE]
    directory = results.extract.directory(scope, CODE)
    known = 0
    for chosen in cuts(results, scope):
        cut = Filters(CODE, WEEK, as_of=LAST, **chosen)
        today = gather(results.extract, scope, cut, summary, directory, expecting=expecting)
        for when in ("week", "month"):
            other = compared(
                results.extract, scope, cut, Compared("volume", when=when),
                knows_excluded=False, knows_repeats=False, expecting=expecting,
            )  # fmt: skip
            days = [d for d in today.days if WEEK.start <= d.day < WEEK.end]
            if other.due is None:
                assert all(d.expected is None for d in days), chosen
                continue
            known += 1
            assert other.due.total.mean == pytest.approx(sum(d.expected or 0 for d in days))
            said = due_words(other)
            assert said
            assert ("预期范围内" in said) == (
                other.due.total.low <= other.row["value"] <= other.due.total.high
            )
            if not (other.chosen.comparison.significant and abs(other.due.turn - 1) > 0.3):
                assert "季节性" not in said
    assert known > 20


def test_what_only_some_tickets_count_for_takes_its_share(results, city):
    scope = scope_for(city, "leader", {})
    expecting = Expecting(Reader(results, scope, results.current(FORECASTS, CODE)))
    cut = Filters(CODE, WEEK, as_of=LAST)

    def due(**way):
        return compared(
            results.extract, scope, cut, Compared("volume", **way),
            knows_excluded=False, knows_repeats=False, expecting=expecting,
        ).due  # fmt: skip

    every, matters = due(), due(by_matter=True)
    assert every is not None
    assert matters is not None
    assert 0.5 * every.total.mean < matters.total.mean <= 1.02 * every.total.mean
    assert compared(
        results.extract, scope, cut, Compared("on_time_rate"),
        knows_excluded=False, knows_repeats=False, expecting=expecting,
    ).due is None  # fmt: skip


def test_a_day_is_expected_alike_whatever_period_holds_it(results):
    reader = Reader(results, SYSTEM, results.current(FORECASTS, CODE))
    cut = Filters(CODE, WEEK)
    for category in (ANY, "01", "0101"):
        long = read_cells(reader, cut, (category,), (LAST - timedelta(days=89), LAST))
        short = read_cells(reader, cut, (category,), (WEEK.start, LAST))
        assert np.array_equal(long.cell.mean[0, -7:], short.cell.mean[0])
        both = sum_of(short.cell, 0, slice(0, 7))
        assert both is not None
        assert both.low <= both.mean <= both.high


@pytest.mark.parametrize("role", ["leader", "governance"])
def test_today_and_the_warnings_count_and_order_alike(results, opened, role):
    today, warned = (words(opened(page, role, {})) for page in (TODAY, WARNED))
    due = re.search(r"有(\d+)条预警需要处理", warned)
    if due is None:
        assert "预警需要处理" not in today
        return
    n = int(due.group(1))
    more = re.search(r"另有(\d+)条预警需要处理", today)
    told = int(more.group(1)) if more else 0
    assert told in {n, n - 1}
    assert results.current(WARNINGS, CODE) is not None


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_a_rate_over_28_days_says_so_and_is_what_the_comparison_says(opened, role, limits):
    days = {"from": str(LAST - timedelta(days=27)), "to": str(LAST + timedelta(days=1))}
    tiles = {m.label: m.value for m in opened(TODAY, role, limits).metric}
    for label, metric in (("按时办结率", "on_time_rate"), ("满意率", "satisfaction_rate")):
        month = opened(COMPARE, role, limits, metric=metric, **days)
        assert month.metric[0].value == tiles[f"{label}（28天）"]
        assert "10月4日至31日" in words(month)
        # The chosen week is another figure, and says which days it is of.
        assert "10月25日至31日" in words(opened(COMPARE, role, limits, metric=metric))


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_a_page_says_once_whether_a_rate_has_changed(opened, role, limits):
    page = opened(TODAY, role, limits)
    spec = next(p.proto.spec for p in page.get("plotly_chart") if "rates" in p.proto.id)
    told = [n["text"] for n in json.loads(spec)["layout"]["annotations"]]
    assert not [t for t in told if re.search(r"上升|下降|无明显变化", t)]


@pytest.mark.parametrize(("role", "limits"), READERS)
def test_whoever_has_warnings_to_handle_is_not_told_that_there_is_nothing_to_do(
    opened, role, limits
):
    due = re.search(r"有(\d+)条预警需要处理", words(opened(WARNED, role, limits)))
    today = words(opened(TODAY, role, limits))
    if due:
        assert "无需专门部署" not in today
        assert "预警" in today
    else:
        assert "预警需要处理" not in today
