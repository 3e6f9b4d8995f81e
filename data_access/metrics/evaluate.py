"""Evaluating metrics over the extract: one statement for all metrics that share a grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from data_access.extract.manifest import JurisdictionSummary, Manifest
from data_access.extract.query import Directory, end_of_day_utc
from data_access.metrics.intervals import wilson
from data_access.metrics.plan import Item, Plan, check_by, daily_suffices, make_plan
from data_access.metrics.registry import Asked, ask, missing_columns, missing_text
from data_access.types import Filters, Period, Scope

_HOUR = 3600.0
COLUMNS = (
    "metric", "value", "numerator", "denominator", "n", "low", "high", "status", "missing",
)  # fmt: skip
_WHOLE = frozenset({"numerator", "denominator", "n"})


class Source(Protocol):
    """What is asked of the extract (see ``extract.query.Extract``)."""

    @property
    def manifest(self) -> Manifest:
        """The current generation."""

    def directory(self, scope: Scope, jurisdiction: str) -> Directory:
        """Names of areas with their levels."""

    def query(
        self,
        scope: Scope,
        what: Filters | str,
        sql: str,
        params: Sequence[Any] = (),
        *,
        dataset: str = "tickets",
        days: Period | None = None,
    ) -> pd.DataFrame:
        """Run ``sql`` over the relation ``t`` of allowed rows."""


def evaluate(
    extract: Source,
    scope: Scope,
    filters: Filters,
    names: Sequence[str],
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Return one row a metric and group, within what ``scope`` may see, as of ``filters.as_of``.

    Columns: those of ``by`` (day, week and month as dates, the latter two as their first day; codes
    and names as in the extract; NA: not filled in), then metric (as asked), value (rates and shares
    0 to 1, hours for durations), numerator, denominator, n (cases that the value rests on), low and
    high (95 %; NaN for counts, which are no sample), status and missing. Status: ``ok``;
    ``small_n``, the value is given but n is below the metric's minimum; ``no_data``, no case;
    ``missing_column``, the source can't say. ``missing`` is the Chinese sentence to show for it, or
    a remark on how the value was computed. A share needs its dimension: where ``by`` has none, the
    first one is added as a column. Where there is no row at all, each metric has one row.
    Raises ``WeisuError`` for unknown names, ``NotAllowedError`` outside the scope.
    """
    scope.require_jurisdiction(filters.jurisdiction)
    groups = check_by(by)
    asked = [ask(name) for name in dict.fromkeys(names)]
    batches: dict[tuple[str, ...], list[Asked]] = {}
    for one in asked:
        batches.setdefault(_grouping(one, groups), []).append(one)
    summary = extract.manifest.jurisdictions.get(filters.jurisdiction)
    present: Mapping[str, float] = summary.columns_present if summary else {}
    last = filters.as_of or (summary.last_day if summary else None) or filters.period.last
    as_of = end_of_day_utc(last, summary.timezone if summary else "UTC")
    covered = summary is not None and _overlap(summary, filters.period)
    frames = []
    for grouping, members in batches.items():
        daily = daily_suffices(members, grouping) and _down_to_street(extract, scope, filters)
        plan = make_plan(members, grouping, present, as_of, daily=daily)
        raw = extract.query(scope, filters, plan.sql, dataset=plan.dataset)
        frames.append(_long(plan, raw, present, covered=covered))
    order = [*groups, *dict.fromkeys(g for grouping in batches for g in grouping[len(groups) :])]
    if not frames:
        return pd.DataFrame(columns=[*order, *COLUMNS])
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return whole[[*order, *COLUMNS]]


def _grouping(one: Asked, by: tuple[str, ...]) -> tuple[str, ...]:
    """A share's dimension is part of the grouping."""
    wanted = one.metric.dimension
    return by if not wanted or set(wanted) & set(by) else (*by, wanted[0])


def _overlap(summary: JurisdictionSummary, period: Period) -> bool:
    """Tell whether there are data on both sides of some day of the period."""
    first, last = summary.first_day, summary.last_day
    return bool(first and last and first < period.end and period.start <= last)


def _down_to_street(extract: Source, scope: Scope, filters: Filters) -> bool:
    """Tell whether no cut goes below the street, the finest place of the daily aggregate."""
    cuts = {*(scope.areas or ()), *([filters.area] if filters.area else [])}
    if not cuts:
        return True
    areas = extract.directory(scope, filters.jurisdiction).areas
    return all(c in areas and areas[c].level != "community" for c in cuts)


