"""The sentence on top: what is so and what to do, composed from figures alone.

It claims no more than the figures carry: a difference is named only where its interval excludes
"no difference", a concentration only where a place holds clearly more than its usual share, a unit
only where it handles most of the matter. Nothing here knows Streamlit or reads data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.leader_app.content import Amount, Finding
from data_access.metrics.lead_unit import LEAST_SHARE
from forecasting.expected.sums import side_of
from style.texts import text
from style.wording import about, change, clauses, count, ended, listing, number, phrases, rate

SHARE_TO_NAME_A_PLACE = 0.25
LIFT_TO_NAME_A_PLACE = 1.3
LEAST_CASES = 10
MANY = 50
"""Expected tickets of which half cannot stay away by chance."""


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """The period's tickets against what was to be expected; None where history is too short."""

    period: str
    observed: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def side(self) -> str:
        """``above``, ``below`` or ``within`` the usual range; ``unknown`` without one."""
        if self.low is None or self.high is None or not self.expected:
            return "unknown"
        return side_of(self.observed, self.low, self.high)

    @property
    def doubtful(self) -> bool:
        """Whether so many are missing that the import is to be looked at before anything else."""
        due = self.expected or 0.0
        return due >= MANY and self.observed < due / 2


@dataclass(frozen=True, slots=True)
class Part:
    """A place's or a unit's part of a matter; ``usual`` is its share of everything."""

    name: str
    cases: int
    share: float
    usual: float = 0.0


@dataclass(frozen=True, slots=True)
class RiseFacts:
    """A category that rose clearly above its own norm, where it is and who should lead."""

    category: str
    observed: int
    expected: float
    place: Part | None = None
    unit: Part | None = None

    @property
    def excess(self) -> float:
        """Relative rise over what was to be expected."""
        return self.observed / self.expected - 1 if self.expected else 0.0

    @property
    def concentrated(self) -> bool:
        """Whether a place holds enough of it, and clearly more than usual, to be named."""
        p = self.place
        return (
            p is not None
            and p.cases >= LEAST_CASES
            and p.share >= SHARE_TO_NAME_A_PLACE
            and p.share >= LIFT_TO_NAME_A_PLACE * p.usual
        )

    @property
    def owned(self) -> bool:
        """Whether one unit handles enough of it to be named."""
        return self.unit is not None and self.unit.share >= LEAST_SHARE


@dataclass(frozen=True, slots=True)
class PressingFacts:
    """A warning to be handled, in words. ``first``: of a colour that comes before all else."""

    title: str
    numbers: str
    unit: str
    first: bool


def compose(
    volume: VolumeFacts,
    rises: tuple[RiseFacts, ...],
    *,
    rises_known: bool | None,
    concerns: tuple[str, ...] = (),
) -> Finding:
    """Return the finding of a period.

    ``rises``: the categories that rose clearly, the clearest first. ``rises_known``: whether there
    was enough history to look for them; None: the cut has no categories below it. ``concerns``:
    rates that clearly got worse, in words.
    """
    found = _compose(volume, rises, rises_known=rises_known)
    if not concerns:
        return found
    context = found.context + ended(clauses(concerns))
    if found.acts:
        return replace(found, context=context)
    return replace(found, context=context, advice=text("today.concern_advice"), acts=True)


def with_pressing(found: Finding, warnings: tuple[PressingFacts, ...]) -> Finding:
    """Return the finding where warnings are to be handled; the page lists them below it.

    One of the first colours is the sentence on top, and what the figures say follows it.
    """
    if not warnings:
        return found
    top = warnings[0]
    if not top.first:
        advice = found.advice if found.acts else text("today.also_advice")
        return replace(found, advice=advice, acts=True)
    sentence = phrases((text("today.pressing", title=top.title), top.numbers))
    unit = text("today.pressing_unit", unit=top.unit) if top.unit else ""
    advice = text("today.pressing_advice", unit=unit)
    rest = found.context + (found.advice if found.acts else "")
    return Finding(ended(sentence), advice, acts=True, context=found.sentence + rest)


