"""The tickets behind a figure: the registry's own conditions, never a second formula."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_access.days import end_of_day_utc
from data_access.extract.expressions import (
    TRUE,
    Expression,
    all_of,
    any_of,
    equals,
    grouped,
    sql,
)
from data_access.extract.layout import columns
from data_access.extract.manifest import Manifest
from data_access.metrics.conditions import STATES
from data_access.metrics.datasets import DATASETS
from data_access.metrics.plan import GROUPS, check_by, left_out
from data_access.metrics.registry import Asked as AskedMetric
from data_access.metrics.registry import ask, missing_columns, missing_text
from data_access.search.asked import Asked, Group, Part, Value
from data_access.types import Filters, Period, WeisuError

_CATEGORY_DIGITS = {"category_1": 2, "category_2": 4, "category_3": 6}
_OTHER_ROWS = {
    "calls": "话务指标由呼叫记录计算，没有对应的工单可列。",
    "tasks": "督办指标由督办任务计算，请到督办任务页查看对应的任务。",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The tickets behind a figure: ``filters`` with what of the group a cut can say, ``rest`` of
    the group, and the row condition (None: no metric was asked for). ``is_none``: the group has
    no day or value in common with the cut.
    """

    filters: Filters
    rest: Group = ()
    condition: Expression | None = None
    is_none: bool = False

    @property
    def whole(self) -> Expression | None:
        """The row condition with the rest of the group, or None."""
        parts = [_of_group(name, value) for name, value in self.rest]
        parts += [grouped(self.condition)] if self.condition is not None else []
        return all_of(*parts) if parts else None

    @property
    def states(self) -> list[str]:
        """The shared conditions that the row condition names."""
        whole = self.whole
        return [n for n in STATES if whole is not None and n in whole.names]

    @property
    def needs(self) -> list[str]:
        """The ticket columns that the row condition reads."""
        whole = self.whole
        if whole is None:
            return []
        read = set(whole.names).union(*(STATES[n].names for n in self.states))
        return [n for n in columns("tickets") if n in read]


def behind(manifest: Manifest, asked: Asked) -> Behind:
    """Return the tickets of a figure as conditions.

    ``WeisuError``: metrics over calls or tasks, a part that the metric doesn't have, a column that
    the source lacks, an unknown name.
    """
    group = asked.group
    check_by([name for name, _ in group])
    condition = None
    if asked.metric:
        one = ask(asked.metric)
        if one.metric.dataset != "tickets":
            raise WeisuError(_OTHER_ROWS[one.metric.dataset])
        condition = row_condition(manifest, asked.filters.jurisdiction, one, asked.part)
        if one.metric.kind == "share" and asked.part != "numerator":
            # A share is taken over what is left of the group without its own dimension.
            group = tuple(g for g in group if g[0] not in one.metric.dimension)
    found = _narrowed(asked.filters, group)
    return replace(found, condition=condition)


def row_condition(manifest: Manifest, code: str, one: AskedMetric, part: Part) -> Expression:
    """Return the condition of the rows that a part of a metric counts in a jurisdiction.

    ``WeisuError``: a part that the metric doesn't have, a column that the source lacks.
    """
    metric, thing = one.metric, DATASETS[one.metric.dataset].thing
    present = manifest.filled(metric.dataset, code)
    form = one.form(present)
    if form is None:
        raise WeisuError(missing_text(one, missing_columns(one, present)))
    base, without = grouped(form.base), left_out(one)
    counted = metric.kind in {"count", "per_10k"}
    if part == "n":
        if metric.kind == "count":
            return TRUE
        if form.value is not None:
            return all_of(base, *without, filled_value(form.value))
        return all_of(base, *without, *((grouped(form.hit),) if counted else ()))
    if form.value is not None or (form.weight is not None and part == "numerator"):
        raise WeisuError(f"{one.label}不是两个{thing}数之比，只能列出它所依据的全部{thing}。")
    if part == "numerator":
        return all_of(base, *without, grouped(form.hit))
    if counted:
        raise WeisuError(f"{one.label}不以{thing}数为分母，只能列出计入的{thing}。")
    return all_of(base, *without)


def filled_value(value: Expression) -> Expression:
    """The value of a row is there."""
    return sql("({}) IS NOT NULL", value)


def _of_group(name: str, value: Value) -> Expression:
    column = GROUPS[name]
    if isinstance(value, tuple):
        return grouped(any_of(*(_of_group(name, one) for one in value)))
    if value is None:
        return sql("({}) IS NULL", column)
    if name == "hour":
        return sql(f"{{}} = {int(value)}", column)
    if name in {"day", "week", "month"}:
        return sql(f"({{}}) = DATE '{date.fromisoformat(value)}'", column)
    return equals(sql("({})", column), value)


def _narrowed(filters: Filters, group: Group) -> Behind:
    """Put into the cut what it can say of a group: fewer months are read, counts are at hand."""
    rest: list[tuple[str, Value]] = []
    for name, value in group:
        if isinstance(value, tuple):
            rest.append((name, value))
        elif name in {"day", "week", "month"} and value is not None:
            period = _meet(filters.period, _span(name, date.fromisoformat(value)))
            if period is None:
                return Behind(filters, is_none=True)
            filters = filters.during(period)
        elif name == "department" and value and filters.department in ("", value):
            filters = replace(filters, department=value)
        elif name == "channel" and value and filters.channel in ("", value):
            filters = replace(filters, channel=value)
        elif len(value or "") == _CATEGORY_DIGITS.get(name) and _finer(filters, value or ""):
            filters = replace(filters, category=value or "")
        else:
            rest.append((name, value))
    return Behind(filters, tuple(rest))


def _finer(filters: Filters, category: str) -> bool:
    return category.startswith(filters.category)


def _span(name: str, first: date) -> Period:
    if name == "day":
        return Period.of_day(first)
    if name == "week":
        return Period(first, first + timedelta(days=7))
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(first.replace(day=1), following)


def _meet(one: Period, other: Period) -> Period | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start < end else None


def moment_of(manifest: Manifest, filters: Filters) -> str:
    """Return the end of the as-of day as SQL, as ``evaluate`` has it."""
    summary = manifest.jurisdictions.get(filters.jurisdiction)
    last = filters.as_of or (summary.last_day if summary else None) or filters.period.last
    end = end_of_day_utc(last, summary.timezone if summary else "UTC")
    return f"TIMESTAMP '{end:%Y-%m-%d %H:%M:%S}'"
