"""What the rows of each dataset carry, and what is said of metrics that ask for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from data_access.metrics.model import Dataset, Dimension
from data_access.types import Filters, Scope

_CALENDAR: frozenset[Dimension] = frozenset({"day", "week", "month"})


@dataclass(frozen=True, slots=True)
class Rows:
    """``thing``, ``counter``: how rows are called and counted. ``source``: where they come from, in
    the metric's section. ``by``: what they can be grouped by, None: by everything. ``of_units``:
    whether a reader of some units or areas sees his own. ``none``: said where there is no row at
    all, empty where that needs no words. ``parts``: why a change is not split into its parts.
    """

    thing: str
    counter: str
    source: str = ""
    by: frozenset[Dimension] | None = None
    of_units: bool = True
    none: str = ""
    parts: str = ""


DATASETS: Mapping[Dataset, Rows] = MappingProxyType(
    {
        "tickets": Rows("工单", "件"),
        # Calls say when they came, and nothing of where or what about.
        "calls": Rows(
            "话务", "次", "呼叫记录(话务)", _CALENDAR, of_units=False,
            none="数据源没有话务数据,无法计算话务指标。",
            parts="话务数据没有区域、分类和单位,无法说明变化由什么构成。",
        ),
        "tasks": Rows(
            "督办任务", "项", "产品中签发的督办任务,每晚更新",
            frozenset({
                *_CALENDAR, "area_county", "area_street", "category_1", "category_2", "category_3",
                "department",
            }),
            none="还没有签发过督办任务,无法计算督办指标。",
            parts="督办任务件数少,变化不拆分为各分类、各区域的部分。",
        ),
    }
)  # fmt: skip


def refused(dataset: Dataset, scope: Scope, filters: Filters, by: Sequence[str]) -> str:
    """Return why metrics of a dataset can't be cut or grouped as asked, or ""."""
    rows = DATASETS[dataset]
    if rows.by is None:
        return ""
    if rows.of_units:
        if filters.channel or not set(by) <= rows.by:
            return (
                "督办任务没有来源渠道、时段和诉求类型,只能按日、周、月、区域、分类和主办单位"
                "筛选或分组。"
            )
        return ""
    if scope.departments is not None or scope.areas is not None:
        return "话务数据不分单位和辖区,您的账号只能查看本单位、本辖区的数据,因此不显示话务指标。"
    if not set(by) <= rows.by:
        return "话务数据没有区域、分类和单位,只能按日、周、月分组。"
    if any((filters.area, filters.category, filters.department, filters.channel)):
        return "话务数据没有区域、分类、单位和渠道,不能按所选条件筛选。"
    return ""
