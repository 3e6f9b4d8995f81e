"""Evaluating metrics over the extract: one statement for all metrics that share a grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.days import end_of_day_utc
from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.additive import adds_up, columns_of, daily_plan
from data_access.metrics.datasets import DATASETS, refused
from data_access.metrics.day_sums import Question, summed
from data_access.metrics.intervals import mean_bounds, poisson, wilson
from data_access.metrics.plan import Item, Plan, check_by, make_plan
from data_access.metrics.population import residents
from data_access.metrics.registry import Asked, ask, missing_columns, missing_text
from data_access.metrics.soundness import unsound_words
from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

PER = 10_000
_HUNDREDTHS = 100.0
COLUMNS = (
    "metric", "value", "numerator", "denominator", "n", "low", "high", "status", "missing",
)  # fmt: skip
_WHOLE = frozenset({"numerator", "denominator", "n"})
_FIGURES = COLUMNS[1:7]
# Texts, and which of them each row has.
Said = tuple[list[str], NDArray[np.int64]]


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
    ``missing_column``, the source can't say; ``not_divisible``, the metric can't be cut or grouped
    as asked; ``unreconciled``, the parts of the data disagree. ``missing`` is the Chinese sentence
    to show for it, or a remark on how the value was computed. A share needs its dimension: where
    ``by`` has none, the first one is added as a column. Where there is no row at all, each metric
    has one row.
    Raises ``WeisuError`` for unknown names, ``NotAllowedError`` outside the scope.
    """
    scope.require_jurisdiction(filters.jurisdiction)
    groups = check_by(by)
    asked = [ask(name) for name in dict.fromkeys(names)]
    # What adds up is answered from daily counts, apart from what needs the tickets.
    batches: dict[tuple[str, tuple[str, ...], bool], list[Asked]] = {}
    for one in asked:
        key = (one.metric.dataset, _grouping(one, groups), adds_up(one.name))
        batches.setdefault(key, []).append(one)
    frames = [
        _answer(extract, scope, filters, members, grouping)
        for (_, grouping, _), members in batches.items()
    ]
    order = [
        *groups,
        *dict.fromkeys(g for _, grouping, _ in batches for g in grouping[len(groups) :]),
    ]
    if not frames:
        return pd.DataFrame(columns=[*order, *COLUMNS])
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    if len(frames) > 1:
        place = {one.name: n for n, one in enumerate(asked)}
        rows = whole["metric"].map(place).argsort(kind="stable")
        whole = whole.iloc[rows].reset_index(drop=True)
    wanted = [*order, *COLUMNS]
    return whole if list(whole.columns) == wanted else whole[wanted]


def _answer(
    extract: Source,
    scope: Scope,
    filters: Filters,
    members: Sequence[Asked],
    grouping: tuple[str, ...],
) -> pd.DataFrame:
    """Return the rows of metrics that share a dataset and a grouping."""
    manifest, code = extract.manifest, filters.jurisdiction
    dataset = members[0].metric.dataset
    summary = manifest.jurisdictions.get(code)
    present = manifest.filled(dataset, code) if summary else {}
    names = tuple(one.name for one in members)
    filled = frozenset(c for c, s in present.items() if s > 0)
    plan = make_plan(names, grouping, filled, dataset)
    why_not, none = refused(dataset, scope, filters, grouping), DATASETS[dataset].none
    if why_not:
        return _said(plan, "not_divisible", why_not)
    if none and summary and not present:
        return _said(plan, "missing_column", none)
    wrong = unsound_words(extract, scope, filters) if dataset == "tickets" else ""
    if wrong:
        return _said(plan, "unreconciled", wrong)
    last = filters.as_of or (summary.last_day if summary else None) or filters.period.last
    as_of = end_of_day_utc(last, summary.timezone if summary else "UTC")
    daily = daily_plan(names, grouping, filled) if dataset == "tickets" else None
    if daily is None:
        raw = extract.query(
            scope, filters, plan.statement(as_of), dataset=dataset, needs=plan.needs
        )
    else:
        plan, measures = daily
        kept = summed(extract, Question(scope, filters, names, grouping, filled), as_of)
        raw = kept if kept is not None else extract.query(
            scope,
            filters,
            plan.statement(as_of),
            dataset="daily",
            measures=measures,
            needs=columns_of(grouping),
        )  # fmt: skip
    covered = summary is not None and _overlap(summary, filters.period)
    frame, raw = _long(plan, raw, present, covered=covered)
    if any(one.metric.kind == "per_10k" for one in members):
        directory = extract.directory(scope, code)
        _per_resident(frame, plan, residents(directory, scope, filters, raw, grouping))
    return frame


