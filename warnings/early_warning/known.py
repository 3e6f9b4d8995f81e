"""What the calendar of local events explains: a surge that was to be expected is no news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from early_warning.detection import Detection
from early_warning.history import History
from early_warning.settings import EngineSettings
from early_warning.surge.covariates import LAST_AFTER
from early_warning.surge.daily import DailyModel


@dataclass(frozen=True, slots=True)
class Calendar:
    """What may explain a surge of one day. ``going``: local events whose effect may still be felt
    (kind, name, day numbers of start and end); ``lifted``: by kind and category on which days after
    its start it was lifted before; ``names``: of places, by code.
    """

    going: Sequence[tuple[str, str, int, int]] = ()
    lifted: Mapping[str, Mapping[str, Sequence[tuple[int, int]]]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def calendar_of(
    history: History, day: int, model: DailyModel, settings: EngineSettings
) -> Calendar:
    """Return what the calendar of local events has to say of a day."""
    events = history.local_events
    if events is None or events.empty:
        return Calendar()
    going = _going(history, day, settings)
    if not going:
        return Calendar()
    names = {} if history.areas is None else dict(
        zip(history.areas["code"], history.areas["name"], strict=True)
    )  # fmt: skip
    return Calendar(going, _lifted(history, model, settings), names)


def explained(
    found: Sequence[Detection],
    history: History,
    day: int,
    model: DailyModel,
    settings: EngineSettings,
) -> tuple[Detection, ...]:
    """Mark detections that a local event of the calendar explains: of a kind that has lifted the
    category before, or named after the place, and on days that the window covers.
    """
    if not found:
        return ()
    return marked_by(found, calendar_of(history, day, model, settings), settings)


def marked_by(
    found: Sequence[Detection], calendar: Calendar, settings: EngineSettings
) -> tuple[Detection, ...]:
    """Mark detections that the calendar explains (see ``explained``)."""
    going, lifted, names = calendar.going, calendar.lifted, calendar.names
    if not going:
        return tuple(found)
    marked = []
    for one in found:
        place = names.get(one.area[:9], "")
        why = ""
        # What lifts a category everywhere does not lift one community's tenfold for weeks.
        beyond = (
            len(one.area) == 12 and one.days >= settings.beyond_days
            and one.observed > settings.beyond_ratio * one.expected
        )  # fmt: skip
        for kind, name, start, end in going:
            named = (
                bool(place) and place in name
                and one.days <= settings.named_days and one.first <= end + settings.echo_days
            )  # fmt: skip
            short = not one.area or (one.days <= settings.lifted_days and not beyond)
            if named or (short and _expects(lifted.get(kind, {}), one, start, settings)):
                why = name
        marked.append(replace(one, known=why) if why else one)
    return tuple(marked)


def _going(history: History, day: int, settings: EngineSettings) -> list[tuple[str, str, int, int]]:
    """Return local events whose effect may still be felt: kind, name, start, end."""
    events = history.local_events
    if events is None:
        return []
    origin = history.first.astype("datetime64[D]")
    start = (events["start"].to_numpy().astype("datetime64[D]") - origin).astype(int)
    end = (events["end"].to_numpy().astype("datetime64[D]") - origin).astype(int)
    reach = LAST_AFTER + settings.echo_days + max(settings.local.windows)
    return [
        (str(events["kind"].iloc[k]), str(events["name"].iloc[k]), int(start[k]), int(end[k]))
        for k in np.flatnonzero((start <= day) & (start + reach >= day))
    ]


def _expects(
    lifted: Mapping[str, Sequence[tuple[int, int]]],
    one: Detection,
    start: int,
    settings: EngineSettings,
) -> bool:
    """Tell whether a kind of event has lifted the category on days that the window covers."""
    return any(
        one.day >= start + low and one.first < start + high + settings.echo_days
        for low, high in lifted.get(one.category, ())
    )


def _lifted(
    history: History, model: DailyModel, settings: EngineSettings
) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Return by kind of local event and category on which days after its start it was lifted."""
    least = np.log(settings.event_lift)
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for kind, column, low, high in history.design.events:
        beta, error = model.beta[:, column], model.error[:, column]
        for k in np.flatnonzero((beta > least) & (beta > settings.event_z * error)):
            found.setdefault(kind, {}).setdefault(history.categories[k], []).append((low, high))
    return found
