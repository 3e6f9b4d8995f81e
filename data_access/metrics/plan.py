"""Turning asked metrics into one SQL statement over the relation ``t``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from data_access.metrics.conditions import NOT_EXCLUDED, STATES
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
    """A statement and what its columns mean.

    Four levels: ``t``, its rows with each condition as a flag (worked out once however many metrics
    use it), the groups' sums, and the figures read off sorted values. The first level is named
    once, so that no column is read that isn't needed.
    """

    by: tuple[str, ...]
    items: list[Item]
    dataset: str = "tickets"
    flags: dict[str, str] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    result: dict[str, str] = field(default_factory=dict)

    def flag(self, condition: str) -> str:
        """Return the name of a row's flag for a condition."""
        return self.flags.setdefault(condition, f"f{len(self.flags)}")

    def sum(self, expression: str) -> str:
        """Return the name of a group's sum."""
        return self.sums.setdefault(expression, f"s{len(self.sums)}")

    @property
    def sql(self) -> str:
        """The statement. Nothing of a reader's input is in it: all names are this package's own."""
        groups = [_group(b) for b in self.by]
        rows = [f"{_GROUP_SQL[b]} AS {_group(b)}" for b in self.by]
        relation = "t"
        if self.dataset == "tickets":
            states = _items({e: n for n, e in STATES.items()})
            relation = f"(SELECT *, {states} FROM t) s"  # noqa: S608
        parts = ["*", *rows, *([_items(self.flags)] if self.flags else [])]
        by = f" GROUP BY {', '.join(groups)}" if groups else ""
        sums = ", ".join([*groups, _items(self.sums)])
        result = ", ".join([*groups, *(f"{e} AS {n}" for n, e in self.result.items())])
        inner = f"SELECT {', '.join(parts)} FROM {relation}"  # noqa: S608
        return f"SELECT {result} FROM (SELECT {sums} FROM ({inner}) r{by}) g"  # noqa: S608


def _items(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{expression} AS {name}" for expression, name in expressions.items())


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
    plan.result["total"] = plan.sum("coalesce(sum(tickets), 0)::BIGINT" if daily else "count(*)")
    moment = f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S}'"
    for number, one in enumerate(asked):
        item = Item(one, one.form(present), f"m{number}")
        plan.items.append(item)
        if item.form is None:
            continue
        if daily:
            column = _DAILY_SUMS[one.metric.name]
            plan.result[f"{item.key}_hit"] = plan.sum(f"coalesce(sum({column}), 0)::BIGINT")
            continue
        base = f"({item.form.base})" + (f" AND {NOT_EXCLUDED}" if one.assessed else "")
        base = plan.flag(base.replace("{as_of}", moment))
        if one.metric.kind == "quantile":
            _add_quantile(plan, item.key, item.form.value, base, one.metric.quantile)
        else:
            hit = plan.flag(f"({item.form.hit.replace('{as_of}', moment)})")
            plan.result[f"{item.key}_base"] = plan.sum(f"count(*) FILTER (WHERE {base})")
            plan.result[f"{item.key}_hit"] = plan.sum(f"count(*) FILTER (WHERE {base} AND {hit})")
        for column in item.form.needs:
            plan.result[f"filled_{column}"] = plan.sum(f"count({column})")
    return plan


def _add_quantile(plan: Plan, key: str, value: str, base: str, q: float) -> None:
    """Sort a group's values once, whatever is asked of them: every quantile and its bounds."""
    values = plan.sum(f"list_sort(list({value}) FILTER (WHERE {base}))")
    n = plan.sum(f"count({value}) FILTER (WHERE {base})")
    plan.result |= {f"{key}_{part}": e for part, e in quantile_items(values, n, q).items()}


def quantile_items(values: str, n: str, q: float) -> dict[str, str]:
    """Return SQL for n, the interpolated quantile and its bounds, of a sorted list of n values.

    The interpolation is that of ``quantile_cont`` (and of NumPy's default); the ranks are those of
    ``intervals.quantile_ranks``.
    """
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
