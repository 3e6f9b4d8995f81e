"""From placed tickets and described topics to what a run hands over: counts, heat, past, edits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.frames import TOPIC_TICKET, TOPICS
from hotspots.topics.before import spoken_before
from hotspots.topics.counts import daily, heat_frame, heat_in, hourly, memberships
from hotspots.topics.edits import TopicEdits
from hotspots.topics.expectation import Due
from hotspots.topics.heat_windows import WEEK
from hotspots.topics.lifecycle import states_of
from hotspots.topics.match import Matches
from hotspots.topics.past import bursts, with_past
from hotspots.topics.prepare import Prepared
from hotspots.topics.replay import mark
from hotspots.topics.result import TopicRun
from hotspots.topics.settings import TopicSettings

_ALL = {"callers": "caller", "streets": "street"}


def finished(
    data: Prepared,
    ids: np.ndarray,
    weight: np.ndarray,
    rows: pd.DataFrame,
    *,
    as_of: date,
    matches: list[Matches],
    named: list[dict[int, str]],
    edits: TopicEdits,
    previous: TopicRun | None,
    settings: TopicSettings,
    due: Due,
) -> TopicRun:
    """Return the run, without what places new tickets.

    ``ids``: tickets × (coarse, middle, fine), '' none; ``weight``: how typical each ticket is;
    ``rows``: what each topic is about. ``matches``, ``named``: by depth, what became of the last
    run's topics and the id of each that was found. ``due``: what is expected of categories.
    """
    members = memberships(data.frame, ids)
    heat = {window: heat_in(members, data.frame, window, due, as_of) for window in settings.windows}
    week = heat[WEEK][heat[WEEK]["kind"] == "city"].drop(columns=["kind", "code", "window"])
    every = {name: members.counted(column) for name, column in _ALL.items()}
    topics = rows.merge(week.assign(**every), on="topic_id")
    topics["spoken_before"] = spoken_before(data, ids, topics, as_of)
    topics = with_past(
        bursts(topics, members.table, data),
        matches,
        named,
        data.frame["day"].iloc[0].date(),
        as_of,
        stable_from=settings.stable_from,
        previous=previous,
    )
    inside = ids[:, 2] != ""
    tickets = pd.DataFrame(
        {
            "ticket_no": data.frame["ticket_no"].astype(str)[inside],
            "topic_id": ids[inside, 2],
            "topic_mid": ids[inside, 1],
            "topic_coarse": ids[inside, 0],
            "weight": weight[inside],
        }
    )
    return TopicRun(
        as_of,
        topics=TOPICS.shaped(mark(topics, edits)),
        topic_ticket=TOPIC_TICKET.shaped(tickets),
        topic_daily=daily(members),
        topic_heat=heat_frame([_stated(part, topics, data, as_of) for part in heat.values()]),
        topic_hourly=hourly(members, as_of, settings.norm_days),
        outlier_share=float(1 - inside.mean()),
        note=" ".join(data.notes),
        model=data.model,
    )


def _stated(heat: pd.DataFrame, topics: pd.DataFrame, data: Prepared, as_of: date) -> pd.DataFrame:
    """Return a window's heat with the state that each topic has beside its expectation there."""
    city = (heat["kind"] == "city").to_numpy()
    told = ["first_day", "last_day", "matched", "spoken_before"]
    known = heat[city].join(topics.set_index("topic_id")[told], on="topic_id")
    state = np.full(len(heat), None, dtype=object)
    state[city] = states_of(known, as_of=as_of, window_first=data.frame["day"].iloc[0].date())
    return heat.assign(state=state)
