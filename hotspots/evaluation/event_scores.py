"""How well fine topics agree with what really happened, from a demo city's truth files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

LEAST = 5
RECENT = 7
USUAL = 56
CLEAR = 1.5


@dataclass(frozen=True, slots=True)
class EventScore:
    """``nmi``: normalised mutual information of event and fine topic over the events' tickets
    (tickets in no topic count as one more). ``purity``: share of an event's tickets that lie in
    its commonest topic, mean over events. ``delay``: median days, see ``event_scores``.
    ``events``: how many were looked at, ``noticed``: how many of them ever stood out.
    """

    events: int
    nmi: float
    purity: float
    noticed: int
    delay: float | None


def read_events(folder: Path) -> pd.DataFrame:
    """Return ticket_no and event_id of a demo city's ``truth/``, planted artefacts left out."""
    found = pd.read_csv(folder / "truth" / "event_tickets.csv", dtype=str)
    return found.loc[found["role"] != "artefact", ["ticket_no", "event_id"]]


def event_scores(
    events: pd.DataFrame, topic_ticket: pd.DataFrame, frame: pd.DataFrame
) -> EventScore:
    """Compare events (ticket_no, event_id) of at least five tickets with a run's fine topics.

    The delay of an event is counted from its first ticket to the first day on which its commonest
    topic would stand out: five tickets in seven days, half as many again as in the eight weeks
    before. Topics are those of the whole period, looked at afterwards: a nightly run, which knows
    less, is no quicker.
    """
    from sklearn.metrics import normalized_mutual_info_score

    days = frame[["ticket_no", "day"]].assign(ticket_no=frame["ticket_no"].astype("str"))
    rows = events.merge(days, on="ticket_no").merge(
        topic_ticket[["ticket_no", "topic_id"]], on="ticket_no", how="left"
    )
    sizes = rows.groupby("event_id")["ticket_no"].transform("size")
    rows = rows[sizes >= LEAST]
    if rows.empty:
        return EventScore(0, 0.0, 0.0, 0, None)
    topic = rows["topic_id"].fillna("").astype(str)
    nmi = float(normalized_mutual_info_score(rows["event_id"], topic))
    counts = topic_ticket.merge(days, on="ticket_no").groupby(["topic_id", "day"]).size()
    purity, delays = [], []
    for _, event in rows.groupby("event_id", sort=True):
        common = event["topic_id"].dropna().value_counts()
        purity.append(float(common.iloc[0]) / len(event) if len(common) else 0.0)
        if len(common):
            best = min(common[common == common.iloc[0]].index)
            delays.append(_delay(counts[best], event["day"].min()))
    known = [d for d in delays if d is not None]
    return EventScore(
        rows["event_id"].nunique(),
        nmi,
        float(np.mean(purity)),
        len(known),
        float(np.median(known)) if known else None,
    )


def _delay(counts: pd.Series, began: pd.Timestamp) -> int | None:
    """Return the days until a topic stands out; None where it doesn't within eight weeks."""
    index = pd.date_range(
        began - pd.Timedelta(days=USUAL + RECENT), began + pd.Timedelta(days=USUAL)
    )
    daily = counts.reindex(index, fill_value=0)
    week = daily.rolling(RECENT).sum()
    usual = daily.shift(RECENT).rolling(USUAL, min_periods=1).mean() * RECENT
    out = week[(week >= LEAST) & (week >= CLEAR * usual.fillna(0))].loc[began:]
    return None if out.empty else int((out.index[0] - began).days)
