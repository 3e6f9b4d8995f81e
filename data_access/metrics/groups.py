"""Like for like: units are compared within their group, level and workload, never all in one.

A unit is set against the others of its group together. It is called higher or lower only where the
interval of the difference, widened for the number of units looked at, excludes zero; the rest is
"no clear difference", whatever rank the bare figure would have.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

from data_access.extract.query import Directory
from data_access.metrics.evaluate import evaluate
from data_access.metrics.intervals import newcombe
from data_access.metrics.registry import ask
from data_access.metrics.source import Source
from data_access.types import Filters, Scope, WeisuError

Verdict = Literal["better", "worse", "same", "small_n", "alone"]
WORDS: Mapping[Verdict, str] = {
    "better": "好于同组",
    "worse": "差于同组",
    "same": "与同组无明显差异",
    "small_n": "样本不足",
    "alone": "没有同组单位可比",
}
# Upper bounds of the cases of a period: the workload decides who is compared with whom.
BANDS: tuple[tuple[float, str], ...] = (
    (100, "100 件以下"), (1000, "100 至 999 件"), (10_000, "1,000 至 9,999 件"),
    (math.inf, "10,000 件以上"),
)  # fmt: skip
UNGROUPED = "未分组"
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit among its like. ``others``: the figure of the rest of its group together.

    ``low`` and ``high``: interval of value − others. ``words``: the verdict in Chinese.
    """

    unit: str
    group: str
    band: str
    value: float | None
    numerator: int
    denominator: int
    others: float | None
    peers: int
    low: float | None
    high: float | None
    verdict: Verdict

    @property
    def words(self) -> str:
        """The verdict as it is shown."""
        return WORDS[self.verdict]


def band_of(cases: int) -> str:
    """Return the band of a workload."""
    return next(label for limit, label in BANDS if cases < limit)


def group_of(directory: Directory, unit: str) -> str:
    """Return the unit's group and level, such as 部门(县级); ``UNGROUPED`` where not known."""
    known = directory.units.get(unit)
    if known is None or not known.group:
        return UNGROUPED
    return f"{known.group}({known.level})" if known.level else known.group


def like_for_like(
    extract: Source, scope: Scope, filters: Filters, name: str, *, by_size: bool = True
) -> tuple[Peer, ...]:
    """Return the units of the cut within their groups, groups and units in order of their names.

    ``name``: a rate. ``by_size``: groups are divided by workload as well. Rows without a unit are
    left out.
    """
    metric = ask(name).metric
    if metric.kind != "rate" or metric.direction == "neutral":
        raise WeisuError(f"“{metric.label}”不分好坏,不能用于同组比较。请改选比率类指标。")
    directory = extract.directory(scope, filters.jurisdiction)
    frame = evaluate(extract, scope, filters, (name, "volume"), ("department",))
    frame = frame[frame["department"].notna()]
    work = frame[frame["metric"] == "volume"].set_index("department")["numerator"].to_dict()
    groups: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in frame[frame["metric"] == name].to_dict("records"):
        if row["status"] not in ("ok", "small_n"):
            continue
        unit = str(row["department"])
        band = band_of(int(work.get(unit, 0))) if by_size else ""
        groups.setdefault((group_of(directory, unit), band), []).append(row)
    higher_is_better = metric.direction == "higher_better"
    peers = [
        _peer(row, key, rows, higher_is_better=higher_is_better)
        for key, rows in groups.items()
        for row in rows
    ]
    return tuple(sorted(peers, key=lambda p: (p.group, p.band, p.unit)))


def _peer(
    row: Mapping[Any, Any],
    key: tuple[str, str],
    rows: Sequence[Mapping[Any, Any]],
    *,
    higher_is_better: bool,
) -> Peer:
    hits, n = _points(row), int(row["denominator"])
    rest_hits = sum(_points(r) for r in rows) - hits
    rest_n = sum(int(r["denominator"]) for r in rows) - n
    # Bonferroni: with many units, some would stand out by chance.
    z = NormalDist().inv_cdf(1 - _LEVEL / 2 / len(rows))
    low, high = newcombe(hits, n, rest_hits, rest_n, z)
    verdict: Verdict = "same"
    if len(rows) == 1 or not rest_n:
        verdict = "alone"
    elif row["status"] == "small_n":
        verdict = "small_n"
    elif low > 0 or high < 0:
        verdict = "better" if (low > 0) == higher_is_better else "worse"
    return Peer(
        str(row["department"]), *key, _real(row["value"]), hits, n,
        rest_hits / rest_n if rest_n else None, len(rows) - 1, _real(low), _real(high), verdict,
    )  # fmt: skip


def _points(row: Mapping[Any, Any]) -> int:
    """Return the numerator; of a weighted rate the nearest whole number of cases."""
    import pandas as pd

    if pd.isna(row["numerator"]):
        return round(float(row["value"]) * int(row["denominator"]))
    return int(row["numerator"])


def _real(value: Any) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number
