"""Turning asked metrics into one SQL statement over the relation ``t``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import get_args

from data_access.extract.layout import arrow_schema
from data_access.metrics.conditions import FIRST_OF_MATTER, NOT_EXCLUDED, STATES
from data_access.metrics.intervals import Z
from data_access.metrics.model import Dimension, Form
from data_access.metrics.registry import Asked, ask
from data_access.types import WeisuError

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
GROUP_SQL: Mapping[str, str] = {
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
    "ticket_type": "ticket_type",
}
# Calls say when they came, and nothing of where or what about.
OF_CALLS = frozenset({"day", "week", "month"})
AS_OF = "{as_of}"
_WORD, _QUOTED = re.compile(r"[A-Za-z_]\w*"), re.compile(r"'[^']*'")


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
    use it), the groups' sums, and the figures read off sorted values (at
    ranks worked out in between). The first level is named
    once, so that no column is read that isn't needed.
    """

    by: tuple[str, ...]
    items: list[Item]
    dataset: str = "tickets"
    flags: dict[str, str] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, str] = field(default_factory=dict)
    result: dict[str, str] = field(default_factory=dict)

    def flag(self, condition: str) -> str:
        """Return the name of a row's flag for a condition."""
        return self.flags.setdefault(condition, f"f{len(self.flags)}")

    def sum(self, expression: str) -> str:
        """Return the name of a group's sum."""
        return self.sums.setdefault(expression, f"s{len(self.sums)}")

    @cached_property
    def template(self) -> str:
        """The statement, with ``AS_OF`` where the end of the as-of day goes.

        Nothing of a reader's input is in it: all names are this package's own.
        """
        groups = [_group(b) for b in self.by]
        rows = [f"{GROUP_SQL[b]} AS {_group(b)}" for b in self.by]
        relation = "t"
        states = self.states
        if states:
            items = ", ".join([*self.needs, *(f"{STATES[n]} AS {n}" for n in states)])
            relation = f"(SELECT {items} FROM t) s"  # noqa: S608
        by = f" GROUP BY {', '.join(groups)}" if groups else ""
        if self.flags:
            # Only what is used is named: a planner takes longer over sixty columns than over six.
            kept = _mentioned([*self.sums], [*self.needs, *states])
            parts = ", ".join([*kept, *rows, _items(self.flags)])
            relation = f"(SELECT {parts} FROM {relation}) r"  # noqa: S608
            rows = groups
        elif groups:
            by = f" GROUP BY {', '.join(str(n + 1) for n in range(len(groups)))}"
        sums = ", ".join([*rows, _items(self.sums)])
        result = ", ".join([*groups, *(f"{e} AS {n}" for n, e in self.result.items())])
        grouped = f"SELECT {sums} FROM {relation}{by}"  # noqa: S608
        if self.ranks:
            ranks = ", ".join(f"{e} AS {n}" for n, e in self.ranks.items())
            grouped = f"SELECT *, {ranks} FROM ({grouped}) h"  # noqa: S608
        order = f" ORDER BY {', '.join(groups)}" if groups else ""
        return f"SELECT {result} FROM ({grouped}) g{order}"  # noqa: S608

    @cached_property
    def states(self) -> list[str]:
        """The shared conditions that the flags and sums name."""
        if self.dataset != "tickets":
            return []
        return _mentioned([*self.flags, *self.sums], list(STATES))

    @cached_property
    def needs(self) -> list[str]:
        """The columns of ``t`` that the statement reads."""
        texts = [*self.flags, *self.sums, *(GROUP_SQL[b] for b in self.by)]
        texts += [STATES[name] for name in self.states]
        if self.dataset == "daily":
            words = {word for text in texts for word in _WORD.findall(text)}
            own = {*arrow_schema("daily").names, "is_excluded", "is_repeat"}
            return sorted(w for w in words if w in own or w.startswith("m_"))
        return _mentioned(texts, arrow_schema(self.dataset).names)

    def sql(self, as_of: datetime) -> str:
        """Return the statement as of a moment (naive UTC)."""
        return self.template.replace(AS_OF, f"TIMESTAMP '{as_of:%Y-%m-%d %H:%M:%S}'")


def _items(expressions: Mapping[str, str]) -> str:
    return ", ".join(f"{expression} AS {name}" for expression, name in expressions.items())


def _mentioned(texts: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return which of some names the texts mention outside quotes."""
    words = {word for text in texts for word in _WORD.findall(_QUOTED.sub("", text))}
    return [name for name in names if name in words]


def _group(name: str) -> str:
    return f"by_{name}"


def check_by(by: Sequence[str]) -> tuple[str, ...]:
    """Return the grouping without repeats; ``WeisuError`` names one that doesn't exist."""
    for name in by:
        if name not in DIMENSIONS:
            raise WeisuError(f"不能按“{name}”分组。可用:{'、'.join(DIMENSIONS)}。")
    return tuple(dict.fromkeys(by))


def base_condition(one: Asked, form: Form) -> str:
    """Return the condition of the rows that count, in the names of ``conditions.STATES``."""
    base = f"({form.base})"
    base += f" AND {NOT_EXCLUDED}" if one.assessed else ""
    return base + (f" AND {FIRST_OF_MATTER}" if one.matters else "")


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
    plan.result["total"] = plan.sum("count(*)")
    for number, one in enumerate(asked):
        item = Item(one, one.form(present), f"m{number}")
        plan.items.append(item)
        if item.form is None:
            continue
        _add(plan, item, item.form)
        for column in item.form.needs:
            plan.result[f"filled_{column}"] = plan.sum(f"count({column})")
    return plan


def _add(plan: Plan, item: Item, form: Form) -> None:
    """Add what one metric needs from the rows."""
    key, metric = item.key, item.asked.metric
    condition = base_condition(item.asked, form)
    if metric.kind == "quantile":
        _add_quantile(plan, key, form.value, condition, metric.quantile)
        return
    base = plan.flag(condition)
    if metric.kind == "mean":
        value = plan.flag(f"({form.value})")
        plan.result[f"{key}_n"] = plan.sum(f"count({value}) FILTER (WHERE {base})")
        plan.result[f"{key}_sum"] = plan.sum(f"sum({value}) FILTER (WHERE {base})::DOUBLE")
        squares = f"sum({value}::HUGEINT * {value}) FILTER (WHERE {base})::DOUBLE"
        plan.result[f"{key}_squares"] = plan.sum(squares)
        return
    plan.result[f"{key}_base"] = plan.sum(f"count(*) FILTER (WHERE {base})")
    if form.weight:
        weight = plan.flag(f"({form.weight})")
        plan.result[f"{key}_hit"] = plan.sum(
            f"coalesce(sum({weight}) FILTER (WHERE {base}), 0)::BIGINT"
        )
        return
    hit = plan.flag(f"({form.hit})")
    plan.result[f"{key}_hit"] = plan.sum(f"count(*) FILTER (WHERE {base} AND {hit})")


def _add_quantile(plan: Plan, key: str, value: str, base: str, q: float) -> None:
    """Sort a group's values once, whatever is asked of them: every quantile and its bounds."""
    kept = plan.flag(f"CASE WHEN {base} THEN {value} END")
    values = plan.sum(f"list_sort(list({kept}) FILTER (WHERE {kept} IS NOT NULL))")
    n = plan.sum(f"count({kept})")
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
