"""Topics against known events: agreement, and how soon an event was noticed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Agreement:
    """``nmi``: normalised mutual information over the event tickets; ``covered``: in a topic."""

    nmi: float
    covered: float
    tickets: int


def agreement(topic_ticket: pd.DataFrame, events: pd.DataFrame) -> Agreement:
    """Compare fine topics with events, over the tickets of events only.

    ``events``: ticket_no, event_id. Tickets in no topic count as one group of their own.
    """
    from sklearn.metrics import normalized_mutual_info_score

    topic = events["ticket_no"].map(topic_ticket.set_index("ticket_no")["topic_id"])
    if topic.empty:
        return Agreement(float("nan"), float("nan"), 0)
    value = normalized_mutual_info_score(
        events["event_id"].to_numpy(object).astype(str),
        topic.fillna("").to_numpy(object).astype(str),
    )
    return Agreement(float(value), float(topic.notna().mean()), len(topic))


def noticed(topic_ticket: pd.DataFrame, born: set[str], tickets: list[str]) -> bool:
    """Tell whether an event's tickets so far are noticed: half are in one of the ``born`` topics.

    That topic must be mostly of this event: half of its own tickets.
    """
    topics = topic_ticket.set_index("ticket_no")["topic_id"]
    own = topics.reindex(tickets).dropna()
    if own.empty:
        return False
    counts = own.value_counts()
    topic, n = counts.index[0], int(counts.iloc[0])
    size = int(np.sum(topics == topic))
    return topic in born and n >= 0.5 * len(tickets) and n >= 0.5 * size
