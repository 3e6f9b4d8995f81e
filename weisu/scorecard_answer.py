"""The document of ``weisu scorecard``, whose schema is in docs/scorecards.md, and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from data_access.extract.query import Extract
from data_access.metrics.registry import ask
from data_access.results.values import as_json
from data_access.types import Filters, Period, Scope, WeisuError
from style.texts import text
from style.wording import MISSING, number, quantity, rate
from supervision.scorecards.card import LEAST_UNITS, Card, Cards, Entry, make_cards
from supervision.scorecards.presets import Preset
from supervision.scorecards.scoring import score
from weisu.evaluation_tables import table

_COMPARED = (
    "expected", "low", "high", "ratio", "difference", "shrunk", "shrunk_low", "shrunk_high",
    "p_worse", "p_different", "verdict",
)  # fmt: skip
_DIGITS = 6


def answer(
    extract: Extract,
    scope: Scope,
    code: str,
    period: Period,
    *,
    unit: str | None,
    as_of: date | None,
    least_n: int,
    preset: Preset | None,
) -> dict[str, Any]:
    """Return the document; ``WeisuError`` where the period or the unit has no ticket in it."""
    summary = extract.manifest.jurisdictions[code]
    first, last = summary.first_day, summary.last_day
    if first is None or last is None or period.end <= first or period.start > (as_of or last):
        raise _nothing(code, period, first, last)
    known = min(as_of or last, last)
    found = make_cards(
        extract, scope, Filters(code, period, as_of=as_of), last, unit=unit, least_n=least_n
    )
    if not found.cards and unit:
        raise WeisuError(
            text("scorecards.unit_without_tickets", unit=unit, first=period.start, last=period.last)
        )
    if not found.cards:
        raise _nothing(code, period, first, last)
    return {
        "jurisdiction": code,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "as_of": known.isoformat(),
        "complete": known >= period.last,
        "least_n": least_n,
        "rates": _rates(found),
        "cards": [_card(c, preset, period.last.year) for c in found.cards],
    }


def _nothing(code: str, period: Period, first: date | None, last: date | None) -> WeisuError:
    return WeisuError(
        text(
            "scorecards.no_tickets",
            code=code,
            first=period.start,
            last=period.last,
            start=first,
            end=last,
        )
    )


def _rates(found: Cards) -> dict[str, Any]:
    """Return what is said of each expected rate as a whole."""
    return {
        name: {
            "method": found.methods[name],
            "dispersion": round(found.dispersion[name], 4),
            "spread": compared.spread,
            "saturated": compared.saturated,
            "units": len(compared.units),
        }
        for name, compared in found.compared.items()
    }


def _card(card: Card, preset: Preset | None, year: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "unit": card.unit,
        "entries": [_entry(entry) for entry in card.entries],
    }
    if preset is not None:
        told["score"] = _score(card, preset, year)
    return told


def _entry(entry: Entry) -> dict[str, Any]:
    row = entry.figure
    told: dict[str, Any] = {
        "metric": entry.indicator.name,
        "label": entry.indicator.asked.label,
        "unit": entry.indicator.asked.metric.unit,
        "group": entry.indicator.group,
    }
    for name in ("value", "numerator", "denominator", "n", "low", "high"):
        told[name] = _plain(row[name])
    told |= {"status": row["status"], "words": row["missing"], "target": entry.target}
    told["months"] = [
        {"month": f"{month:%Y-%m}", "value": _plain(value), "n": n}
        for month, value, n in entry.months
    ]
    if entry.compared is None:
        told["compared"] = None
    else:
        told["compared"] = {name: _plain(entry.compared[name]) for name in _COMPARED}
        told["compared"]["saturated"] = entry.saturated
    return told


def _plain(value: Any) -> Any:
    found = as_json(value)
    return round(found, _DIGITS) if isinstance(found, float) else found


def _score(card: Card, preset: Preset, year: int) -> dict[str, Any]:
    """Return a score in exact fractions, with the parts that add up to it."""
    figures = {
        e.indicator.name: (int(e.figure["numerator"]), int(e.figure["denominator"]))
        for e in card.entries
        if e.figure["status"] == "ok" and as_json(e.figure["denominator"])
    }
    told = {
        "preset": preset.name, "label": preset.label, "source": preset.source,
        "dated": preset.dated.isoformat(), "full": str(preset.total),
    }  # fmt: skip
    try:
        found = score(preset, figures, year)
    except WeisuError as error:
        return told | {"total": None, "why": str(error)}
    return told | {
        "total": str(found.total),
        "total_rounded": round(float(found.total), 2),
        "parts": [
            {
                "metric": p.name,
                "rate": None if p.rate is None else str(p.rate),
                "points": str(p.points),
                "points_rounded": round(float(p.points), 2),
            }
            for p in found.parts
        ],
        "left_out": list(found.left_out),
    }


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people: a table a unit, of many units their three rates."""
    cards = document["cards"]
    span = {
        "first": document["from"], "last": _last(document["to"]), "as_of": document["as_of"]
    }  # fmt: skip
    if len(cards) == 1:
        yield text("scorecards.head", unit=cards[0]["unit"], **span)
    else:
        yield text("scorecards.all_units", count=len(cards), **span)
    if not document["complete"]:
        yield text("scorecards.partial", last=span["last"], as_of=span["as_of"])
    yield from _one(cards[0]) if len(cards) == 1 else _many(cards)
    if document["rates"]:
        yield text("scorecards.how")
    else:
        yield text("scorecards.no_expectation", least=LEAST_UNITS)
    for card in cards:
        if "score" in card:
            yield from _score_lines(card)


