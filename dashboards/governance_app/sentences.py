"""How the readiness check reads: its sentence and the cells of its tables, without Streamlit."""

from __future__ import annotations

from data_access.metrics.place_shares import PlaceShares
from data_access.metrics.readiness import Judged, Readiness
from data_access.metrics.reconcile import Check
from style.texts import text
from style.wording import clauses, count, enumerated, listing, number, punctuate, rate

VERDICTS = ("ready", "near", "below", "no_data")
_MOST_NAMED = 4
_YEAR = 365
_ENOUGH_PLACED = 0.95
"""Below, what lacks a place may weigh more than areas differ."""


def sentence(found: tuple[Readiness, ...]) -> str:
    """Return what is so: how many systems the data are enough for, and which."""
    ready = [r.system.label for r in found if r.verdict == "ready"]
    if not ready:
        return text("ready.sentence_none", all=len(found))
    return text(
        "ready.sentence", all=len(found), ready=len(ready), names=listing(ready, _MOST_NAMED)
    )


def advice(found: tuple[Readiness, ...], fields: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Return what to do next: what is near, and the field that opens most."""
    parts = []
    near = [r.system.label for r in found if r.verdict == "near"]
    if near:
        parts.append(text("ready.advice_near", names=listing(near, _MOST_NAMED)))
    if fields:
        word, labels = fields[0]
        parts.append(
            text("ready.advice_field", field=word, count=len(labels), names=listing(labels))
        )
    return "".join(parts) or text("ready.advice_none")


def threshold_words(judged: Judged) -> str:
    """Return the guide's threshold: 日均工单 1,000件以上."""
    return text("ready.threshold", what=judged.label, least=_amount(judged, judged.least))


def value_words(judged: Judged) -> str:
    """Return our value beside it, and that it stands in for something else where it does."""
    if judged.value is None:
        return text("ready.unmeasured", what=judged.label)
    words = text("ready.value", what=judged.label, value=_amount(judged, judged.value))
    return words + text("ready.instead") if judged.instead else words


def _amount(judged: Judged, value: float) -> str:
    if judged.unit == "%":
        return rate(value, 0)
    if judged.measured == "days":
        years = value / _YEAR
        return text("ready.years", years=number(years, 0 if years.is_integer() else 1))
    return f"{count(value) if value >= 10_000 else number(value)}{judged.unit}"


def missing_words(found: Readiness) -> str:
    """Return the fields that are missing for a system, or ""."""
    return enumerated(found.missing)


def sums_words(checks: tuple[Check, ...]) -> tuple[str, bool]:
    """Return the line on whether the figures add up, and whether they do."""
    if not checks:
        return text("ready.sums_unsound"), False
    wrong = [punctuate(check.words) for check in checks if not check.ok]
    if wrong:
        return text("ready.sums_wrong", checks=clauses(wrong)), False
    return text("ready.sums_right", count=len(checks)), True


def places_words(found: PlaceShares) -> str:
    """Return how many tickets are placed as finely as the city's areas go, and what to do."""
    share = found.finest
    if share is None:
        return text("ready.places_unknown")
    said = text(
        "ready.places_line", level=text(f"ready.level_{found.known[0]}"), share=rate(share, 1),
        filed=number(sum(found.filed.values())), found=number(sum(found.found.values())),
        without=number(found.without),
    )  # fmt: skip
    return said + text("ready.places_enough" if share >= _ENOUGH_PLACED else "ready.places_few")


def place_rows(found: PlaceShares) -> list[list[str]]:
    """Return by level how many tickets are placed there, and how many of them by whom; last those
    without a place."""
    rows = [
        [
            text(f"ready.level_{level}"), _share(found.of(level), found.tickets),
            number(found.filed.get(level, 0)), number(found.found.get(level, 0)),
        ]
        for level in found.known
    ]  # fmt: skip
    return [*rows, [text("ready.level_none"), _share(found.without, found.tickets), "", ""]]


def _share(n: int, of: int) -> str:
    return text("ready.places_share", share=rate(n / of if of else None, 1), n=number(n))
