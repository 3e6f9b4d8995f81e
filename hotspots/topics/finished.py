"""From placed tickets and described topics to what a run hands over: counts, heat, past, edits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hotspots.frames import TOPIC_TICKET, TOPICS
from hotspots.topics.before import spoken_before
from hotspots.topics.counts import by_scope, daily, hourly, memberships, windows
from hotspots.topics.edits import TopicEdits
from hotspots.topics.expectation import Due, seasons_of, with_seasons
from hotspots.topics.heat import heat_of
from hotspots.topics.match import Matches
from hotspots.topics.past import bursts, with_past
from hotspots.topics.prepare import Prepared
from hotspots.topics.replay import mark
from hotspots.topics.result import TopicRun
from hotspots.topics.settings import TopicSettings


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
    spans = settings.recent_days, settings.history_days
    late, _ = windows(data.frame["day"], as_of, *spans)
    seasons = seasons_of(data.frame, late, due)
    members = memberships(data.frame, ids, seasons)
    recent, before = windows(members["day"], as_of, *spans)
    season = with_seasons(members, recent, data.frame["area_code"][late & seasons.turned])
    members["seasonal"] = members["topic_id"].map(season["seasonal"])
    heat = heat_of(members, recent=recent, before=before, key="topic_id")
    topics = rows.merge(heat.join(season), left_on="topic_id", right_index=True)
    topics = topics.reset_index(drop=True)
    topics["spoken_before"] = spoken_before(data, ids, topics, as_of)
    topics = with_past(
        bursts(topics, members, data),
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
        topic_scope=by_scope(members, recent, before),
        topic_hourly=hourly(members, as_of, settings.norm_days),
        outlier_share=float(1 - inside.mean()),
        note=" ".join(data.notes),
        model=data.model,
    )