def _last(end: str) -> str:
    return Period(date.min, date.fromisoformat(end)).last.isoformat()


def _one(card: Mapping[str, Any]) -> Iterator[str]:
    columns = (
        "indicator", "value", "hits", "n", "interval", "target", "expected", "band", "verdict",
        "year",
    )  # fmt: skip
    yield from table(
        [text(f"scorecards.col_{c}") for c in columns], [_row(e) for e in card["entries"]]
    )


def _row(entry: Mapping[str, Any]) -> list[str]:
    unit, found = entry["unit"], entry["compared"]
    low, high = entry["low"], entry["high"]
    return [
        entry["label"],
        quantity(entry["value"], unit) if entry["value"] is not None else MISSING,
        number(entry["numerator"]),
        number(entry["n"]),
        MISSING if low is None else f"{quantity(low, unit)}–{quantity(high, unit)}",
        _target(entry),
        rate(found["expected"]) if found else MISSING,
        f"{rate(found['low'])}–{rate(found['high'])}" if found else MISSING,
        _verdict(entry),
        _year(entry),
    ]


def _verdict(entry: Mapping[str, Any]) -> str:
    found = entry["compared"]
    if not found:
        return text("scorecards.verdict_small_n") if entry["status"] == "small_n" else MISSING
    if found["saturated"]:
        return text("scorecards.verdict_saturated")
    return text(f"scorecards.verdict_{found['verdict']}")


def _target(entry: Mapping[str, Any]) -> str:
    found = entry["target"]
    if not found:
        return MISSING
    side = "at_least" if found["at_least"] else "at_most"
    told = text(f"scorecards.target_{side}", value=quantity(found["value"], entry["unit"]))
    if not found["verdict"]:
        return told
    reached = text(f"scorecards.target_{found['verdict']}")
    return f"{told} {reached}"


def _year(entry: Mapping[str, Any]) -> str:
    """Return the first and the last month's figure of the line."""
    told = [m for m in entry["months"] if m["value"] is not None]
    if len(told) < 2:
        return MISSING
    ends = (told[0], told[-1])
    return "→".join(quantity(m["value"], entry["unit"]) for m in ends)


def _many(cards: list[dict[str, Any]]) -> Iterator[str]:
    shown = [e["metric"] for e in cards[0]["entries"] if e["group"] == "three_rates"]
    heads = [text("scorecards.col_unit")]
    for name in shown:
        label = ask(name).label
        heads += [label, text("scorecards.col_n"), text("scorecards.col_verdict")]
    rows = []
    for card in cards:
        entries = {e["metric"]: e for e in card["entries"]}
        row = [card["unit"]]
        for name in shown:
            row += [rate(entries[name]["value"]), number(entries[name]["n"])]
            row.append(_verdict(entries[name]))
        rows.append(row)
    yield from table(heads, rows)


def _score_lines(card: Mapping[str, Any]) -> Iterator[str]:
    found = card["score"]
    if found["total"] is None:
        yield f"{card['unit']}　{found['why']}"
        return
    yield f"{card['unit']}　" + text(
        "scorecards.score", preset=found["label"], total=found["total_rounded"], full=found["full"]
    )
    for part in found["parts"]:
        if not part["metric"]:
            yield text("scorecards.start", points=part["points_rounded"])
            continue
        share = _share(part["rate"])
        yield text(
            "scorecards.part", metric=ask(part["metric"]).label, rate=rate(share),
            points=part["points_rounded"],
        )  # fmt: skip
    if found["left_out"]:
        labels = "、".join(ask(name).label for name in found["left_out"])
        yield text("scorecards.left_out", metrics=labels)
    yield text("scorecards.source", source=found["source"], dated=found["dated"])


def _share(fraction: str) -> float:
    over, _, under = fraction.partition("/")
    return int(over) / int(under or 1)