def _long(
    plan: Plan, raw: pd.DataFrame, present: Mapping[str, float], *, covered: bool
) -> pd.DataFrame:
    """Return the long table of a plan's answer: one block of rows a metric."""
    keys = {f"by_{b}": b for b in plan.by}
    raw = raw.sort_values(list(keys), na_position="last") if keys else raw
    if raw.empty:
        raw = raw.reindex([0])
    groups = np.tile(np.arange(len(raw)), len(plan.items))
    frame = raw[list(keys)].rename(columns=keys).take(groups).reset_index(drop=True)
    blocks = [_block(plan, item, raw, present, covered=covered) for item in plan.items]
    for name in COLUMNS:
        column = np.concatenate([block[name] for block in blocks])
        if name in _WHOLE:
            unknown = np.isnan(column)
            whole = np.where(unknown, 0, column).astype(np.int64)
            frame[name] = pd.arrays.IntegerArray(whole, unknown)
        else:
            frame[name] = column
    return frame


def _block(
    plan: Plan, item: Item, raw: pd.DataFrame, present: Mapping[str, float], *, covered: bool
) -> dict[str, Any]:
    """Return value to missing of one metric for every group, as arrays by column."""
    rows = len(raw)
    parts: dict[str, Any] = dict.fromkeys(COLUMNS[1:7], np.full(rows, np.nan))
    missing: tuple[str, ...] = ()
    where = "数据源"
    if item.form is None:
        missing = missing_columns(item.asked, present) if present else ()
    else:
        parts |= _figures(plan, item, raw)
        if np.nansum(parts["n"]) == 0 and _number(raw, "total").sum() > 0:
            needed = item.form.needs if plan.dataset == "tickets" else ()
            missing = tuple(c for c in needed if _number(raw, f"filled_{c}").sum() == 0)
            where = "所选范围内的工单"
    if missing:
        status, words = ["missing_column"] * rows, [missing_text(item.asked, missing, where)] * rows
    else:
        status, words = _judged(item, parts["n"], covered=covered)
    return {"metric": _texts([item.asked.name] * rows), **parts,
            "status": _texts(status), "missing": _texts(words)}  # fmt: skip


def _texts(values: list[str]) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=object)


def _number(raw: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return raw[name].to_numpy(dtype=float, na_value=0.0)


def _figures(plan: Plan, item: Item, raw: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of one metric from its columns in the answer."""
    kind, key = item.asked.metric.kind, item.key
    if kind == "quantile":
        hours = {p: raw[f"{key}_{p}"].to_numpy(dtype=float, na_value=np.nan) / _HOUR
                 for p in ("value", "low", "high")}  # fmt: skip
        return {**hours, "n": _number(raw, f"{key}_n")}
    hit = _number(raw, f"{key}_hit")
    if kind == "count":
        return {"value": hit, "numerator": hit, "n": _number(raw, "total")}
    if kind == "share":
        rest = [f"by_{b}" for b in plan.by if b not in item.asked.metric.dimension]
        hits = pd.Series(hit)
        groups = [raw[r].reset_index(drop=True) for r in rest]
        total = hits.groupby(groups, dropna=False).transform("sum") if rest else hits.sum()
        base = np.broadcast_to(np.asarray(total, dtype=float), hit.shape)
    else:
        base = _number(raw, f"{key}_base")
    low, high = wilson(hit, base)
    value = np.divide(hit, base, out=np.full(len(hit), np.nan), where=base > 0)
    return {
        "value": value, "numerator": hit, "denominator": base, "n": base, "low": low, "high": high,
    }  # fmt: skip


def _judged(
    item: Item, n: np.ndarray[Any, np.dtype[np.float64]], *, covered: bool
) -> tuple[list[str], list[str]]:
    """Return status and sentence of each group. A count of zero is a figure where data exist."""
    metric, form = item.asked.metric, item.form
    is_count = metric.kind == "count"
    status, words = [], []
    for size in np.nan_to_num(n).astype(int).tolist():
        if size == 0 and not (is_count and covered):
            status.append("no_data")
            what = "" if is_count else f"可计算{metric.label}的"
            words.append(f"所选范围内没有{what}工单。")
        elif size < metric.min_n:
            status.append("small_n")
            words.append(f"样本不足({size} 件)")
        else:
            status.append("ok")
            words.append(form.note if form else "")
    return status, words
