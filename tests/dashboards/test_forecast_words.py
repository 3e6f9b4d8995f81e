"""Names of categories on the page 趋势预测."""

from __future__ import annotations

from forecasting.reading import at_level, category_name


def test_tickets_that_name_the_wider_category_only_are_said_so() -> None:
    names = {"01": "城市管理", "0101": "市容环境"}
    assert category_name(names, "0101") == "市容环境"
    assert category_name(names, "01_") == "城市管理（未细分）"
    assert category_name(names, "0102") == "0102"


def test_they_stand_beside_the_finer_ones_and_not_beside_their_own_sum() -> None:
    assert [c for c in ("01", "01_", "0101", "") if at_level(c, 1)] == ["01", ""]
    assert [c for c in ("01", "01_", "0101", "") if at_level(c, 2)] == ["01_", "0101", ""]
