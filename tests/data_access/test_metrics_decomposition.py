"""The parts of a change sum to it exactly, and each effect is what it is called."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.metrics.decomposition import (
    EFFECTS,
    MIX,
    PLACE,
    RATE,
    VOLUME,
    cells_of,
    decompose,
    parts_of,
)
from data_access.metrics.evaluate import evaluate
from data_access.types import Period, WeisuError
from tests.data_access import metric_frames as frames

NUMBERS = st.integers(0, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["供热", "物业", None]), st.sampled_from(["东", "西", None])),
    NUMBERS,
    max_size=9,
)


@settings(max_examples=200, deadline=None)
@given(CELLS, CELLS)
def test_effects_of_a_count_sum_to_its_change_exactly(before: Any, after: Any) -> None:
    found = decompose(before, after)
    cases = [sum(hits for _, hits in side.values()) for side in (before, after)]
    assert [found.before, found.after] == cases
    assert sum(found.effects.values()) == found.change
    whole = found.whole()
    assert sum(whole.values()) == cases[1] - cases[0]
    assert all(abs(whole[name] - found.effects[name]) < 1 for name in EFFECTS)


@settings(max_examples=200, deadline=None)
@given(CELLS, CELLS)
def test_effects_of_a_rate_sum_to_its_change_exactly(before: Any, after: Any) -> None:
    if not all(sum(n for n, _ in side.values()) for side in (before, after)):
        with pytest.raises(WeisuError):
            decompose(before, after, as_rate=True)
        return
    found = decompose(before, after, as_rate=True)
    for side, value in ((before, found.before), (after, found.after)):
        n, hits = sum(n for n, _ in side.values()), sum(h for _, h in side.values())
        assert value == Fraction(hits, n)
    assert sum(found.effects.values()) == found.change
    assert set(found.effects) == {MIX, PLACE, RATE}


@settings(max_examples=100, deadline=None)
@given(CELLS, CELLS)
def test_back_and_forth_is_nothing(before: Any, after: Any) -> None:
    there, back = decompose(before, after), decompose(after, before)
    assert {n: -e for n, e in back.effects.items()} == dict(there.effects)
    assert not any(decompose(before, before).effects.values())


@settings(max_examples=100, deadline=None)
@given(CELLS, st.integers(2, 5))
def test_more_of_the_same_is_volume_only(before: Any, times: int) -> None:
    after = {cell: (n * times, hits * times) for cell, (n, hits) in before.items()}
    found = decompose(before, after)
    assert found.effects[VOLUME] == found.change
    assert not any(found.effects[name] for name in (MIX, PLACE, RATE))


def test_each_effect_is_what_it_is_called() -> None:
    base: Any = {("a", "x"): (50, 10), ("a", "y"): (50, 5), ("b", "x"): (100, 50)}
    mix: Any = {("a", "x"): (25, 5), ("a", "y"): (25, Fraction(5, 2)), ("b", "x"): (150, 75)}
    moved = decompose(base, {k: (n * 2, int(h * 2)) for k, (n, h) in mix.items()}, as_rate=True)
    assert moved.effects[MIX] == moved.change != 0
    place: Any = {("a", "x"): (100, 20), ("a", "y"): (0, 0), ("b", "x"): (100, 50)}
    assert decompose(base, place).effects[PLACE] == decompose(base, place).change == 5
    rate: Any = {("a", "x"): (50, 30), ("a", "y"): (50, 5), ("b", "x"): (100, 50)}
    assert decompose(base, rate).effects[RATE] == 20
    # What is new and has no earlier rate counts as mix.
    new: Any = {**base, ("c", "x"): (50, 50)}
    assert decompose(base, new, as_rate=True).effects[RATE] == 0


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 99)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 99)),
)
def test_parts_sum_to_the_change(before: Any, after: Any) -> None:
    parts = parts_of(before, after)
    change = sum(after.values()) - sum(before.values())
    assert sum(p.change for p in parts) == change
    if change:
        assert sum(p.share or 0 for p in parts) == 1
    sizes = [abs(p.change) for p in parts]
    assert sizes == sorted(sizes, reverse=True)


def test_cells_come_from_the_metrics_own_rows() -> None:
    source = frames.MemoryExtract(frames.random_tickets(5, 300))
    weeks = [Period(frames.FIRST, frames.FIRST.replace(day=n)) for n in (8, 15)]
    sides = []
    for week in weeks:
        rows = evaluate(
            source, frames.SCOPE, frames.EVERYTHING.during(week),
            ["satisfaction_rate"], ["category_1", "area_street"],
        )  # fmt: skip
        sides.append(cells_of(rows, "category_1", "area_street"))
    whole = [
        evaluate(source, frames.SCOPE, frames.EVERYTHING.during(w), ["satisfaction_rate"])
        for w in weeks
    ]
    found = decompose(sides[0], sides[1], as_rate=True)
    assert [float(found.before), float(found.after)] == [w["value"][0] for w in whole]
    assert any(None in cell for cell in sides[0])
    with pytest.raises(WeisuError):
        found.whole()
    with pytest.raises(WeisuError):
        decompose({("a", "b"): (1, 2)}, {})
