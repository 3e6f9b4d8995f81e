"""What the readiness check measures of the data present: volumes a day, span, seats, shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from data_access.extract.manifest import JurisdictionSummary
from data_access.metrics.evaluate import evaluate
from data_access.metrics.place_shares import PlaceShares, place_shares
from data_access.metrics.readiness_systems import Measured
from data_access.metrics.reconcile import Check, reconcile
from data_access.metrics.source import Source
from data_access.types import Filters, Period, Scope

# A year evens out seasons; younger data are taken whole.
SPAN_DAYS = 365
_CLOSED = "closed_rate"


@dataclass(frozen=True, slots=True)
class Survey:
    """What the data of a jurisdiction hold. ``measured``: our values for the guide's thresholds.

    ``tickets`` and ``calls``: share of rows in which each column is filled. ``checks``: whether the
    last year's figures add up; empty where whole months don't. ``span``: the days
    that daily values are means over. ``places``: at which level of area its tickets can be told.
    """

    measured: Mapping[Measured, float | None]
    tickets: Mapping[str, float]
    calls: Mapping[str, float]
    has_population: bool
    checks: tuple[Check, ...]
    span: Period
    places: PlaceShares


def survey(extract: Source, scope: Scope, jurisdiction: str) -> Survey | None:
    """Look over a jurisdiction's data; None where there are none.

    Says something about the source as a whole, not about any unit's tickets: who may see the
    imports (``batch.view``) may see it, whatever units or areas their account is limited to.
    """
    scope.require("batch.view")
    scope.require_jurisdiction(jurisdiction)
    whole = replace(scope, departments=None, areas=None)
    manifest = extract.manifest
    summary = manifest.jurisdictions.get(jurisdiction)
    if summary is None or summary.last_day is None:
        return None
    filters = _last_year(summary, summary.last_day)
    directory = extract.directory(whole, jurisdiction)
    return Survey(
        measure(extract, whole, jurisdiction),
        manifest.filled("tickets", jurisdiction),
        manifest.filled("calls", jurisdiction),
        any(place.population for place in directory.areas.values()),
        reconcile(extract, whole, filters),
        filters.period,
        place_shares(
            extract, whole, filters, {code: a.level for code, a in directory.areas.items()}
        ),
    )


def _last_year(summary: JurisdictionSummary, last: date) -> Filters:
    first = summary.first_day or last
    span = Period.last_days(last, min(SPAN_DAYS, (last - first).days + 1))
    return Filters(summary.code, span, as_of=last)


def measure(extract: Source, scope: Scope, jurisdiction: str) -> dict[Measured, float | None]:
    """Return our values for the guide's thresholds, over the last year of data (or what there is).

    None where the data can't say. Daily values are means over calendar days. Seats are the
    different agents in the call log of the last 90 days.
    """
    summary = extract.manifest.jurisdictions.get(jurisdiction)
    if summary is None or summary.first_day is None or summary.last_day is None:
        return {}
    filters = _last_year(summary, summary.last_day)
    span = filters.period
    frame = evaluate(extract, scope, filters, ("volume", _CLOSED, "calls_offered"))
    rows = {str(r["metric"]): r for r in frame.to_dict("records")}
    found: dict[Measured, float | None] = {
        "days": float((summary.last_day - summary.first_day).days + 1),
        "tickets": float(summary.tickets),
        "tickets_per_day": float(rows["volume"]["value"]) / span.days,
        "closed_per_day": None,
        "calls_per_day": None,
        "seats": None,
    }
    if rows["volume"]["status"] != "ok":
        found["tickets_per_day"] = None
    if rows[_CLOSED]["status"] in ("ok", "small_n"):
        found["closed_per_day"] = int(rows[_CLOSED]["numerator"]) / span.days
    if rows["calls_offered"]["status"] == "ok":
        found["calls_per_day"] = float(rows["calls_offered"]["value"]) / span.days
        found["seats"] = _seats(extract, scope, filters)
    return found | _enquiries(extract, scope, filters) | _by_telephone(extract, scope, filters)


def _seats(extract: Source, scope: Scope, filters: Filters) -> float | None:
    last = filters.during(Period.last_days(filters.period.last, min(90, filters.period.days)))
    sql = "SELECT count(DISTINCT agent_key) AS n FROM t"
    seats = int(extract.query(scope, last, sql, dataset="calls")["n"].item())
    return float(seats) if seats else None


def _enquiries(extract: Source, scope: Scope, filters: Filters) -> dict[Measured, float | None]:
    frame = evaluate(extract, scope, filters, ("volume",), ("ticket_type",))
    known = frame[frame["ticket_type"].notna()]
    total = int(known["numerator"].fillna(0).sum())
    if not total:
        return {"enquiries_per_day": None, "enquiry_share": None}
    asked = int(known.loc[known["ticket_type"] == "咨询", "numerator"].fillna(0).sum())
    return {"enquiries_per_day": asked / filters.period.days, "enquiry_share": asked / total}


def _by_telephone(extract: Source, scope: Scope, filters: Filters) -> dict[Measured, float | None]:
    frame = evaluate(extract, scope, filters, ("volume",), ("channel",))
    known = frame[frame["channel"].notna()]
    if known.empty:
        return {"call_matters": None}
    calls = int(known.loc[known["channel"] == "电话", "numerator"].fillna(0).sum())
    return {"call_matters": calls / filters.period.days}
