"""Small numbers that are withheld cannot be worked out from what is told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from geo.small_cells import FEW, TOGETHER, Table, withheld


def city(seed: int, mean: float) -> list[Table]:
    """Streets and communities with categories, whose parts add up to the whole."""
    random = np.random.default_rng(seed)
    streets, communities, categories = 3, 9, 4
    parent = random.integers(0, streets, communities)
    weights = random.gamma(0.6, 1.0, (communities, categories))
    fine = random.poisson(weights * mean)
    fine = np.hstack([fine.sum(axis=1, keepdims=True), fine])
    wide = np.zeros((streets, categories + 1), dtype=np.int64)
    np.add.at(wide, parent, fine)
    return [Table(wide, np.zeros(streets, dtype=np.int64)), Table(fine, parent)]


def equations(tables: list[Table]) -> list[tuple[list[int], int, int]]:
    """Every sum that a reader knows of: parts, the whole's cell or -1, the whole where known."""
    found: list[tuple[list[int], int, int]] = []
    starts = np.cumsum([0, *(t.counts.size for t in tables)])

    def cell(level: int, row: int, column: int) -> int:
        return int(starts[level] + row * tables[level].counts.shape[1] + column)

    for level, table in enumerate(tables):
        rows, columns = table.counts.shape
        for row in range(rows):
            parts = [cell(level, row, c) for c in range(1, columns)]
            found.append((parts, cell(level, row, 0), 0))
        for column in range(columns):
            for group in range(1 if level == 0 else len(tables[level - 1].counts)):
                own = np.flatnonzero(table.parent == group)
                parts = [cell(level, int(r), column) for r in own]
                if level == 0:
                    found.append((parts, -1, int(table.counts[:, column].sum())))
                elif parts:
                    found.append((parts, cell(level - 1, group, column), 0))
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mean", [1.0, 4.0, 15.0])
def test_no_withheld_small_number_follows_from_the_sums(seed: int, mean: float) -> None:
    tables = city(seed, mean)
    hidden = np.concatenate([h.ravel() for h in withheld(tables)])
    counts = np.concatenate([t.counts.ravel() for t in tables])
    assert hidden[(counts > 0) & (counts < FEW)].all()
    unknown = np.flatnonzero(hidden)
    place = {int(cell): k for k, cell in enumerate(unknown)}
    sums, totals = [], []
    for parts, whole, known in equations(tables):
        row, total = np.zeros(len(unknown)), float(known)
        for cell, sign in [(c, 1.0) for c in parts] + ([(whole, -1.0)] if whole >= 0 else []):
            if cell in place:
                row[place[cell]] += sign
            else:
                total -= sign * counts[cell]
        sums.append(row)
        totals.append(total)
    small = [k for k, cell in enumerate(unknown) if 0 < counts[cell] < FEW]
    for k in small:
        aim = np.zeros(len(unknown))
        aim[k] = 1.0
        ends = [
            linprog(sign * aim, A_eq=np.array(sums), b_eq=totals, bounds=(0, None))
            for sign in (1.0, -1.0)
        ]
        assert all(e.success or e.status == 3 for e in ends)  # 3: without bound
        if ends[1].status != 3:
            assert -ends[1].fun - ends[0].fun >= 1


def test_zeros_and_large_numbers_stay_where_nothing_is_small() -> None:
    table = Table(np.array([[30, 10, 20, 0], [25, 25, 0, 0]]), np.zeros(2, dtype=np.int64))
    assert not withheld([table])[0].any()


def test_two_that_make_three_are_not_withheld_alone() -> None:
    table = Table(np.array([[33, 1, 2, 12, 18], [40, 10, 10, 10, 10]]), np.zeros(2, dtype=np.int64))
    first = withheld([table])[0][0]
    assert first[[1, 2]].all()
    assert first[0] or table.counts[0, 1:][first[1:]].sum() >= TOGETHER


def test_a_wide_area_with_one_part_is_withheld_with_it() -> None:
    wide = Table(np.array([[3], [50], [60]]), np.zeros(3, dtype=np.int64))
    fine = Table(np.array([[3], [20], [30], [60]]), np.array([0, 1, 1, 2]))
    above, below = withheld([wide, fine])
    assert above[0, 0]
    assert below[0, 0]
    assert above[:, 0].sum() >= 2
