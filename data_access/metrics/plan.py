"""Turning asked metrics into one SQL statement over the relation ``t``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import get_args

from data_access.extract.expressions import AS_OF, Expression, all_of, filled, grouped, named, sql
from data_access.extract.layout import columns
from data_access.metrics.conditions import FIRST_OF_MATTER, NOT_EXCLUDED, STATES
from data_access.metrics.intervals import Z
from data_access.metrics.model import Dimension, Form
from data_access.metrics.registry import Asked, ask
from data_access.types import WeisuError

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
GROUPS: Mapping[str, Expression] = {
    "day": named("day"),
    "week": sql("date_trunc('week', {})::DATE", "day"),
    "month": sql("date_trunc('month', {})::DATE", "day"),
    "area_county": named("area_county"),
    "area_street": named("area_street"),
    # Statistical codes: twelve digits; what follows them (a grid, a building) lies inside.
    "area_community": sql("CASE WHEN length({0}) >= 12 THEN left({0}, 12) END", "area_code"),
    "category_1": sql("left({}, 2)", "category_code"),
    "category_2": sql("left({}, 4)", "category_code"),
    "category_3": sql("left({}, 6)", "category_code"),
    "channel": named("source_channel"),
    "department": named("org_lead"),
    "hour": named("hour"),
    "ticket_type": named("ticket_type"),
}
EVERY_ROW = sql("count(*)")


@dataclass(frozen=True, slots=True)
class Item:
    """One metric in the plan: the form in use and the names of its result columns."""

    asked: Asked
    form: Form | None
    key: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A sum that counts rows: those that meet every condition, without those that are left out."""

    conditions: tuple[Expression, ...]
    left_out: tuple[Expression, ...] = ()


@dataclass
class Plan:
    """A statement and what its columns mean.

    Four levels: ``t``, its rows with each condition as a flag (worked out once however many metrics
    use it), the groups' sums, and the figures read off sorted values (at ranks worked out in
    between). The first level is named once, so that no column is read that isn't needed.
    ``counted``: what is known of the sums that are numbers of rows.
    """

    by: tuple[str, ...]
    items: list[Item]
    dataset: str = "tickets"
    flags: dict[Expression, str] = field(default_factory=dict)
    sums: dict[Expression, str] = field(default_factory=dict)
    counted: dict[Expression, Counted] = field(default_factory=dict)
    ranks: dict[str, str] = field(default_factory=dict)
    result: dict[str, str] = field(default_factory=dict)

    def flag(self, condition: Expression) -> Expression:
        """Return a row's flag for a condition, by its name."""
        return named(self.flags.setdefault(condition, f"f{len(self.flags)}"))

    def sum(self, expression: Expression) -> str:
        """Return the name of a group's sum."""
        return self.sums.setdefault(expression, f"s{len(self.sums)}")

    def count(self, base: Expression, left_out: tuple[Expression, ...], *more: Expression) -> str:
        """Return the name of a number of rows: of ``base``, without some, that meet ``more``."""
        flags = [self.flag(all_of(base, *left_out)), *(self.flag(c) for c in more)]
        total = sql("count(*) FILTER (WHERE {})", all_of(*flags))
        self.counted[total] = Counted((base, *more), left_out)
        return self.sum(total)

    def count_filled(self, column: str) -> str:
        """Return the name of the number of rows in which a column is filled."""
        total = sql("count({})", column)
        self.counted[total] = Counted((filled(column),))
        return self.sum(total)

    @cached_property
    def template(self) -> str:
        """The statement, with ``AS_OF`` where the end of the as-of day goes.

        Nothing of a reader's input is in it: all names are this package's own.
        """
        groups = [_group(b) for b in self.by]
        rows = [f"{GROUPS[b].sql} AS {_group(b)}" for b in self.by]
        relation = "t"
        states = self.states
        if states:
            items = ", ".join([*self.needs, *(f"{STATES[n].sql} AS {n}" for n in states)])
            relation = f"(SELECT {items} FROM t) s"  # noqa: S608
        by = f" GROUP BY {', '.join(groups)}" if groups else ""
        if self.flags:
            # Only what is used is named: a planner takes longer over sixty columns than over six.
            read = _names(self.sums)
            kept = [n for n in [*self.needs, *states] if n in read]
            parts = ", ".join([*kept, *rows, _items(self.flags)])
            relation = f"(SELECT {parts} FROM {relation}) r"  # noqa: S608
            rows = groups
        elif groups:
            by = f" GROUP BY {', '.join(str(n + 1) for n in range(len(groups)))}"
        sums = ", ".join([*rows, _items(self.sums)])
        result = ", ".join([*groups, *(f"{e} AS {n}" for n, e in self.result.items())])
        summed = f"SELECT {sums} FROM {relation}{by}"  # noqa: S608
        if self.ranks:
            ranks = ", ".join(f"{e} AS {n}" for n, e in self.ranks.items())
            summed = f"SELECT *, {ranks} FROM ({summed}) h"  # noqa: S608
        order = f" ORDER BY {', '.join(groups)}" if groups else ""
        return f"SELECT {result} FROM ({summed}) g{order}"  # noqa: S608

    @cached_property
    def states(self) -> list[str]:
        """The shared conditions that the flags and sums name."""
        if self.dataset != "tickets":
            return []
        read = _names([*self.flags, *self.sums])
        return [n for n in STATES if n in read]

    @cached_property
    def needs(self) -> list[str]:
        """The columns of ``t`` that the statement reads."""
        read = _names([*self.flags, *self.sums, *(GROUPS[b] for b in self.by)])
        if self.dataset == "daily":
            return sorted(read)
        read |= _names(STATES[n] for n in self.states)
        return [n for n in columns(self.dataset) if n in read]

    def statement(self, as_of: datetime) -> str:
        """Return the statement as of a moment (naive UTC)."""
        return self.template.replace(AS_OF, f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S}'")


