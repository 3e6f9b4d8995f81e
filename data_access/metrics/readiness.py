"""Which of the guide's fourteen systems the data suffice for, and which KPI have no data.

Pure: what was measured goes in, judgements with their reasons come out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data_access.metrics.model import Metric
from data_access.metrics.pending import PENDING, Pending
from data_access.metrics.readiness_systems import LABELS, SYSTEMS, UNITS, Measured, System
from data_access.metrics.registry import Asked, ask, column_word, missing_columns, registry

Verdict = Literal["ready", "near", "below", "no_data"]
WORDS: Mapping[Verdict, str] = {
    "ready": "可以启用",
    "near": "接近门槛",
    "below": "未到门槛",
    "no_data": "缺少数据",
}
_NEAR = 0.8  # of the threshold


@dataclass(frozen=True, slots=True)
class Judged:
    """One threshold: the guide's value, ours (None: can't be measured), and what was measured."""

    measured: Measured
    least: float
    value: float | None
    instead: bool = False

    @property
    def met(self) -> bool:
        """Tell whether our value reaches the guide's."""
        return self.value is not None and self.value >= self.least

    @property
    def label(self) -> str:
        """What was measured."""
        return LABELS[self.measured]

    @property
    def unit(self) -> str:
        """Its unit; ``%`` for a share (0 to 1)."""
        return UNITS[self.measured]


@dataclass(frozen=True, slots=True)
class Readiness:
    """One system: verdict, each threshold, and the fields that are missing for it (in words)."""

    system: System
    verdict: Verdict
    judged: tuple[Judged, ...]
    missing: tuple[str, ...]

    @property
    def words(self) -> str:
        """The verdict as it is shown."""
        return WORDS[self.verdict]


@dataclass(frozen=True, slots=True)
class KpiGap:
    """A KPI that can't be computed, or only by a stand-in. ``missing``: fields, in words."""

    name: str
    label: str
    missing: tuple[str, ...]
    instead: str = ""


def systems(
    measured: Mapping[Measured, float | None], tickets: Mapping[str, float]
) -> tuple[Readiness, ...]:
    """Judge every system, in the guide's order.

    ``measured``: our values, None or absent where the data can't say. ``tickets``: share of tickets
    in which each column is filled. A system without thresholds is judged by its data alone.
    """
    return tuple(_judge(system, measured, tickets) for system in SYSTEMS)


def _judge(
    system: System, measured: Mapping[Measured, float | None], tickets: Mapping[str, float]
) -> Readiness:
    judged = []
    for threshold in system.thresholds:
        what, value, instead = threshold.measured, measured.get(threshold.measured), False
        if value is None and threshold.stand_in is not None:
            what, value = threshold.stand_in, measured.get(threshold.stand_in)
            instead = value is not None
            what = what if instead else threshold.measured
        judged.append(Judged(what, threshold.least, value, instead))
    fields = tuple(
        "或".join(column_word(c) for c in group)
        for group in system.needs
        if not any(tickets.get(c, 0.0) > 0 for c in group)
    )
    unknown = tuple(j.label for j in judged if j.value is None)
    return Readiness(system, _verdict(judged, fields), tuple(judged), (*fields, *unknown))


def _verdict(judged: list[Judged], missing: tuple[str, ...]) -> Verdict:
    known = [j for j in judged if j.value is not None]
    if any((j.value or 0.0) < j.least * _NEAR for j in known):
        return "below"
    if missing or len(known) < len(judged):
        return "no_data"
    return "ready" if all(j.met for j in judged) else "near"


def sourced() -> tuple[Metric, ...]:
    """Return the KPI that are computed from what a city sends, not from work in the product."""
    return tuple(m for m in registry().values() if m.dataset != "tasks")


def kpi_gaps(
    tickets: Mapping[str, float], calls: Mapping[str, float], *, has_population: bool
) -> tuple[KpiGap, ...]:
    """Return the KPI that the data can't give, with the fields they lack; stand-ins are named."""
    gaps = []
    for metric in sourced():
        asked = ask(metric.name)
        present = calls if metric.dataset == "calls" else tickets
        if metric.kind == "per_10k" and not has_population:
            gaps.append(KpiGap(metric.name, metric.label, (column_word("population"),)))
        elif metric.dataset == "calls" and not calls:
            gaps.append(KpiGap(metric.name, metric.label, ("话务数据",)))
        else:
            gap = _gap(metric, asked, present)
            if gap is not None:
                gaps.append(gap)
    return tuple(gaps)


def _gap(metric: Metric, asked: Asked, present: Mapping[str, float]) -> KpiGap | None:
    lacking = missing_columns(asked, present)
    if not lacking:
        return None
    form = asked.form(present)
    words = tuple(column_word(c) for c in lacking)
    return KpiGap(metric.name, metric.label, words, form.note if form else "")


def not_yet() -> tuple[Pending, ...]:
    """Return the KPI that no city's data could give yet."""
    return PENDING


def wanted_fields(gaps: tuple[KpiGap, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the missing fields with the KPI that each would open, the most useful first."""
    by_field: dict[str, list[str]] = {}
    for gap in gaps:
        if gap.instead:
            continue
        for word in gap.missing:
            by_field.setdefault(word, []).append(gap.label)
    ranked = sorted(by_field.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((word, tuple(labels)) for word, labels in ranked)
