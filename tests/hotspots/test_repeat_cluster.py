"""Groups: a partition, nothing chained, people's decisions kept."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.repeats.cluster import Links, clusters
from hotspots.repeats.types import RepeatSettings


def find(
    grid: np.ndarray,
    *,
    together: tuple[tuple[int, int], ...] = (),
    apart: tuple[tuple[int, int], ...] = (),
    day: np.ndarray | None = None,
) -> list[list[int]]:
    n = len(grid)
    a, b = np.triu_indices(n, 1)
    links = Links(a, b, grid[a, b], together, frozenset(apart))
    days = np.zeros(n, dtype=np.int64) if day is None else day
    found, _ = clusters(links, days, lambda x, y: grid[x, y], RepeatSettings())
    return [group.members.tolist() for group in found]


@st.composite
def grids(draw: st.DrawFn) -> np.ndarray:
    n = draw(st.integers(2, 9))
    values = draw(st.lists(st.floats(0, 1), min_size=n * n, max_size=n * n))
    grid = np.array(values).reshape(n, n)
    return np.triu(grid, 1) + np.triu(grid, 1).T


PAIRS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=4)


@given(grids(), PAIRS, PAIRS)
@settings(max_examples=150, deadline=None)
def test_a_partition_that_keeps_decisions(
    grid: np.ndarray, apart: list[tuple[int, int]], together: list[tuple[int, int]]
) -> None:
    n = len(grid)
    parted = tuple({(min(p), max(p)) for p in apart if max(p) < n and p[0] != p[1]})
    joined = tuple(
        sorted({(min(p), max(p)) for p in together if max(p) < n and p[0] != p[1]} - set(parted))
    )
    found = find(grid, together=joined, apart=parted)
    seen = list(itertools.chain.from_iterable(found))
    assert len(seen) == len(set(seen))
    assert all(len(group) > 1 for group in found)
    home = {node: k for k, group in enumerate(found) for node in group}
    for a, b in parted:
        assert home.get(a, -1) != home.get(b, -2)
    if not parted:
        for a, b in joined:
            assert home[a] == home[b]


@given(grids())
@settings(max_examples=80, deadline=None)
def test_groups_are_alike_on_the_whole(grid: np.ndarray) -> None:
    for group in find(grid):
        # The last join had a mean of at least a half; so the group cannot be all unlike.
        inner = [grid[a, b] for a, b in itertools.combinations(group, 2)]
        assert max(inner) >= 0.5
        assert np.mean(inner) >= 0.5 - 1e-9


def test_a_chain_does_not_become_one_group() -> None:
    n = 12
    grid = np.zeros((n, n))
    for k in range(n - 1):
        grid[k, k + 1] = grid[k + 1, k] = 0.95
    assert max(len(group) for group in find(grid)) <= 3


def test_a_group_has_an_end_in_time() -> None:
    grid = np.ones((6, 6))
    day = np.array([0, 100, 150, 300, 350, 400])
    assert all(day[group].max() - day[group].min() <= 183 for group in find(grid, day=day))


@pytest.mark.parametrize("n", [301, 900])
def test_a_very_large_part_is_still_one_matter(n: int) -> None:
    a, b = np.arange(n - 1), np.arange(1, n)
    links = Links(a, b, np.full(n - 1, 0.99))
    found, cut = clusters(
        links, np.zeros(n, dtype=np.int64), lambda x, y: np.full(len(x), 0.99), RepeatSettings()
    )
    assert cut
    assert [len(group.members) for group in found] == [n]
