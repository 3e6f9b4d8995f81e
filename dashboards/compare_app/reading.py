"""Gathers what 指标对比 shows, as plain values; nothing here knows Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboards.compare_app.choice import WHENS, Asked
from dashboards.compare_app.expected import Due, due_of
from dashboards.shell.expectation import Expecting
from data_access.metrics.against import Against, against
from data_access.metrics.evaluate import evaluate
from data_access.metrics.explain import Explanation, explain
from data_access.metrics.groups import Peer, like_for_like
from data_access.metrics.reconcile import Check, reconcile, reconcile_metric
from data_access.metrics.registry import ask
from data_access.metrics.source import Source
from data_access.types import Filters, Scope
from style.texts import text

Row = Mapping[Any, Any]
KNOWN = ("ok", "small_n")


@dataclass(frozen=True, slots=True)
class CompareData:
    """``row``: the metric's own. ``others``: other ways of counting, by full name.

    ``chosen``: the comparison that the change is explained for. ``peers_missing``: why units are
    not compared, or "". ``due``: what the period was expected to be, where that is known.
    """

    asked: Asked
    row: Row
    others: Mapping[str, Row]
    against: tuple[Against, ...]
    explained: Explanation
    peers: tuple[Peer, ...]
    peers_missing: str
    checks: tuple[Check, ...]
    due: Due | None = None

    @property
    def chosen(self) -> Against:
        """The comparison with the period that was chosen."""
        return next(a for a in self.against if a.when == self.asked.when)

    @property
    def earlier(self) -> tuple[Against, ...]:
        """The comparisons, each period once: a long period's week and month may be the same."""
        found = {a.earlier.period: a for a in reversed(self.against)}
        return tuple(a for a in self.against if found[a.earlier.period] is a)

    @property
    def wrong(self) -> tuple[Check, ...]:
        """Sums that don't add up: then there is no figure."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def known(self) -> bool:
        """Whether there is a figure to show."""
        return self.row["status"] in KNOWN and not self.wrong


def gather(
    extract: Source,
    scope: Scope,
    filters: Filters,
    asked: Asked,
    *,
    knows_excluded: bool,
    knows_repeats: bool,
    expecting: Expecting | None = None,
) -> CompareData:
    """Return the page's content for one metric and cut.

    ``expecting``: where expectations are read; without one none are shown.

    Raises ``NotAllowedError`` outside the scope.
    """
    scope.require("metric.view")
    metric = ask(asked.name).metric
    names = [asked.name]
    if metric.dataset == "tickets":
        names += _others(asked, knows_excluded=knows_excluded, knows_repeats=knows_repeats)
    frame = evaluate(extract, scope, filters, names)
    rows = {str(row["metric"]): row for row in frame.to_dict("records")}
    found = against(extract, scope, filters, (asked.name,), WHENS)
    earlier = next(a.earlier for a in found if a.when == asked.when)
    peers, missing = _peers(extract, scope, filters, asked.name)
    checks = reconcile_metric(extract, scope, filters, asked.name)
    if checks:
        checks = (*reconcile(extract, scope, filters), *checks)
    return CompareData(
        asked,
        rows.pop(asked.name),
        rows,
        found,
        explain(extract, scope, filters, asked.name, earlier),
        peers,
        missing,
        checks,
        due_of(
            extract,
            scope,
            filters,
            asked,
            earlier=earlier.period,
            expecting=expecting or Expecting(),
        ),
    )


def _others(asked: Asked, *, knows_excluded: bool, knows_repeats: bool) -> list[str]:
    """Return the same metric raw or assessed, by ticket or by matter, whichever it isn't now."""
    names = []
    if knows_excluded:
        names.append(asked.counted(assessed=not asked.assessed, by_matter=asked.by_matter))
    if knows_repeats:
        names.append(asked.counted(assessed=asked.assessed, by_matter=not asked.by_matter))
    return names


def _peers(
    extract: Source, scope: Scope, filters: Filters, name: str
) -> tuple[tuple[Peer, ...], str]:
    metric = ask(name).metric
    if metric.dataset == "calls":
        return (), text("compare.peers_of_calls")
    if metric.kind != "rate":
        return (), text("compare.peers_no_rate", label=metric.label)
    if metric.direction == "neutral":
        return (), text("compare.peers_neutral", label=metric.label)
    if filters.department:
        # The unit that is looked at stays among its like.
        filters = replace(filters, department="")
    return like_for_like(extract, scope, filters, name), ""