def _said(plan: Plan, status: str, words: str) -> pd.DataFrame:
    """Return one row a metric that says why there is no figure."""
    rows = len(plan.items)
    frame = pd.DataFrame({b: [None] * rows for b in plan.by}, index=range(rows))
    frame["metric"] = [item.asked.name for item in plan.items]
    for name in _FIGURES:
        empty = pd.array([pd.NA] * rows, dtype="Int64")
        frame[name] = empty if name in _WHOLE else np.full(rows, np.nan)
    frame["status"], frame["missing"] = status, words
    return frame


def _per_resident(frame: pd.DataFrame, plan: Plan, people: Sequence[int | None]) -> None:
    """Turn counts into rates per 10,000 residents, in place."""
    for item in plan.items:
        if item.asked.metric.kind != "per_10k":
            continue
        mine = (frame["metric"] == item.asked.name).to_numpy()
        rows = frame.index[mine]
        base = np.array([np.nan if p is None else float(p) for p in people])
        low, high = poisson(frame.loc[rows, "numerator"].to_numpy(dtype=float, na_value=np.nan))
        counts = frame.loc[rows, "numerator"].to_numpy(dtype=float, na_value=np.nan)
        for name, figures in (("value", counts), ("low", low), ("high", high)):
            frame.loc[rows, name] = figures / base * PER
        frame.loc[rows, "denominator"] = pd.array(people, dtype="Int64")
        unknown = rows[np.isnan(base)]
        frame.loc[unknown, "status"] = "missing_column"
        words = missing_text(item.asked, ("population",), "该区域")
        frame.loc[unknown, "missing"] = words


def _grouping(one: Asked, by: tuple[str, ...]) -> tuple[str, ...]:
    """A share's dimension is part of the grouping."""
    wanted = one.metric.dimension
    return by if not wanted or set(wanted) & set(by) else (*by, wanted[0])


def _overlap(summary: JurisdictionSummary, period: Period) -> bool:
    """Tell whether there are data on both sides of some day of the period."""
    first, last = summary.first_day, summary.last_day
    return bool(first and last and first < period.end and period.start <= last)