def _compose(
    volume: VolumeFacts, rises: tuple[RiseFacts, ...], *, rises_known: bool | None
) -> Finding:
    if volume.observed == 0:
        sentence = text("today.no_tickets", period=volume.period)
        return Finding(sentence, text("today.no_tickets_advice"), acts=False)
    if rises:
        return _of_rise(volume, rises)
    return _of_volume(volume, rises_known=rises_known)


def _of_rise(volume: VolumeFacts, rises: tuple[RiseFacts, ...]) -> Finding:
    top, place = rises[0], ""
    if top.concentrated and top.place:
        cases, share = count(top.place.cases), rate(top.place.share, 0)
        place = text("today.rise_place", place=top.place.name, n=cases, share=share)
    sentence = text(
        "today.rise",
        period=volume.period,
        category=top.category,
        n=count(top.observed),
        excess=_excess_words(top),
        place=place,
    )
    others = [r.category for r in rises[1:4]]
    also = text("today.rise_others", names=listing(others)) if others else ""
    return Finding(sentence, _advice(top), acts=True, context=f"{also}{_volume_words(volume)}")


def _excess_words(top: RiseFacts) -> str:
    if top.excess >= 1 and round(top.expected) >= 1:
        times = number(top.observed / top.expected, 1)
        return text("today.rise_times", usual=count(top.expected), times=times)
    if top.expected < 1:
        return text("today.rise_unusual")
    share = change(top.excess, signed=False)
    return text("today.rise_more", usual=count(top.expected), share=share)


def _advice(top: RiseFacts) -> str:
    concentrated = top.concentrated and top.place
    where = text("today.rise_where", place=top.place.name) if concentrated and top.place else ""
    if not (top.owned and top.unit):
        return text("today.rise_advice", where=where, category=top.category)
    share = rate(top.unit.share, 0)
    part = text("today.handles_all" if share == "100%" else "today.handles_part", share=share)
    return text(
        "today.rise_advice_unit", unit=top.unit.name, part=part, where=where, category=top.category
    )


def _of_volume(volume: VolumeFacts, *, rises_known: bool | None) -> Finding:
    total = text("today.total", period=volume.period, n=count(volume.observed))
    one_matter = rises_known is None
    if volume.side == "unknown":
        sentence = text("today.total_only", total=total)
        return Finding(sentence, text("today.young_advice"), acts=False)
    tail = "" if one_matter else text("today.tail_none" if rises_known else "today.tail_unknown")
    if volume.side == "within":
        low, high = count(volume.low), count(volume.high)
        within = text("today.within", total=total, low=low, high=high)
        sentence = ended(clauses((within, tail)))
        return Finding(sentence, text("today.within_advice"), acts=False)
    sentence = ended(clauses((text("today.outside", total=total, against=_against(volume)), tail)))
    if volume.side == "below":
        key = "today.below_advice" if volume.doubtful else "today.fewer_advice"
        return Finding(sentence, text(key), acts=False)
    advice = text("today.above_one_advice" if one_matter else "today.above_advice")
    return Finding(sentence, advice, acts=True)


def _against(volume: VolumeFacts) -> str:
    ratio = volume.observed / volume.expected - 1 if volume.expected else 0.0
    key = "today.against_more" if ratio > 0 else "today.against_less"
    return text(key, share=change(ratio, signed=False))


def _volume_words(volume: VolumeFacts) -> str:
    n = count(volume.observed)
    if volume.side == "within":
        return text("today.all_within", n=n)
    if volume.side in ("above", "below"):
        return text("today.all_outside", n=n, against=_against(volume))
    return ""


def amount_words(period: str, amount: Amount) -> str:
    """Return a matter's tickets against the season and last year, in one clause."""
    n = text("today.matter_n", period=period, n=count(amount.n))
    then = amount.last_year
    year = "" if then is None else text("today.matter_then", then=count(then))
    return phrases((n, _season_words(amount), year))


def _season_words(amount: Amount) -> str:
    due = amount.expected
    if due is None:
        return ""
    usual = about(due)
    if amount.side == "above" and round(due) >= 1:
        times = amount.n / due
        if times >= 2:
            return text("today.matter_times", usual=usual, times=number(times, 1))
        return text("today.matter_more", usual=usual, share=change(times - 1, signed=False))
    return text(f"today.matter_{amount.side}", usual=usual)
