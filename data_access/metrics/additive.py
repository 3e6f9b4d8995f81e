"""Metrics that add up: the same plan over daily counts instead of over tickets.

A plan qualifies where all it asks of a group are numbers of tickets that meet a condition. The
extract keeps those numbers a day (``extract.daily``), for every condition of the registry; what it
does not keep, it counts from the tickets. Either way the answer is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from data_access.extract.expressions import TRUE, Expression, all_of, grouped, named, sql
from data_access.extract.measures import Measures, column_of
from data_access.metrics.conditions import STATES
from data_access.metrics.plan import EVERY_ROW, GROUPS, Counted, Plan, make_plan
from data_access.metrics.registry import ask, registry

_ALWAYS = grouped(TRUE)
_FINER = frozenset({"hour", "ticket_type", "area_community"})
# These look at states that the as-of rule leaves alone: it only opens what is closed later.
STEADY = frozenset({"is_accepted", "is_merged", "is_repeat"})
# Struck-out tickets and repeats are counted apart: every metric exists without them.
SPLITS = ("is_excluded", "is_repeat")


@lru_cache(maxsize=1024)
def daily_plan(
    names: tuple[str, ...], by: tuple[str, ...], filled: frozenset[str]
) -> tuple[Plan, Measures] | None:
    """Return ``make_plan``'s plan over daily counts with the counts it needs, or None."""
    plan = make_plan(names, by, filled, "tickets")
    if _FINER & set(by):
        return None
    needed: dict[str, Expression] = {}
    sums: dict[Expression, str] = {}
    names_of: dict[str, str] = {}  # several sums over tickets may come to one
    apart: set[str] = set()
    for expression, label in plan.sums.items():
        counted = Counted(()) if expression == EVERY_ROW else plan.counted.get(expression)
        if counted is None:
            return None
        column, condition = "tickets", _condition(counted)
        if condition is not None:
            column = column_of(condition)
            needed[column] = condition
        apart = apart.union(*(c.names for c in counted.left_out))
        names_of[label] = sums.setdefault(_total(column, counted), label)
    result = {part: names_of[label] for part, label in plan.result.items()}
    daily = Plan(plan.by, plan.items, "daily", sums=sums, result=result)
    return daily, replace(_measures(needed), apart=tuple(n for n in SPLITS if n in apart))


def _condition(counted: Counted) -> Expression | None:
    """Return the condition that a stored count is made by; None: every ticket counts."""
    conditions = [c for c in counted.conditions if c != _ALWAYS]
    return all_of(*conditions) if conditions else None


def _total(column: str, counted: Counted) -> Expression:
    """Return the sum of a stored count, without what is left out."""
    kept = named(column)
    if not counted.left_out:
        return sql("coalesce(sum({}), 0)::BIGINT", kept)
    without = all_of(*reversed(counted.left_out))
    return sql("coalesce(sum({}) FILTER (WHERE {}), 0)::BIGINT", kept, without)


@cache
def adds_up(name: str) -> bool:
    """Tell whether a metric, in every form of it, is made of numbers of tickets only."""
    asked = ask(name)
    return asked.metric.dataset == "tickets" and all(
        daily_plan((name,), (), frozenset(form.needs)) is not None for form in asked.forms
    )


def columns_of(by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the extract that a grouping reads."""
    return tuple(dict.fromkeys(c for b in by for c in sorted(GROUPS[b].names)))


def _measures(conditions: Mapping[str, Expression]) -> Measures:
    return Measures(conditions, STATES, STEADY, SPLITS)


@cache
def every_measure() -> Measures:
    """Return every count that the registry's metrics, forms and variants may ask for."""
    found: dict[str, Expression] = {}
    for metric in registry().values():
        if metric.dataset != "tickets":
            continue
        for name in (metric.name, *(f"{metric.name}:{v}" for v in metric.variants)):
            for form in ask(name).forms:
                daily = daily_plan((name,), (), frozenset(form.needs))
                if daily is not None:
                    found |= daily[1].conditions
    return _measures(dict(sorted(found.items())))


@cache
def lasting_measures() -> Measures:
    """Return what the daily counts hold: every count of the metrics that can be stored."""
    whole = every_measure()
    kept = {n: c for n, c in whole.conditions.items() if c.is_lasting}
    return replace(whole, conditions=kept)
