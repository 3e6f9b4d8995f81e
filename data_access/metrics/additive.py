"""Metrics that add up: the same plan over daily counts instead of over tickets.

A plan qualifies where all it asks of a group are numbers of tickets that meet a condition. The
extract keeps those numbers a day (``extract.writer``), for every condition of the registry; what it
does not keep, it counts from the tickets. Either way the answer is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from data_access.extract.measures import Measures, column_of
from data_access.metrics.conditions import FIRST_OF_MATTER, NOT_EXCLUDED, STATES
from data_access.metrics.plan import GROUP_SQL, Plan, make_plan
from data_access.metrics.registry import ask, registry

_FILTERED = re.compile(r"count\(\*\) FILTER \(WHERE (f\d+(?: AND f\d+)*)\)")
_FILLED = re.compile(r"count\((\w+)\)")
_COLUMN = re.compile(r"\b(?:day|area_county|area_street|category_code|source_channel|org_lead)\b")
_FINER = frozenset({"hour", "ticket_type"})
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
    flags = {name: sql for sql, name in plan.flags.items()}
    needed: dict[str, str] = {}
    sums: dict[str, str] = {}
    names_of: dict[str, str] = {}  # several sums over tickets may come to one
    for expression, name in plan.sums.items():
        column, left_out = "tickets", ""
        if expression != "count(*)":
            found = _condition(expression, flags)
            if found is None:
                return None
            condition, left_out = found
            if condition:
                column = column_of(condition)
                needed[column] = condition
        total = f"coalesce(sum({column}){left_out}, 0)::BIGINT"
        names_of[name] = sums.setdefault(total, name)
    result = {part: names_of[name] for part, name in plan.result.items()}
    daily = Plan(plan.by, plan.items, "daily", sums=sums, result=result)
    return daily, _measures(needed)


@cache
def adds_up(name: str) -> bool:
    """Tell whether a metric, in every form of it, is made of numbers of tickets only."""
    asked = ask(name)
    return asked.metric.dataset == "tickets" and all(
        daily_plan((name,), (), frozenset(form.needs)) is not None for form in asked.forms
    )


def columns_of(by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of the extract that a grouping reads."""
    return tuple(dict.fromkeys(c for b in by for c in _COLUMN.findall(GROUP_SQL[b])))


def _condition(expression: str, flags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the condition of a count, and what the sum leaves out (a FILTER clause or nothing).

    An empty condition stands for every ticket.
    """
    filled = _FILLED.fullmatch(expression)
    if filled:
        return f"{filled.group(1)} IS NOT NULL", ""
    filtered = _FILTERED.fullmatch(expression)
    if filtered is None:
        return None
    base, *rest = (flags[f] for f in filtered.group(1).split(" AND "))
    left_out = []
    for words in (FIRST_OF_MATTER, NOT_EXCLUDED):
        if base.endswith(f" AND {words}"):
            base = base.removesuffix(f" AND {words}")
            left_out.append(words)
    condition = " AND ".join(c for c in (base, *rest) if c != "(TRUE)")
    return condition, f" FILTER (WHERE {' AND '.join(left_out)})" if left_out else ""


def _measures(conditions: Mapping[str, str]) -> Measures:
    return Measures(conditions, STATES, STEADY, SPLITS)


@cache
def every_measure() -> Measures:
    """Return every count that the registry's metrics, forms and variants may ask for."""
    found: dict[str, str] = {}
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
    kept = {n: c for n, c in whole.conditions.items() if whole.lasting(c)}
    return replace(whole, conditions=kept)
