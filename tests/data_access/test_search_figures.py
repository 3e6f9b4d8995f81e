"""The tickets behind a figure: as many as the figure says, for every metric and any group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_access.extract.query import Extract
from data_access.metrics.evaluate import evaluate
from data_access.metrics.registry import ASSESSED, MATTERS, ask, registry
from data_access.search.asked import Asked, group_of
from data_access.search.find import find
from data_access.types import Scope, WeisuError
from tests.data_access import search_frames as frames

TICKETS = [m for m in registry().values() if m.dataset == "tickets"]
NAMES = [
    name
    for m in TICKETS
    for name in (m.name, *(f"{m.name}:{v}" for v in (*m.variants, f"{MATTERS},{ASSESSED}")))
]
GROUPINGS = (
    (), ("department",), ("week",), ("month", "channel"), ("category_1",), ("category_2", "day"),
    ("category_3",), ("area_street", "department"), ("hour",), ("ticket_type",), ("area_county",),
)  # fmt: skip
MORE = 10_000


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    return frames.stored(tmp_path_factory.mktemp("figures"), frames.with_texts(9, 300))


def parts(row: pd.Series) -> dict[str, int]:
    """The figure's parts that are numbers of tickets."""
    kind = ask(row["metric"]).metric.kind
    names = (
        ["n", "numerator"] if kind in {"count", "per_10k"} else ["n", "numerator", "denominator"]
    )
    return {name: int(row[name]) for name in names if not pd.isna(row[name])}


def check(extract: Extract, scope: Scope, name: str, by: tuple[str, ...], turn: int) -> None:
    """Compare a group's figure with its tickets: one group of those there are, by ``turn``."""
    frame = evaluate(extract, scope, frames.EVERYTHING, [name], by)
    assert len(frame)
    row = frame.iloc[turn % len(frame)]
    dimensions = [c for c in frame.columns if c in _dimensions(name, by)]
    group = group_of({d: row[d] for d in dimensions})
    for part, wanted in parts(row).items():
        asked = Asked(frames.EVERYTHING, metric=name, part=part, group=group)  # type: ignore[arg-type]
        found = find(extract, scope, asked, limit=MORE)
        assert found.exact
        assert (found.count, len(found.rows)) == (wanted, wanted), (name, group, part)
        assert found.rows["ticket_no"].is_unique


def _dimensions(name: str, by: tuple[str, ...]) -> set[str]:
    return {*by, *ask(name).metric.dimension}


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_tickets_are_as_many_as_it_says(extract, name):
    place = NAMES.index(name)
    check(extract, frames.ALL, name, (), 0)
    for step in range(2):
        by = GROUPINGS[(place + 4 * step) % len(GROUPINGS)]
        scope = frames.SCOPES[(place + step) % len(frames.SCOPES)]
        check(extract, scope, name, by, turn=place * 7 + step)


@pytest.mark.parametrize("by", GROUPINGS[1:])
@pytest.mark.parametrize("name", ["on_time_rate", "volume", "close_hours_median", "channel_share"])
def test_groups_of_a_figure(extract, name, by):
    for turn in (0, 2, -1):
        check(extract, frames.ALL, name, by, turn)


def test_words_narrow_the_tickets_of_a_figure(extract):
    asked = Asked(frames.EVERYTHING, metric="on_time_rate", part="numerator")
    every = find(extract, frames.ALL, asked, limit=MORE).rows
    some = find(extract, frames.ALL, Asked(
        frames.EVERYTHING, words="水", metric="on_time_rate", part="numerator"
    ), limit=MORE).rows  # fmt: skip
    assert 0 < len(some) < len(every)
    assert set(some["ticket_no"]) < set(every["ticket_no"])


_TASKS = next(m.name for m in registry().values() if m.dataset == "tasks")


def test_figures_without_tickets_are_refused_in_words(extract):
    for name, part, words in (
        ("answer_rate", "n", "话务"), (_TASKS, "n", "督办"),
        ("close_hours_median", "numerator", "全部工单"), ("volume", "denominator", "分母"),
    ):  # fmt: skip
        with pytest.raises(WeisuError, match=words):
            find(extract, frames.ALL, Asked(frames.EVERYTHING, metric=name, part=part))  # type: ignore[arg-type]
    with pytest.raises(WeisuError):
        find(extract, frames.ALL, Asked(frames.EVERYTHING, metric="nothing"))


def test_a_group_outside_the_cut_holds_no_ticket(extract):
    for group in ({"week": "2020-01-06"}, {"department": "没有的局"}):
        found = find(extract, frames.ALL, Asked(frames.EVERYTHING, group=group_of(group)))
        assert (found.count, len(found.rows), found.exact) == (0, 0, True)


def test_groups_as_figures_give_them():
    assert group_of({"hour": np.float64(9.0), "week": pd.Timestamp(2026, 3, 2)}) == (
        ("hour", "9"), ("week", "2026-03-02"),
    )  # fmt: skip
    assert group_of({"department": pd.NA, "channel": float("nan"), "day": pd.NaT}) == (
        ("department", None), ("channel", None), ("day", None),
    )  # fmt: skip
    assert isinstance(hash(Asked(frames.EVERYTHING, group=group_of({"day": "2026-03-02"}))), int)


def test_several_groups_together_have_as_many_tickets_as_their_figures(extract: Extract):
    frame = evaluate(extract, Scope.system("tests"), frames.EVERYTHING, ["volume"], ("hour",))
    some = frame.head(3)
    group = group_of({"hour": list(some["hour"])})
    asked = Asked(frames.EVERYTHING, metric="volume", part="numerator", group=group)
    found = find(extract, Scope.system("tests"), asked, limit=MORE)
    assert found.count == len(found.rows) == int(some["value"].sum())
    numbers = tuple(found.rows["ticket_no"].astype(str)[:2])
    held = find(extract, Scope.system("tests"), Asked(frames.EVERYTHING, numbers=numbers,
                                                     group=group))  # fmt: skip
    assert held.count == len(numbers)
