"""查工单: what is looked for is found, a figure's tickets are as many as it says, one is read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlparse

import pandas as pd
import pytest

from dashboards.shell import address
from dashboards.shell.options import options_of
from dashboards.tickets_app import origin_repeats
from data_access.accounts.rights import ROLES
from data_access.extract.query import Extract
from data_access.metrics.evaluate import evaluate
from data_access.types import Filters, Period, Scope
from tests.dashboards.conftest import LAST
from tests.dashboards.test_pages import run, words
from tests.support.pages import guarded_script, page_script

PAGE, TODAY = guarded_script("tickets"), page_script("today")
UNIT = "县供热公司"
SYSTEM = Scope.system("tests")
WEEK = {"from": "2026-10-25", "to": "2026-11-01"}


def count(test) -> int:
    found = re.search(r"的工单(?:共|有)([\d,]+)件", words(test))
    assert found, words(test)
    return int(found.group(1).replace(",", ""))


def rows(test) -> pd.DataFrame:
    return test.dataframe[0].value


def figure(city, filters: Filters, metric: str, part: str) -> int:
    return int(evaluate(Extract(city.settings), SYSTEM, filters, [metric])[part].iloc[0])


def week() -> Filters:
    return Filters("330199", Period.last_days(LAST, 7), as_of=LAST)


@pytest.mark.parametrize("role", list(ROLES))
def test_who_reads_topics_finds_tickets_and_nobody_else(look, role):
    services = look(role, **({"departments": frozenset({UNIT})} if role == "department" else {}))
    test = run(PAGE)
    assert not test.exception
    assert services.viewer is not None
    assert bool(test.error) != services.viewer.scope.has("hotspot.view")


def test_the_period_of_the_bar_counts(look, city):
    look("leader")
    assert count(run(PAGE)) == figure(city, week(), "volume", "n")


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_a_figures_tickets_are_as_many_as_it_says(look, city, part):
    look("leader")
    test = run(PAGE, metric="on_time_rate", part=part, **WEEK)
    assert count(test) == figure(city, week(), "on_time_rate", part)
    group = json.dumps({"department": UNIT}, ensure_ascii=False)
    one = Filters("330199", week().period, department=UNIT, as_of=LAST)
    test = run(PAGE, metric="on_time_rate", part=part, group=group, **WEEK)
    assert count(test) == figure(city, one, "on_time_rate", part)


def test_every_link_of_todays_numbers_opens_as_many_tickets_as_it_rests_on(look):
    look("leader")
    page = run(TODAY)
    # Matters, of which other tests find some, stand above the numbers and have links of their own.
    numbers = re.sub(r'<ol class="weisu-matters">.*?</ol>', "", words(page), flags=re.DOTALL)
    links = re.findall(r'href="(/tickets\?[^"]+)"', numbers)
    assert len(links) == len(page.metric) == 3
    said = [int(n.replace(",", "")) for n in re.findall(r"依据 ([\d,]+) 件", words(page))]
    said = [int(page.metric[0].value.replace(",", "").rstrip("件")), *said]
    found = []
    for link in links:
        query = dict(parse_qsl(urlparse(link.replace("&amp;", "&")).query))
        found.append(count(run(PAGE, **query)))
    assert found == said


@pytest.mark.parametrize("counting", [{}, {"count": "matters"}])
def test_every_row_of_todays_tables_opens_as_many_tickets_as_it_says(look, counting):
    look("leader")
    page = run(TODAY, **counting)
    tables = [t.value for t in page.dataframe if "工单" in t.value and "诉求量（件）" in t.value]
    assert len(tables) >= 2
    for table in tables:
        known = table[table["诉求量（件）"].notna()].tail(4)
        assert len(known)
        for link, said in zip(known["工单"], known["诉求量（件）"], strict=True):
            query = dict(parse_qsl(urlparse(link).query))
            # A matter's repeats are of the whole, never of what was counted.
            assert query["part"] == "numerator"
            assert query["metric"] == ("volume:matters" if counting else "volume")
            assert count(run(PAGE, **query)) == said


def test_words_number_and_state_narrow(look):
    look("leader")
    whole = run(PAGE, whole="1")
    assert "全部时段" in words(whole)
    number = str(rows(whole)["工单编号"].iloc[0])
    test = run(PAGE, q=number)
    assert count(test) == 1
    assert rows(test)["工单编号"].tolist() == [number]
    assert count(run(PAGE, q="供暖", whole="1")) == 0  # a category, no word of these texts
    assert count(run(PAGE, q="暖气不热 小区", whole="1")) > 50
    assert set(rows(run(PAGE, status="办理中"))["状态"]) == {"办理中"}
    assert "没有符合条件的工单" in words(run(PAGE, q="火星"))


def test_a_ticket_is_read_beside_the_list_without_personal_data(look):
    look("governance")
    number = str(rows(run(PAGE))["工单编号"].iloc[0])
    test = run(PAGE, ticket=number)
    assert not test.exception
    said = words(test)
    assert number in said
    assert "主要内容" in said
    assert "13812345678" not in said
    assert "主办单位" in said


def test_a_unit_finds_its_own_tickets_and_no_sign_of_others(look):
    look("leader")
    others = run(PAGE, category="02")
    number = str(rows(others)["工单编号"].iloc[0])
    look("department", departments=frozenset({UNIT}))
    own = run(PAGE, whole="1")
    assert set(rows(own)["承办单位"]) == {UNIT}
    assert count(run(PAGE, q=number)) == 0
    refused, none = (words(run(PAGE, ticket=n)) for n in (number, "QS999999"))
    assert "没有可供您查看的这件工单" in refused
    assert refused.replace(number, "") == none.replace("QS999999", "")


@pytest.mark.parametrize(
    "query",
    [
        {"of": "topic:gone"}, {"of": "nonsense"}, {"of": "task:999"}, {"metric": "nonsense"},
        {"group": "{"}, {"group": '{"nonsense": 1}'}, {"page": "-1"}, {"page": "99"},
        {"metric": "answer_rate"}, {"q": "%_'\"\\"}, {"part": "x"}, {"ticket": "' OR 1=1"},
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_is_said_and_never_breaks_the_page(look, query):
    look("leader")
    test = run(PAGE, **query)
    assert not test.exception
    assert "错误编号" not in words(test)


@pytest.mark.parametrize(
    ("metric", "of_parts", "of_earlier"),
    [("volume", "本期（件）", "分子"), ("on_time_rate", "本期分母", "分母")],
)
def test_every_row_of_the_comparison_opens_as_many_tickets_as_it_says(
    look, metric, of_parts, of_earlier
):
    look("leader")
    page = run(page_script("compare"), metric=metric, span="30d")
    found, checked = [d.value for d in page.dataframe if "工单" in d.value], 0
    for table in found:
        column = next(c for c in (of_parts, of_earlier, "分母") if c in table)
        for _, row in table[table["工单"].notna()].head(3).iterrows():
            query = dict(parse_qsl(urlparse(row["工单"]).query))
            assert count(run(PAGE, **query)) == int(row[column]), row.to_dict()
            checked += 1
    assert checked >= 4


def test_the_way_to_the_original_stands_where_the_right_is(look):
    look("governance")
    number = str(rows(run(PAGE))["工单编号"].iloc[0])
    test = run(PAGE, ticket=number)
    assert "original_open" in {b.key for b in test.button}


def test_who_has_no_right_to_the_original_is_shown_no_way(look):
    look("leader")
    number = str(rows(run(PAGE))["工单编号"].iloc[0])
    test = run(PAGE, ticket=number)
    assert "original_open" not in {b.key for b in test.button}


def test_a_place_finer_than_the_filters_offer_is_followed():
    places = {
        code: SimpleNamespace(code=code, name=name, level=level, parent=None)
        for code, name, level in (("330199001", "清河街道", "street"),
                                  ("330199001002", "和平社区", "community"))
    }  # fmt: skip
    none: dict[str, str] = {}
    directory: Any = SimpleNamespace(
        areas=places, categories=none, category_paths=none, departments=(), channels=()
    )
    summary: Any = SimpleNamespace(code="330199", first_day=LAST, last_day=LAST)
    options = options_of(Scope.system("tests"), summary, directory)
    asked = {"area": "330199001002"}
    reading = address.read(asked, "330199", options.known)
    assert (reading.choice.area, reading.notes) == ("330199001002", ())
    assert options.offered("area", "330199001") == ["", "330199001"]
    assert options.offered("area", "330199001002") == ["", "330199001", "330199001002"]
    assert options.label("area", "330199001002") == "和平社区"
    elsewhere = replace(Scope.system("tests"), areas=frozenset({"330199002"}))
    assert address.read(asked, "330199", options_of(elsewhere, summary, directory).known).notes


def test_what_hangs_on_a_caller_is_for_who_may_trace_callers(city):
    scope = replace(Scope.system("tests"), rights=frozenset({"hotspot.view"}))
    context: Any = SimpleNamespace(scope=scope)
    run_of: Any = None  # refused before anything is read
    assert origin_repeats.node(context, run_of, "caller:abcdef") is None
