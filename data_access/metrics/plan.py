"""Turning asked metrics into one SQL statement over the relation ``t``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from data_access.metrics.conditions import NOT_EXCLUDED
from data_access.metrics.intervals import Z
from data_access.metrics.registry import Asked, Dimension, Form
from data_access.types import WeisuError

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
_GROUP_SQL: Mapping[str, str] = {
    "day": "day",
    "week": "date_trunc('week', day)::DATE",
    "month": "date_trunc('month', day)::DATE",
    "area_county": "area_county",
    "area_street": "area_street",
    "category_1": "left(category_code, 2)",
    "category_2": "left(category_code, 4)",
    "category_3": "left(category_code, 6)",
    "channel": "source_channel",
    "department": "org_lead",
    "hour": "hour",
}
# What the small daily aggregate can answer: these sums, over everything but the hour.
_DAILY_SUMS = {"volume": "tickets", "accepted": "accepted", "channel_share": "tickets",
               "category_share": "tickets"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One metric in the plan: the form in use and the names of its result columns."""

    asked: Asked
    form: Form | None
    key: str


@dataclass
class Plan:
    """A statement and what its columns mean."""

    by: tuple[str, ...]
    items: list[Item]
    dataset: str = "tickets"
    inner: dict[str, str] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The statement; ``t`` is named once, so that no column is read that isn't needed."""
        groups = [f"{_GROUP_SQL[b]} AS {_group(b)}" for b in self.by]
        names = [_group(b) for b in self.by]
        inner = [*groups, *(f"{e} AS {n}" for n, e in self.inner.items())]
        tail = " GROUP BY ALL" if self.by else ""
        outer = [*names, *(f"{e} AS {n}" for n, e in self.outer.items())]
        # Nothing of a reader's input is in it: names and conditions are this package's own.
        return f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM t{tail}) g"  # noqa: S608


def _group(name: str) -> str:
    return f"by_{name}"


def check_by(by: Sequence[str]) -> tuple[str, ...]:
    """Return the grouping without repeats; ``WeisuError`` names one that doesn't exist."""
    for name in by:
        if name not in DIMENSIONS:
            raise WeisuError(f"不能按“{name}”分组。可用:{'、'.join(DIMENSIONS)}。")
    return tuple(dict.fromkeys(by))


def daily_suffices(asked: Sequence[Asked], by: Sequence[str]) -> bool:
    """Tell whether the daily aggregate answers exactly what the tickets would."""
    return "hour" not in by and all(a.metric.name in _DAILY_SUMS and not a.assessed for a in asked)


def make_plan(
    asked: Sequence[Asked],
    by: tuple[str, ...],
    present: Mapping[str, float],
    as_of: datetime,
    *,
    daily: bool,
) -> Plan:
    """Return the statement for metrics that share one grouping."""
    plan = Plan(by, [], "daily" if daily else "tickets")
    _add(plan, "total", "coalesce(sum(tickets), 0)::BIGINT" if daily else "count(*)")
    moment = f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S}'"
    for number, one in enumerate(asked):
        item = Item(one, one.form(present), f"m{number}")
        plan.items.append(item)
        if item.form is None:
            continue
        if daily:
            column = _DAILY_SUMS[one.metric.name]
            _add(plan, f"{item.key}_hit", f"coalesce(sum({column}), 0)::BIGINT")
        elif one.metric.kind == "quantile":
            _add_quantile(plan, item, item.form)
        else:
            _add_counts(plan, item, item.form, moment)
        for column in item.form.needs if not daily else ():
            plan.inner[f"filled_{column}"] = f"count({column})"
            plan.outer[f"filled_{column}"] = f"filled_{column}"
    return plan


def _add(plan: Plan, name: str, expression: str) -> None:
    plan.inner[name] = expression
    plan.outer[name] = name


def _base(item: Item, form: Form) -> str:
    """The rows that count, with the reading for evaluations on top."""
    return f"({form.base})" + (f" AND {NOT_EXCLUDED}" if item.asked.assessed else "")


def _add_counts(plan: Plan, item: Item, form: Form, moment: str) -> None:
    base = _base(item, form).replace("{as_of}", moment)
    hit = form.hit.replace("{as_of}", moment)
    _add(plan, f"{item.key}_base", f"count(*) FILTER (WHERE {base})")
    _add(plan, f"{item.key}_hit", f"count(*) FILTER (WHERE {base} AND ({hit}))")


def _add_quantile(plan: Plan, item: Item, form: Form) -> None:
    """Sort a group's values once, whatever is asked of them: every quantile and its bounds."""
    source = f"list({form.value}) FILTER (WHERE {_base(item, form)})"
    name = next((n for n, e in plan.inner.items() if e == f"list_sort({source})"), None)
    if name is None:
        name = f"{item.key}_values"
        plan.inner[name] = f"list_sort({source})"
    q = item.asked.metric.quantile
    plan.outer |= {f"{item.key}_{part}": e for part, e in quantile_items(name, q).items()}


def quantile_items(values: str, q: float) -> dict[str, str]:
    """Return SQL for n, the interpolated quantile and its bounds, of a sorted list.

    The interpolation is that of ``quantile_cont`` (and of NumPy's default); the ranks are those of
    ``intervals.quantile_ranks``. An index outside a list gives NULL.
    """
    n = f"coalesce(len({values}), 0)"
    place = f"(({n} - 1) * {q!r}::DOUBLE)"
    lower = f"floor({place})::BIGINT"
    at, after = f"{values}[{lower} + 1]", f"{values}[least({lower} + 2, {n})]"
    half = f"{Z!r}::DOUBLE * sqrt({n} * {q * (1 - q)!r}::DOUBLE)"
    low = f"floor({n} * {q!r}::DOUBLE - {half} + 0.5)::BIGINT"
    high = f"floor({n} * {q!r}::DOUBLE + {half} + 0.5)::BIGINT + 1"
    return {
        "n": n,
        "value": f"CASE WHEN {n} > 0 THEN {at} + ({place} - {lower}) * ({after} - {at}) END",
        "low": f"CASE WHEN {low} >= 1 THEN {values}[{low}] END",
        "high": f"CASE WHEN {high} <= {n} THEN {values}[{high}] END",
    }
