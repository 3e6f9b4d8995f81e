"""The pictures of 指标对比: from its data to charts with their findings."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from dashboards.charts.bars import Bar, ranking
from dashboards.charts.changes import Step, diverging, waterfall
from dashboards.charts.dots import Dot, dots
from dashboards.charts.picture import Caption, Picture
from dashboards.compare_app import sentences, to_tickets
from dashboards.compare_app.named_parts import named_parts
from dashboards.compare_app.reading import KNOWN, CompareData
from dashboards.compare_app.to_tickets import Opened
from data_access.metrics.explain import Contribution, rounded
from data_access.metrics.groups import Peer
from data_access.metrics.model import Metric
from data_access.metrics.registry import ask
from data_access.types import Period
from style.texts import text
from style.ties import most
from style.wording import (
    bracketed,
    clauses,
    labelled,
    listing,
    number,
    parted,
    phrases,
    points,
    punctuate,
    rate,
    span_words,
)

UNITS_SHOWN = 12
_ORDER: Mapping[str, int] = {"worse": 0, "better": 1, "same": 2}


def earlier_picture(
    data: CompareData,
    period: Period,
    source: str,
    as_of: date,
    opens: Mapping[Period, str] = MappingProxyType({}),
) -> Picture:
    """Return the figure beside those of last week, last month and last year.

    ``opens``, here and below: by mark, or its label, what a click opens.
    """
    metric = ask(data.asked.name).metric
    clear = [a for a in data.earlier if a.comparison.significant]
    said = [punctuate(a.comparison.wording) for a in clear]
    if not clear and any(a.row is not None for a in data.earlier):
        said = [text("compare.steady")]
    title = clauses(said) or text("compare.no_earlier")
    bars = [_bar(metric, text("compare.now"), data.row, period, as_of, earlier=False)]
    bars[0] = replace(bars[0], opens=opens.get(period, ""))
    bars += _due_bar(data, metric)
    for a in data.earlier:
        if a.row is not None and a.row["status"] in KNOWN:
            bar = _bar(metric, a.earlier.label, a.row, a.earlier.period, as_of, earlier=True)
            bars.append(replace(bar, opens=opens.get(a.earlier.period, "")))
    note = clauses(parted(punctuate(data.chosen.earlier.note)))
    due = text("compare.due_key") if data.due else ""
    key = clauses((text("compare.earlier_key"), due, note))
    label = punctuate(ask(data.asked.name).label)
    return ranking(Caption(labelled(label, title), metric.unit, source, as_of, key), bars)


def _due_bar(data: CompareData, metric: Metric) -> list[Bar]:
    if data.due is None:
        return []
    total = data.due.total
    low, high = (sentences.value_words(metric, side) for side in (total.low, total.high))
    words = sentences.value_words(metric, total.mean)
    hover = html.escape(text("compare.due_hover", n=words, low=low, high=high))
    label = text("compare.due")
    return [Bar(label, total.mean, words, hover.replace("\n", "<br>"), earlier=True)]


def _bar(
    metric: Metric,
    label: str,
    row: Mapping[Any, Any],
    period: Period,
    as_of: date,
    *,
    earlier: bool,
) -> Bar:
    value = float(row["value"])
    hover = "<br>".join(
        (
            html.escape(label + bracketed(span_words(period.start, period.last, as_of))),
            sentences.value_words(metric, value),
            sentences.interval_words(metric, row),
        )
    )
    few = text("compare.few") if row["status"] == "small_n" else ""
    return Bar(
        label, value, sentences.value_words(metric, value) + few, hover, earlier=earlier,
        counted=to_tickets.counted(metric, row),
    )  # fmt: skip


def effects_picture(
    data: CompareData,
    names: Mapping[Any, str],
    source: str,
    as_of: date,
    opens: Mapping[str, Opened] = MappingProxyType({}),
) -> Picture:
    """Return the waterfall: a rate's change by mix, place, rate; a count's by category."""
    found, metric = data.explained, ask(data.asked.name).metric
    if found.effects is not None:
        parts = {text(f"compare.effect_{n}"): found.effects.effects[n] for n in sentences.EFFECTS}
        key = text("compare.effects_key")
    else:
        parts = _changes(named_parts(found.by_category, names))
        key = text("compare.count_key")
    step = sentences.POINT if found.is_rate else sentences.CASE
    shown = rounded(parts, step)
    total = sum(shown.values(), Fraction(0))
    # A rate's steps are effects, of which no tickets can be listed.
    steps = _steps(data, shown, metric, {} if found.is_rate else opens)
    whole = _step(data, text("compare.total"), total, metric, opens)
    steps.append(replace(whole, total=True, acts=False))
    values = {
        "label": data.chosen.earlier.label,
        "before": sentences.value_words(metric, float(found.before)),
        "after": sentences.value_words(metric, float(found.after)),
    }
    if data.chosen.comparison.significant:
        title = text("compare.effects_title", main=_main(shown, metric), **values)
    else:
        title = text("compare.unclear_title", **values)
    return waterfall(_caption(data, title, key, (source, as_of)), steps)


def _main(shown: Mapping[str, Fraction], metric: Metric) -> str:
    named = [k for k in shown if not k.startswith(text("compare.rest_start"))]
    label = max(named, key=lambda k: abs(shown[k]), default="")
    if not label or not shown[label]:
        return text("compare.no_change")
    sized = [
        (text("compare.main_one", name=k, size=_size(shown[k], metric)), abs(float(shown[k])))
        for k in named
    ]
    first = most(sized, text("compare.main_counter"))
    if first.tied:
        return text("compare.main_tied", name=first.names)
    return text("compare.main", name=label, size=_size(shown[label], metric))


def parts_picture(
    data: CompareData,
    names: Mapping[Any, str],
    source: str,
    as_of: date,
    opens: Mapping[str, Opened] = MappingProxyType({}),
) -> Picture:
    """Return what each place (of a rate: each category) adds to the change."""
    found, metric = data.explained, ask(data.asked.name).metric
    parts = found.by_category if found.is_rate else found.by_place
    what = text("compare.by_category" if found.is_rate else "compare.by_place")
    step = sentences.POINT if found.is_rate else sentences.CASE
    shown = rounded(_changes(named_parts(parts, names)), step)
    title = text("compare.parts_title", what=what, main=_main(shown, metric))
    key = text("compare.parts_key_rate" if found.is_rate else "compare.parts_key_count")
    steps = _steps(data, shown, metric, opens)
    return diverging(_caption(data, title, key, (source, as_of)), steps)


def _changes(parts: Mapping[str, Sequence[Contribution]]) -> dict[str, Fraction]:
    """Return changes by name."""
    return {name: sum((p.change for p in held), Fraction(0)) for name, held in parts.items()}


def _steps(
    data: CompareData, shown: Mapping[str, Fraction], metric: Metric, opens: Mapping[str, Opened]
) -> list[Step]:
    return [_step(data, label, change, metric, opens) for label, change in shown.items()]


def _step(
    data: CompareData,
    label: str,
    change: Fraction,
    metric: Metric,
    opens: Mapping[str, Opened],
) -> Step:
    # Colour is for what needs action: a change that may be chance doesn't.
    clear = data.chosen.comparison.significant
    wrong = clear and {"higher_better": change < 0, "lower_better": change > 0}.get(
        metric.direction, False
    )
    size = _size(change, metric)
    hover = html.escape(labelled(label, size))
    mine = opens.get(label)
    if mine is None:
        return Step(label, float(change), size, hover, acts=wrong)
    key = "compare.step_rate" if metric.kind == "rate" else "compare.step"
    # A bar shows a change; what it opens are the tickets of a period, which is said.
    hover += "<br>" + html.escape(text(key, after=number(mine.after), before=number(mine.before)))
    return Step(
        label, float(change), size, hover, acts=wrong, opens=mine.address, counted=mine.counted
    )


def _size(change: Fraction, metric: Metric) -> str:
    if metric.unit == "%":
        return points(float(change)).removesuffix(text("unit.points"))
    return sentences.cases(int(change)).removesuffix(text("unit.tickets"))


def _caption(data: CompareData, title: str, key: str, where: tuple[str, date]) -> Caption:
    metric = ask(data.asked.name).metric
    unit = text("unit.points_axis") if metric.unit == "%" else metric.unit
    if data.chosen.comparison.significant and metric.direction != "neutral":
        key = clauses((key, text("compare.wrong_way")))
    return Caption(title, unit, *where, key)


def peers_picture(
    data: CompareData,
    source: str,
    as_of: date,
    opens: Mapping[str, str] = MappingProxyType({}),
) -> Picture:
    """Return the units against the rest of their group, with intervals of the difference."""
    worse = [p.unit for p in data.peers if p.verdict == "worse"]
    better = [p.unit for p in data.peers if p.verdict == "better"]
    if worse:
        title = text("compare.peers_worse", units=listing(worse), count=len(worse))
    elif better:
        title = text("compare.peers_better", units=listing(better), count=len(better))
    else:
        title = text("compare.peers_same")
    shown = shown_peers(data.peers)
    rows: list[Dot] = []
    for peer in shown:
        heading = punctuate(phrases((peer.group, peer.band)))
        if not rows or heading not in {r.label for r in rows if r.value is None}:
            rows.append(Dot(heading, None))
        rows.append(_dot(peer, opens.get(peer.unit, "")))
    able = sum(p.verdict in _ORDER for p in data.peers)
    few = sum(p.verdict == "small_n" for p in data.peers)
    key = [text("compare.peers_key")]
    if able > len(shown):
        key.append(text("compare.peers_left_out", shown=len(shown), count=able))
    if few:
        key.append(text("compare.peers_few", count=few))
    return dots(Caption(title, text("unit.points_axis"), source, as_of, clauses(key)), rows)


def shown_peers(peers: Sequence[Peer]) -> list[Peer]:
    """Return at most ``UNITS_SHOWN`` comparable units: those that stand out, then the largest."""
    able = [p for p in peers if p.verdict in _ORDER]
    able.sort(key=lambda p: (_ORDER[p.verdict], -p.denominator, p.unit))
    kept = able[:UNITS_SHOWN]
    return sorted(kept, key=lambda p: (p.group, p.band, _ORDER[p.verdict], -p.denominator, p.unit))


def _dot(peer: Peer, opens: str) -> Dot:
    hover = text(
        "compare.peer_hover",
        unit=peer.unit,
        rate=rate(peer.value),
        n=number(peer.denominator),
        hit=number(peer.numerator),
        others=rate(peer.others),
        peers=peer.peers,
        low=points(peer.low),
        high=points(peer.high),
        verdict=peer.words,
    )
    gap = (peer.value or 0.0) - (peer.others or 0.0)
    return Dot(
        peer.unit, gap, peer.low or 0.0, peer.high or 0.0, sentences.peer_words(peer),
        html.escape(hover).replace("\n", "<br>"), peer.verdict, opens, peer.denominator,
    )  # fmt: skip
