"""Counts of topics by day, by hour (民生十二时辰), and their heat by window, district, category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from hotspots.frames import TOPIC_DAILY, TOPIC_DUE, TOPIC_HEAT, TOPIC_HOURLY
from hotspots.topics.expectation import Due, seasons_of, with_seasons
from hotspots.topics.heat import Share, distinct, heat_of
from hotspots.topics.heat_windows import HeatWindow

_COUNTED = ("caller", "street", "sharp", "turned", "due", "seasonal")
"""What ``heat_of`` reads of a ticket."""


@dataclass(frozen=True)
class Members:
    """A row per ticket and topic, of all depths, in ``table``: day, hour, area_code, sharp, row
    (the ticket's), topic_id; ``caller``, ``street``, ``topic``, ``county`` and ``category_1`` are
    numbers, −1 unknown. ``ids``, ``counties`` and ``categories``: what the last three stand for.
    """

    table: pd.DataFrame
    ids: np.ndarray
    counties: np.ndarray
    categories: np.ndarray

    def counted(self, name: str) -> np.ndarray:
        """Return how many different values of a column each topic has."""
        table = self.table
        return distinct(table["topic"].to_numpy(), table[name].to_numpy(), len(self.ids))


def memberships(frame: pd.DataFrame, ids: np.ndarray) -> Members:
    """Return who belongs to which topic; ``ids``: tickets × depths ('' none)."""
    category = frame["category_code"].map(lambda code: str(code)[:2] if code else None)
    numbers = {"caller": pd.factorize(frame["caller"])[0]}
    names = {}
    for name, values in (
        ("street", frame["area_street"]), ("county", frame["area_county"]), ("category_1", category)
    ):  # fmt: skip
        numbers[name], names[name] = pd.factorize(values.where(values != "", None), sort=True)
    parts = []
    for depth in range(ids.shape[1]):
        inside = np.flatnonzero(ids[:, depth] != "")
        part = frame[["day", "hour", "area_code", "sharp"]].iloc[inside].copy()
        part["row"], part["topic_id"] = inside, ids[inside, depth]
        parts.append(part.assign(**{name: codes[inside] for name, codes in numbers.items()}))
    table = pd.concat(parts, ignore_index=True)
    topic, known = pd.factorize(table["topic_id"].to_numpy(object), sort=True)
    return Members(
        table.assign(topic=topic),
        known,
        np.asarray(names["county"]),
        np.asarray(names["category_1"]),
    )


def daily(members: Members) -> pd.DataFrame:
    """Return topic × day: tickets, callers, streets."""
    table = members.table.assign(street=lambda rows: rows["street"].where(rows["street"] >= 0))
    counts = table.groupby(["topic_id", "day"], sort=True).agg(
        tickets=("caller", "size"),
        callers=("caller", "nunique"),
        streets=("street", "nunique"),
    )
    return TOPIC_DAILY.shaped(counts.reset_index())


def heat_in(
    members: Members, frame: pd.DataFrame, window: HeatWindow, due: Due, as_of: date
) -> pd.DataFrame:
    """Return the heat of every topic in a window: in all (kind city), in every county and in every
    top category (category_1). Of all are told seasonal and explained too (``with_seasons``).
    """
    late, _ = window.rows(frame["day"], as_of)
    seasons = seasons_of(frame, late, due.of(window.key))
    row, topic = members.table["row"].to_numpy(), members.table["topic"].to_numpy()
    told = members.table.assign(
        turned=seasons.turned[row], within=seasons.within[row], due=seasons.due[row]
    )
    recent, before = window.rows(told["day"], as_of)
    season = with_seasons(told, recent, frame["area_code"][late & seasons.turned])
    told["seasonal"] = season["seasonal"].reindex(members.ids).to_numpy()[topic]
    known = window.known(frame["day"].iloc[0].date(), as_of)
    city = heat_of(told, topic, len(members.ids), recent=recent, before=before, known=known)
    whole = Share.of(city)
    city = city.assign(topic_id=members.ids, kind="city", code="")
    parts = [city.merge(season, left_on="topic_id", right_index=True)]
    counted = told[list(_COUNTED)]
    for kind, names in (("county", members.counties), ("category_1", members.categories)):
        inside = told[kind].to_numpy() >= 0
        both = told[kind].to_numpy()[inside] * len(members.ids) + topic[inside]
        pairs, group = np.unique(both, return_inverse=True)
        where, which = np.divmod(pairs, max(len(members.ids), 1))
        table = heat_of(
            counted[inside], group, len(pairs), recent=recent[inside], before=before[inside],
            known=known, of=whole.rows(which),
        )  # fmt: skip
        parts.append(table.assign(topic_id=members.ids[which], kind=kind, code=names[where]))
    return pd.concat(parts, ignore_index=True).assign(window=window.key)


def due_frame(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return by window and topic what its parts are expected to be: see ``heat.Share``."""
    table = pd.concat([part[part["kind"] == "city"] for part in parts], ignore_index=True)
    share = Share.of(table)
    told = table[["window", "topic_id"]].assign(
        by_before=share.by_before, by_recent=share.by_recent
    )
    return TOPIC_DUE.shaped(told)


def heat_frame(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the heat of several windows as it is stored: topics with tickets in the window."""
    table = pd.concat(parts, ignore_index=True)
    return TOPIC_HEAT.shaped(table[table["n_recent"] > 0])


def hourly(members: Members, as_of: date, norm_days: int) -> pd.DataFrame:
    """Return hour × topic: tickets on the as-of day, and a day's mean over the days before it."""
    day = pd.Timestamp(as_of)
    table = members.table
    first = max(day - pd.Timedelta(days=norm_days), table["day"].min())
    days = max((day - first).days, 1)
    known = table[table["hour"].notna()]
    today = known[known["day"] == day].groupby(["hour", "topic_id"]).size().rename("today")
    past = known[(known["day"] >= first) & (known["day"] < day)]
    norm = (past.groupby(["hour", "topic_id"]).size() / days).rename("norm")
    table = pd.concat([today, norm], axis=1).fillna(0.0)
    return TOPIC_HOURLY.shaped(table.reset_index().sort_values(["hour", "topic_id"]))