def _long(
    plan: Plan, raw: pd.DataFrame, present: Mapping[str, float], *, covered: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the long table of a plan's answer, one block of rows a metric, and its rows."""
    keys = {f"by_{b}": b for b in plan.by}
    if raw.empty:
        raw = raw.reindex([0])
    groups = np.tile(np.arange(len(raw)), len(plan.items))
    # All columns at once: adding them one by one takes longer than the query.
    columns: dict[str, Any] = {by: raw[key].array.take(groups) for key, by in keys.items()}
    blocks = [_block(plan, item, raw, present, covered=covered) for item in plan.items]
    names = [item.asked.name for item in plan.items]
    columns["metric"] = _texts(names, np.repeat(np.arange(len(names)), len(raw)))
    for name in _FIGURES:
        column = np.concatenate([figures[name] for figures, *_ in blocks])
        if name in _WHOLE:
            unknown = np.isnan(column)
            whole = np.where(unknown, 0, column).astype(np.int64)
            columns[name] = pd.arrays.IntegerArray(whole, unknown)
        else:
            columns[name] = column
    columns["status"] = _joined([status for _, status, _ in blocks])
    columns["missing"] = _joined([words for *_, words in blocks])
    return pd.DataFrame(columns, copy=False), raw


def _block(
    plan: Plan, item: Item, raw: pd.DataFrame, present: Mapping[str, float], *, covered: bool
) -> tuple[dict[str, Any], Said, Said]:
    """Return one metric's figures for every group as arrays by column, its status and sentence."""
    rows = len(raw)
    parts: dict[str, Any] = dict.fromkeys(_FIGURES, np.full(rows, np.nan))
    missing: tuple[str, ...] = ()
    where = "数据源"
    if item.form is None:
        missing = missing_columns(item.asked, present) if present else ()
    else:
        parts |= _figures(plan, item, raw)
        if np.nansum(parts["n"]) == 0 and _number(raw, "total").sum() > 0:
            needed = item.form.needs
            missing = tuple(c for c in needed if _number(raw, f"filled_{c}").sum() == 0)
            where = f"所选范围内的{DATASETS[item.asked.metric.dataset].thing}"
    if missing:
        same = np.zeros(rows, dtype=np.int64)
        words = missing_text(item.asked, missing, where)
        return parts, (["missing_column"], same), ([words], same)
    return parts, *_judged(item, parts["n"], covered=covered)


def _texts(choices: Sequence[str], which: NDArray[np.int64]) -> Any:
    """Return a column of few different texts: made one by one it takes longer than the query."""
    return pd.array(list(choices), dtype="str").take(which)


def _joined(parts: Sequence[Said]) -> Any:
    """Return the texts of several metrics one below the other."""
    choices = [text for texts, _ in parts for text in texts]
    starts = np.cumsum([0, *(len(texts) for texts, _ in parts)])
    which = [start + place for start, (_, place) in zip(starts[:-1], parts, strict=True)]
    return _texts(choices, np.concatenate(which))


def _number(raw: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    return raw[name].to_numpy(dtype=float, na_value=0.0)


def _figures(plan: Plan, item: Item, raw: pd.DataFrame) -> dict[str, Any]:
    """Return the figures of one metric from its columns in the answer."""
    kind, key = item.asked.metric.kind, item.key
    scale = item.asked.metric.scale
    if kind == "quantile":
        figures = {p: raw[f"{key}_{p}"].to_numpy(dtype=float, na_value=np.nan) / scale
                   for p in ("value", "low", "high")}  # fmt: skip
        return {**figures, "n": _number(raw, f"{key}_n")}
    if kind == "mean":
        return _mean(raw, key, scale)
    hit = _number(raw, f"{key}_hit")
    if kind in {"count", "per_10k"}:
        n = _number(raw, "total") if kind == "count" else hit
        return {"value": hit, "numerator": hit, "n": n}
    if kind == "share":
        rest = [f"by_{b}" for b in plan.by if b not in item.asked.metric.dimension]
        hits = pd.Series(hit)
        groups = [raw[r].reset_index(drop=True) for r in rest]
        total = hits.groupby(groups, dropna=False).transform("sum") if rest else hits.sum()
        base = np.broadcast_to(np.asarray(total, dtype=float), hit.shape)
    else:
        base = _number(raw, f"{key}_base")
    weighted = item.form is not None and item.form.weight is not None
    # A weighted share scatters no more than one of whole hits: its interval is on the safe side.
    points = hit / _HUNDREDTHS if weighted else hit
    low, high = wilson(points, base)
    value = np.divide(points, base, out=np.full(len(hit), np.nan), where=base > 0)
    whole = np.full(len(hit), np.nan) if weighted else hit
    return {
        "value": value, "numerator": whole, "denominator": base, "n": base, "low": low,
        "high": high,
    }  # fmt: skip


def _mean(raw: pd.DataFrame, key: str, scale: float) -> dict[str, Any]:
    n, total = _number(raw, f"{key}_n"), _number(raw, f"{key}_sum")
    low, high = mean_bounds(n, total, _number(raw, f"{key}_squares"))
    value = np.divide(total / scale, n, out=np.full(len(n), np.nan), where=n > 0)
    return {"value": value, "n": n, "low": low / scale, "high": high / scale}


def _judged(item: Item, n: NDArray[np.float64], *, covered: bool) -> tuple[Said, Said]:
    """Return status and sentence of each group. A count of zero is a figure where data exist."""
    metric, form = item.asked.metric, item.form
    is_count = metric.kind in {"count", "per_10k"}
    size = np.nan_to_num(n).astype(np.int64)
    what = "" if is_count else f"可计算{metric.label}的"
    status = np.where(size < metric.min_n, 1, 0)
    if not (is_count and covered):
        status[size == 0] = 2
    called = DATASETS[metric.dataset]
    words = [form.note if form else "", f"所选范围内没有{what}{called.thing}。"]
    which = np.where(status == 2, 1, 0)
    if (status == 1).any():
        few, place = np.unique(size[status == 1], return_inverse=True)
        which[status == 1] = len(words) + place
        words += [f"样本不足({n} {called.counter})" for n in few.tolist()]
    return (["ok", "small_n", "no_data"], status), (words, which)
