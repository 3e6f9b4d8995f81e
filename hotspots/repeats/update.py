"""A night between two whole searches: only what new tickets may belong to is searched again.

Compared are the tickets of the last weeks, earlier ones of the new tickets' callers and addresses,
and whatever is in a group with one of them. New ties are looked for where a new or changed ticket
is, and on from what it is tied to; the groups are told anew with this night's scores. Groups
without any of these tickets stay as they were. How words gather is told by half a year's counts by
day (``day_words.py``). A whole search has the whole year for that, scores every pair and sees pairs
that lie further apart (one caller's over three months are seen here too): that is why it is
repeated now and then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.results.values import within
from hotspots.repeats.day_words import (
    READ,
    DayWords,
    Known,
    Nothing,
    marks_of_days,
    usage_of,
    words_of_days,
)
from hotspots.repeats.find import Again, search
from hotspots.repeats.grams import Ints
from hotspots.repeats.types import Decisions, NamesLike, RepeatRun, RepeatSettings

_NONE = Decisions()
_DEFAULT = RepeatSettings()
_TELLING = 183
"""Days whose tickets tell how words gather: as long as a group may last."""


def update_repeats(
    frame: pd.DataFrame,
    names: NamesLike,
    *,
    as_of: date,
    previous: RepeatRun,
    since: date,
    new: Collection[str],
    settings: RepeatSettings = _DEFAULT,
    decisions: Decisions = _NONE,
    words: Sequence[DayWords] | None = None,
) -> RepeatRun:
    """Return the repeats as ``find_repeats`` does, going on from an earlier search.

    ``previous``: what that search found; ``since``: its last day; ``new``: tickets that it had not
    seen, or with another text. Tickets that are gone from ``frame`` leave their groups, which are
    then searched again. What people decided holds at once. ``words``: what ``words_told`` counted
    of these very tickets, by default counted now.
    """
    number = frame["ticket_no"].astype("str")
    decided = {t for pair in decisions.together | decisions.apart for t in pair}
    searched = to_search(
        frame.assign(ticket_no=number),
        previous.members,
        since=since,
        new=new,
        settings=settings,
        decided=decided,
    )
    if words is None:
        words, _ = words_told(frame, as_of=as_of, since=since, settings=settings)
    read = searched | (frame["day"] > pd.Timestamp(since) - pd.Timedelta(days=_TELLING)).to_numpy()
    fresh, group = _before(number, previous.members, {*map(str, new), *decided})
    again = Again(searched[read], fresh[read], group[read], usage_of(words))
    found, touched = search(
        frame[read], names, as_of=as_of, settings=settings, decisions=decisions, again=again
    )
    return merged(found, previous, touched, tickets=number.nunique())


def _before(
    number: pd.Series, members: pd.DataFrame, new: set[str]
) -> tuple[NDArray[np.bool_], Ints]:
    """Return which tickets are new or were in a group with one that is gone, and their groups."""
    gone = set(members.loc[~within(members["ticket_no"], number), "group_id"])
    left = set(members.loc[within(members["group_id"], gone), "ticket_no"])
    of = pd.Series(pd.factorize(members["group_id"])[0], index=members["ticket_no"])
    group = number.map(of).fillna(-1).to_numpy(dtype=np.int64)
    return within(number, new | left), group


def words_told(
    frame: pd.DataFrame,
    *,
    as_of: date,
    since: date,
    settings: RepeatSettings = _DEFAULT,
    known: Known | None = None,
) -> tuple[list[DayWords], list[int]]:
    """Return how words were used on each day of the half year, and the days counted now.

    ``known``: counts of earlier nights, which save the counting of days that are as they were.
    """
    told = since - timedelta(days=_TELLING)
    return words_of_days(_once(frame, as_of, told), told, settings, known or Nothing())


def marks_told(frame: pd.DataFrame, *, as_of: date, since: date) -> dict[int, int]:
    """Return the marks under which ``words_told`` would count the days."""
    told = since - timedelta(days=_TELLING)
    return marks_of_days(_once(frame, as_of, told), told)


def _once(frame: pd.DataFrame, as_of: date, told: date) -> pd.DataFrame:
    """Return what is read of the half year's tickets, each once, as a search takes them."""
    day = frame["day"]
    rows = (day > pd.Timestamp(told)) & (day <= pd.Timestamp(as_of))
    known = frame.loc[rows.to_numpy(), [name for name in READ if name in frame]]
    return known[~known["ticket_no"].duplicated(keep="last").to_numpy()]


def to_search(
    frame: pd.DataFrame,
    members: pd.DataFrame,
    *,
    since: date,
    new: Collection[str],
    settings: RepeatSettings,
    decided: Collection[str] = (),
) -> NDArray[np.bool_]:
    """Return which rows are searched again."""
    number, day = frame["ticket_no"], frame["day"]
    near = max(settings.place_days, settings.area_days, settings.gram_days)
    chosen = (day > pd.Timestamp(since) - pd.Timedelta(days=near)).to_numpy()
    chosen = chosen | within(number, {*new, *decided})
    far = (day > pd.Timestamp(since) - pd.Timedelta(days=settings.caller_days)).to_numpy()
    fresh = within(number, new)
    for name in ("caller_key", "place_key"):
        if name in frame:
            keys = frame.loc[fresh, name].dropna()
            keys = keys[keys.astype("str").str.strip() != ""]
            chosen = chosen | (far & within(frame[name].astype("str"), keys.unique()))
    here = within(members["ticket_no"], number)
    touched = within(members["ticket_no"], number[chosen]) | ~here
    groups = members.loc[touched, "group_id"].unique()
    inside = members.loc[within(members["group_id"], groups), "ticket_no"]
    return chosen | within(number, inside)


def merged(found: RepeatRun, previous: RepeatRun, searched: set[str], *, tickets: int) -> RepeatRun:
    """Return what was found now and the earlier groups without a ticket that was searched."""
    again = within(previous.members["ticket_no"], searched)
    over = previous.members.loc[again, "group_id"].unique()
    members = previous.members[~within(previous.members["group_id"], over)]
    kept, inside = set(members["group_id"]), set(members["ticket_no"])
    groups = _joined(found.groups, previous.groups, within(previous.groups["group_id"], kept))
    pairs = _joined(found.pairs, previous.pairs, within(previous.pairs["a"], inside))
    suggestions = _joined(
        found.suggestions, previous.suggestions, within(previous.suggestions["group_id"], kept)
    )
    members = _joined(found.members, members, np.ones(len(members), dtype=np.bool_))
    counts = {
        **found.counts,
        "tickets": tickets,
        "searched": len(searched),
        "matters": tickets - len(members) + len(groups),
        "groups": len(groups),
        "grouped": len(members),
        "suggestions": len(suggestions),
    }
    return RepeatRun(groups, members, pairs, suggestions, counts, found.notes)


def _joined(new: pd.DataFrame, old: pd.DataFrame, kept: NDArray[np.bool_]) -> pd.DataFrame:
    parts = [part for part in (old.loc[kept, list(new.columns)], new) if len(part)]
    if not parts:
        return new
    for column in ("first", "last"):
        parts = [p.assign(**{column: pd.to_datetime(p[column])}) if column in p else p
                 for p in parts]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