def _items(expressions: Mapping[Expression, str]) -> str:
    return ", ".join(f"{expression.sql} AS {name}" for expression, name in expressions.items())


def _names(expressions: Iterable[Expression]) -> set[str]:
    return set().union(*(e.names for e in expressions))


def _group(name: str) -> str:
    return f"by_{name}"


def check_by(by: Sequence[str]) -> tuple[str, ...]:
    """Return the grouping without repeats; ``WeisuError`` names one that doesn't exist."""
    for name in by:
        if name not in DIMENSIONS:
            raise WeisuError(f"不能按“{name}”分组。可用:{'、'.join(DIMENSIONS)}。")
    return tuple(dict.fromkeys(by))


def left_out(one: Asked) -> tuple[Expression, ...]:
    """Return what the common variants that were asked for leave out."""
    excluded = (NOT_EXCLUDED,) if one.assessed else ()
    return (*excluded, *((FIRST_OF_MATTER,) if one.matters else ()))


@lru_cache(maxsize=1024)
def make_plan(
    names: tuple[str, ...], by: tuple[str, ...], filled: frozenset[str], dataset: str
) -> Plan:
    """Return the statement for metrics of one dataset that share one grouping.

    ``filled``: columns that the source fills; they decide which form of a metric is used. Plans
    are kept: making one costs more than a small query.
    """
    asked = [ask(name) for name in names]
    present = dict.fromkeys(filled, 1.0)
    plan = Plan(by, [], dataset)
    plan.result["total"] = plan.sum(EVERY_ROW)
    for number, one in enumerate(asked):
        item = Item(one, one.form(present), f"m{number}")
        plan.items.append(item)
        if item.form is None:
            continue
        _add(plan, item, item.form)
        for column in item.form.needs:
            plan.result[f"filled_{column}"] = plan.count_filled(column)
    return plan


def _add(plan: Plan, item: Item, form: Form) -> None:
    """Add what one metric needs from the rows."""
    key, metric = item.key, item.asked.metric
    base, without = grouped(form.base), left_out(item.asked)
    if form.value is not None:
        rows = all_of(base, *without)
        if metric.kind == "quantile":
            _add_quantile(plan, key, form.value, rows, metric.quantile)
        else:
            _add_mean(plan, key, form.value, rows)
        return
    plan.result[f"{key}_base"] = plan.count(base, without)
    if form.weight is None:
        plan.result[f"{key}_hit"] = plan.count(base, without, grouped(form.hit))
        return
    weight, rows = plan.flag(grouped(form.weight)), plan.flag(all_of(base, *without))
    plan.result[f"{key}_hit"] = plan.sum(
        sql("coalesce(sum({}) FILTER (WHERE {}), 0)::BIGINT", weight, rows)
    )


def _add_mean(plan: Plan, key: str, value: Expression, base: Expression) -> None:
    """Add up a group's values and their squares, as whole numbers."""
    rows, each = plan.flag(base), plan.flag(grouped(value))
    for part, pattern in (
        ("n", "count({0}) FILTER (WHERE {1})"),
        ("sum", "sum({0}) FILTER (WHERE {1})::DOUBLE"),
        ("squares", "sum({0}::HUGEINT * {0}) FILTER (WHERE {1})::DOUBLE"),
    ):
        plan.result[f"{key}_{part}"] = plan.sum(sql(pattern, each, rows))


def _add_quantile(plan: Plan, key: str, value: Expression, base: Expression, q: float) -> None:
    """Sort a group's values once, whatever is asked of them: every quantile and its bounds."""
    kept = plan.flag(sql("CASE WHEN {} THEN {} END", base, value))
    values = plan.sum(sql("list_sort(list({0}) FILTER (WHERE {0} IS NOT NULL))", kept))
    n = plan.sum(sql("count({})", kept))
    ranks, figures = quantile_items(values, n, q, key)
    plan.ranks |= ranks
    plan.result |= {f"{key}_{part}": e for part, e in figures.items()}


def quantile_items(
    values: str, n: str, q: float, key: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return SQL for n, the interpolated quantile and its bounds, of a sorted list of n values.

    First the ranks by their names (each worked out once: as one expression it takes longer to plan
    than to compute), then the figures in those names. The interpolation is that of
    ``quantile_cont`` (and of NumPy's default); the ranks are those of ``intervals.quantile_ranks``.
    An element before the first or after the last of a list is NULL; a negative rank would count
    from its end.
    """
    place, lower, low, high = (f"{key}_{name}_rank" for name in ("place", "lower", "low", "high"))
    exact = f"(({n} - 1) * {q!r}::DOUBLE)"
    half = f"{Z!r}::DOUBLE * sqrt({n} * {q * (1 - q)!r}::DOUBLE)"
    ranks = {
        place: exact,
        lower: f"floor({exact})::BIGINT",
        low: f"greatest(floor({n} * {q!r}::DOUBLE - {half} + 0.5)::BIGINT, 0)",
        high: f"floor({n} * {q!r}::DOUBLE + {half} + 0.5)::BIGINT + 1",
    }
    at, after = f"{values}[{lower} + 1]", f"{values}[least({lower} + 2, {n})]"
    return ranks, {
        "n": n,
        "value": f"{at} + ({place} - {lower}) * ({after} - {at})",
        "low": f"{values}[{low}]",
        "high": f"{values}[{high}]",
    }
