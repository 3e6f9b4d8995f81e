"""Scorecards: what is expected of a unit, who differs for sure, and scores that come apart."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from data_access.metrics.cell_counts import cell_counts
from data_access.types import CallError, Filters, Period, WeisuError
from supervision.scorecards.calibration import calibration
from supervision.scorecards.card import make_cards
from supervision.scorecards.case_mix import FACTORS, expect
from supervision.scorecards.comparison import compare_units
from supervision.scorecards.indicators import EXPECTED, INDICATORS
from supervision.scorecards.period import line_of, read_period
from supervision.scorecards.presets import load_presets, read_preset
from supervision.scorecards.scoring import score
from tests.data_access.metric_frames import (
    CODE,
    FIRST,
    LAST,
    SCOPE,
    MemoryExtract,
    random_tickets,
)
from tests.data_access.metric_pandas import RATES, Tickets, known_as_of
from weisu.scorecard_answer import answer, text_lines


def city(seed: int, worse: dict[int, float], units: int = 30, n: int = 600) -> pd.DataFrame:
    """Cells of units whose tickets are of two kinds, easy and hard, in their own shares."""
    random = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        hard = (unit % 10) / 10
        for month in range(12):
            for kind, share, base in (("01", 1 - hard, 0.95), ("02", hard, 0.75)):
                count = round(n / 12 * share)
                p = base - worse.get(unit, 0.0)
                rows.append((f"{unit:02d}", month, kind, count, random.binomial(count, p)))
    cells = pd.DataFrame(rows, columns=["unit", "month", "category_1", "n", "hits"])
    same = dict.fromkeys(set(FACTORS) - {"category_1"}, "x")
    return cells[cells["n"] > 0].reset_index(drop=True).assign(**same)


def everything(cells: pd.DataFrame) -> np.ndarray:
    return np.ones(len(cells), dtype=bool)


def test_units_with_harder_tickets_are_expected_to_reach_less_and_are_not_called_worse():
    cells = city(1, {})
    found = compare_units(expect(cells, everything(cells)).units).units
    expected = found["expected"].to_dict()
    assert expected["09"] < expected["00"] - 0.1
    assert set(found["verdict"]) <= {"same", "maybe_better", "maybe_worse"}
    assert (found["verdict"] == "same").mean() >= 0.9


def test_a_unit_that_is_truly_worse_is_found_whatever_its_tickets():
    cells = city(2, {0: 0.12, 9: 0.12})
    found = compare_units(expect(cells, everything(cells)).units).units
    assert found.loc[["00", "09"], "verdict"].tolist() == ["worse", "worse"]
    assert not found.drop(["00", "09"])["verdict"].isin(["worse", "better"]).any()


def test_a_rate_of_which_less_is_better_turns_the_verdict():
    cells = city(2, {0: 0.12})
    units = expect(cells, everything(cells)).units
    assert compare_units(units, higher_is_better=False).units.loc["00", "verdict"] == "better"


def test_the_order_of_rows_changes_nothing():
    cells = city(3, {4: 0.1})
    mixed = cells.sample(frac=1.0, random_state=5).reset_index(drop=True)
    once, again = (expect(c, everything(c)).units for c in (cells, mixed))
    pd.testing.assert_frame_equal(once, again, rtol=1e-9)


def test_small_units_stand_at_neither_end():
    cells = city(4, {})
    tiny = (cells["unit"] == "00").to_numpy()
    cells = cells[~tiny | (cells["month"] < 3).to_numpy()].reset_index(drop=True)
    tiny = (cells["unit"] == "00").to_numpy()
    cells.loc[tiny, "n"] = 1
    cells.loc[tiny, "hits"] = [0, 1, 1]
    found = compare_units(expect(cells, everything(cells)).units, least_n=1).units
    assert found["value"].idxmin() == "00"
    unit = found.loc[["00"]]
    assert unit["shrunk"].abs().max() < 0.1 * unit["difference"].abs().max()
    judged = compare_units(expect(cells, everything(cells)).units, least_n=30).units
    assert judged.loc["00", "verdict"] == "small_n"


def test_few_data_take_the_plain_way_and_leave_the_unit_out():
    cells = city(5, {}, units=3, n=24)
    found = expect(cells, everything(cells))
    assert found.method == "strata"
    mine = cells[cells["unit"] == "00"]
    others = cells[cells["unit"] != "00"]
    same = others[others["category_1"] == "01"]
    rate = (same["hits"].sum() + 0.5) / (same["n"].sum() + 1)
    assert found.units.loc["00", "expected"] == pytest.approx(mine["n"].sum() * rate)


def test_where_most_have_full_marks_nobody_is_called_different():
    cells = city(6, {})
    cells["hits"] = cells["n"]
    cells.loc[cells["unit"] == "03", "hits"] -= 5
    found = compare_units(expect(cells, everything(cells)).units)
    assert found.saturated
    assert set(found.units["verdict"]) == {"same"}


def test_expected_chances_hold_in_months_not_seen():
    cells = city(7, {1: 0.1})
    found = calibration(cells, (cells["month"] < 9).to_numpy())
    assert found is not None
    assert found["n"].sum() == cells.loc[cells["month"] >= 9, "n"].sum()
    overall = np.average(found["reached"] - found["expected"], weights=found["n"])
    assert abs(overall) < 0.015


# ---------------------------------------------------------------- against plain pandas
def test_rates_of_units_are_what_plain_pandas_counts():
    frame = random_tickets(11, 1500)
    frame["org_lead"] = np.array(["甲局", "乙局", "丙局"], dtype=object)[np.arange(1500) % 3]
    extract = MemoryExtract(frame)
    filters = Filters(CODE, Period(FIRST, LAST + timedelta(days=1)))
    cards = make_cards(extract, SCOPE, filters, LAST)
    assert [c.unit for c in cards.cards] == sorted({"甲局", "乙局", "丙局"})
    known = known_as_of(frame, LAST)
    for card in cards.cards:
        plain = Tickets(known.during(known.rows["org_lead"] == card.unit))
        rates = [e for e in card.entries if e.indicator.expected]
        assert tuple(e.indicator.name for e in rates) == EXPECTED
        for entry in rates:
            base, hit = (np.asarray(m, dtype=bool) for m in RATES[entry.indicator.name](plain))
            name = (card.unit, entry.indicator.name)
            assert entry.figure["denominator"] == base.sum(), name
            assert entry.figure["numerator"] == (base & hit).sum(), name


def test_cells_add_up_to_the_figures():
    extract = MemoryExtract(random_tickets(12, 800))
    filters = Filters(CODE, Period(FIRST, LAST + timedelta(days=1)))
    found = cell_counts(extract, SCOPE, filters, EXPECTED, ("department", "ticket_type"))
    whole = cell_counts(extract, SCOPE, filters, EXPECTED, ())
    assert found.cells["tickets"].sum() == 800
    for name in EXPECTED:
        assert found.cases[name].sum() == whole.cases[name].sum()
        assert found.hits[name].sum() == whole.hits[name].sum()
    with pytest.raises(ValueError, match="no plain rate"):
        cell_counts(extract, SCOPE, filters, ["satisfaction_rate:weighted_60"], ())


def test_every_indicator_is_registered():
    assert len({i.name for i in INDICATORS}) == len(INDICATORS)
    for indicator in INDICATORS:
        assert indicator.asked.label
        kind = (indicator.asked.metric.kind, indicator.asked.metric.dataset)
        assert not indicator.expected or kind == ("rate", "tickets")


# ---------------------------------------------------------------- periods
def test_periods_as_people_write_them():
    assert read_period("2026Q3") == Period(date(2026, 7, 1), date(2026, 10, 1))
    assert read_period("2026-12") == Period(date(2026, 12, 1), date(2027, 1, 1))
    assert read_period("2026") == Period(date(2026, 1, 1), date(2027, 1, 1))
    for wrong in ("2026Q5", "2026-13", "26-01", "", "2026年"):
        with pytest.raises(CallError, match="不认识统计期"):
            read_period(wrong)


def test_the_line_ends_where_the_data_end():
    year = read_period("2026")
    line = line_of(year, date(2026, 5, 9))
    assert line == Period(date(2025, 6, 1), date(2026, 6, 1))
    assert line_of(read_period("2026-03"), date(2026, 5, 9)).end == date(2026, 4, 1)


# ---------------------------------------------------------------- scores
FIGURES = {
    "response_rate": (2, 3), "solved_rate": (7, 9), "satisfaction_rate": (6, 7),
    "data_quality": (1, 1), "repeat_rate": (1, 6),
}  # fmt: skip


@pytest.mark.parametrize("name", load_presets())
def test_a_score_comes_apart_into_parts_that_add_up_exactly(name: str):
    preset = load_presets()[name]
    assert preset.source
    found = score(preset, FIGURES, 2026)
    assert sum((p.points for p in found.parts), Fraction(0)) == found.total
    assert 0 <= found.total <= preset.total * max(preset.cap, Fraction(1))


def test_scores_by_hand():
    presets = load_presets()
    equal = score(presets["three_rates"], FIGURES, 2026).total
    assert equal == 100 * (Fraction(2, 3) + Fraction(7, 9) + Fraction(6, 7)) / 3
    without = {k: v for k, v in FIGURES.items() if k != "solved_rate"}
    found = score(presets["three_rates"], without | {"solved_rate": (0, 0)}, 2026)
    assert found.left_out == ("solved_rate",)
    assert found.total == 100 * (Fraction(2, 3) + Fraction(6, 7)) / 2
    taken = score(presets["three_rates_deducted"], FIGURES, 2026).total
    solved = 90 - 100 * Fraction(7, 9)
    assert taken == 100 - 20 - solved  # satisfied above its target: nothing is taken
    ratio = score(presets["target_ratio"], FIGURES, 2026)
    assert {p.name: p.points for p in ratio.parts}["data_quality"] == Fraction(100, 95) / 3


def told(**changed: object) -> dict[str, object]:
    good = {
        "label": "试", "kind": "points", "source": "试", "dated": date(2026, 1, 1),
        "rules": {"repeat_rate": 1},
    }  # fmt: skip
    return good | changed


def test_less_is_better_counts_the_other_way_round():
    assert score(read_preset("p", told()), FIGURES, 2026).total == 100 * Fraction(5, 6)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rules": {"repeat_rate": 0}}, "权重合计为0"),
        ({"rules": {"no_such_rate": 1}}, "没有登记"),
        ({"rules": {"close_hours_p90": 1}}, "不是分好坏的比率"),
        ({"rules": {"repeat_rate": "much"}}, "写得不对"),
        ({"rules": {"repeat_rate": -1}}, "写得不对"),
        ({"source": ""}, "没有写明 source"),
        ({"dated": None}, "没有写明 dated"),
        ({"kind": "rank"}, "不认识"),
        (
            {"kind": "deduction", "rules": {"repeat_rate": {"per_point": 1, "at_most": 101}}},
            "不超过起评分",
        ),
    ],
)
def test_a_preset_that_cannot_be_is_refused_in_a_sentence(changed, words: str):
    with pytest.raises(WeisuError, match=words):
        read_preset("p", told(**changed))


def test_what_has_no_figure_or_target_is_said():
    preset = read_preset("p", told(kind="ratio"))
    with pytest.raises(WeisuError, match="没有目标值"):
        score(preset, FIGURES, 2026)
    with pytest.raises(WeisuError, match="都没有数值"):
        score(preset, {}, 2026)


# ---------------------------------------------------------------- the document
def asked(extract: MemoryExtract, period: str, **more: object):
    given = {"unit": None, "as_of": None, "least_n": 30, "preset": None} | more
    return answer(extract, SCOPE, CODE, read_period(period), **given)  # type: ignore[arg-type]


def test_the_document_is_json_and_its_lines_are_a_table():
    frame = random_tickets(13, 900)
    frame["org_lead"] = np.array(["甲局", "乙局", "丙局"], dtype=object)[np.arange(900) % 3]
    extract = MemoryExtract(frame)
    document = asked(extract, "2026-03", preset=load_presets()["three_rates"])
    again = json.loads(json.dumps(document, ensure_ascii=False))
    assert again == document
    assert not document["complete"]
    # Of twenty days' tickets none was closed thirty days ago.
    assert set(document["rates"]) == set(EXPECTED) - {"one_time_rate"}
    for card in document["cards"]:
        parts = [Fraction(p["points"]) for p in card["score"]["parts"]]
        assert sum(parts, Fraction(0)) == Fraction(card["score"]["total"])
    lines = list(text_lines(asked(extract, "2026-03", unit="乙局")))
    assert lines[0].startswith("乙局")
    assert any("三率" not in line and "解决率" in line for line in lines)


def test_one_unit_alone_has_nothing_to_be_expected():
    frame = random_tickets(14, 300)
    frame["org_lead"] = "甲局"
    document = asked(MemoryExtract(frame), "2026Q1")
    assert document["rates"] == {}
    assert all(e["compared"] is None for e in document["cards"][0]["entries"])
    assert "没有期望值" in list(text_lines(document))[-1]


def test_periods_and_units_without_tickets_are_said():
    extract = MemoryExtract(random_tickets(15, 100))
    for period in ("2025", "2026-05"):
        with pytest.raises(WeisuError, match="没有可以考核的工单"):
            asked(extract, period)
    with pytest.raises(WeisuError, match="丁局在 2026-03-01 至 2026-03-31 没有工单"):
        asked(extract, "2026-03", unit="丁局")
