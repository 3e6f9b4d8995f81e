"""Where several share the highest value, none of them alone is said to have most."""

import pytest

from style.ties import most


@pytest.mark.parametrize(
    ("values", "names", "count"),
    [
        ([("甲街道", 5), ("乙街道", 4)], "甲街道", 1),
        ([("甲街道", 5), ("乙街道", 5), ("丙街道", 4)], "甲街道、乙街道", 2),
        ([("丙街道", 4), ("甲街道", 5), ("乙街道", 5), ("丁街道", 5)], "甲街道、乙街道等3处", 3),
        ([], "", 0),
    ],
)
def test_all_that_share_the_highest_value_have_most(values, names, count):
    found = most(values, "处")
    assert (found.names, found.count, found.tied) == (names, count, count > 1)
    assert not values or found.value == max(value for _, value in values)
