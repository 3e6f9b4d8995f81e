"""Whether the figures add up: parts and unclassified against totals.

A published bulletin whose types sum to less than its total is worse than none. ``reconcile`` shows
for every dimension and level that the parts and what belongs to none of them make up the whole.
Months whose files disagree give no figure in the first place, see ``soundness``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_access.metrics.evaluate import evaluate
from data_access.metrics.registry import ask
from data_access.metrics.soundness import unsound_words
from data_access.metrics.source import Source
from data_access.types import Filters, Scope

_LEVELS: tuple[tuple[str, str, int], ...] = (
    ("category_1", "一级分类", 2),
    ("category_2", "二级分类", 4),
    ("category_3", "三级分类", 6),
    ("area_county", "区县", 0),
    ("area_street", "街道", 0),
    ("department", "承办单位", 0),
    ("channel", "来源渠道", 0),
    ("ticket_type", "诉求类型", 0),
)
_TREES = (
    ("category_1", "category_2", "一级分类与二级分类"),
    ("category_2", "category_3", "二级分类与三级分类"),
    ("area_county", "area_street", "区县与街道"),
)
_PARTS = (
    ("category_1", "诉求分类"),
    ("area_street", "街道"),
    ("department", "承办单位"),
    ("channel", "来源渠道"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One sum: ``total`` should be ``parts`` plus ``unclassified``. ``name``: of what, in words."""

    name: str
    total: int
    parts: int
    unclassified: int = 0

    @property
    def ok(self) -> bool:
        """Tell whether it adds up."""
        return self.total == self.parts + self.unclassified

    @property
    def words(self) -> str:
        """The line that is shown: 按来源渠道:合计 100 件 = 各项 97 件 + 未填 3 件。"""
        sign = "=" if self.ok else "≠"
        rest = f" + 未分类 {self.unclassified:,} 件" if self.unclassified else ""
        return f"{self.name}:合计 {self.total:,} 件 {sign} 各项 {self.parts:,} 件{rest}"


def reconcile(extract: Source, scope: Scope, filters: Filters) -> tuple[Check, ...]:
    """Return every sum of the cut: tickets against daily counts, and each dimension and level.

    Empty where there is nothing to add up because the months themselves disagree.
    """
    if unsound_words(extract, scope, filters):
        return ()
    total = int(extract.query(scope, filters, "SELECT count(*) AS n FROM t")["n"].item())
    names = ("volume", "accepted", "on_time_rate", "overdue_rate")
    sums = evaluate(extract, scope, filters, names).set_index("metric")
    checks = [Check("明细与日汇总", total, _whole(sums, "volume", "numerator"))]
    for name, label, digits in _LEVELS:
        rows = evaluate(extract, scope, filters, ("volume",), (name,))
        parts, rest = _split(rows, name, digits)
        checks.append(Check(f"按{label}", total, parts, rest))
    checks += [_tree(extract, scope, filters, tree) for tree in _TREES]
    if sums.loc["on_time_rate", "status"] in ("ok", "small_n"):
        late, timely = (_whole(sums, n, "numerator") for n in ("overdue_rate", "on_time_rate"))
        due = _whole(sums, "on_time_rate", "denominator")
        checks.append(Check("应办结的工单(按时与超期)", due, late + timely))
    return tuple(checks)


def reconcile_metric(
    extract: Source, scope: Scope, filters: Filters, name: str
) -> tuple[Check, ...]:
    """Return whether one metric adds up: its parts by category, area, unit and channel.

    Numerator and denominator of rates and counts, cases of quantiles and means. Empty for calls,
    which have no parts, for tasks, which are not part of what a city sends, for shares, which are
    parts themselves, and where there is no figure.
    """
    metric = ask(name).metric
    if metric.dataset != "tickets" or metric.kind == "share":
        return ()
    if unsound_words(extract, scope, filters):
        return ()
    whole = evaluate(extract, scope, filters, (name,)).iloc[0]
    if whole["status"] not in ("ok", "small_n"):
        return ()
    words = {"numerator": "分子", "denominator": "分母", "n": "件数"}
    columns = [c for c in ("numerator", "denominator") if _known(whole[c])] or ["n"]
    if metric.kind == "per_10k":
        columns = ["numerator"]
    checks = []
    for dimension, label in _PARTS:
        rows = evaluate(extract, scope, filters, (name,), (dimension,))
        for column in columns:
            counts = rows[column].astype("Float64").fillna(0).astype(int)
            filled = rows[dimension].notna()
            parts, rest = int(counts[filled].sum()), int(counts[~filled].sum())
            checks.append(Check(f"按{label}的{words[column]}", int(whole[column]), parts, rest))
    return tuple(checks)


def _known(value: Any) -> bool:
    return not pd.isna(value)


def _whole(rows: pd.DataFrame, name: str, column: str) -> int:
    value: Any = rows.loc[name, column]
    return 0 if pd.isna(value) else int(value)


def _split(rows: pd.DataFrame, name: str, digits: int) -> tuple[int, int]:
    """Return tickets of the parts, and those that belong to none at this level."""
    counts = rows["numerator"].fillna(0).astype(int)
    classified = rows[name].notna()
    if digits:
        classified &= rows[name].astype("string").str.len().fillna(0) >= digits
    return int(counts[classified].sum()), int(counts[~classified].sum())


def _tree(extract: Source, scope: Scope, filters: Filters, tree: Sequence[str]) -> Check:
    """Return the sum of a level's parents over their children, parent by parent.

    The check fails where one parent's children are too many though another's are too few: what a
    parent's children lack or exceed counts as missing.
    """
    above, below, label = tree
    parents = evaluate(extract, scope, filters, ("volume",), (above,))
    children = evaluate(extract, scope, filters, ("volume",), (above, below))
    have = children.groupby(above, dropna=False)["numerator"].sum()
    want = parents.groupby(above, dropna=False)["numerator"].sum()
    both = want.to_frame("want").join(have.rename("have"), how="outer").fillna(0).astype(int)
    lost = int((both["want"] - both["have"]).abs().sum())
    total = int(both["want"].sum())
    return Check(label, total, total - lost)
