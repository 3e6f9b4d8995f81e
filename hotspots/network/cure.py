"""治一处、少百件: the few nodes whose cure would end most repeats.

Curing a place, a matter or a unit's matters ends the repeats that hang on it: of each matter all
tickets but the first. Which few end most together is maximum coverage; taking the best next one
each time gives at least 1 - 1/e = 63 % of the best possible (Nemhauser, Wolsey and Fisher, 1978).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from data_access.results.values import within
from hotspots.frames import CURE
from hotspots.network.graph import KEY_SHOWN
from hotspots.repeats.types import NamesLike, RepeatRun

GUARANTEE = 1 - 1 / 2.718281828459045
_COLUMNS = {
    "matter": "matter", "place": "place_key", "community": "area_code", "caller": "caller_key"
}  # fmt: skip
CURABLE = tuple(_COLUMNS)


def greedy_cover(covers: Mapping[str, Iterable[str]], top: int) -> list[tuple[str, int]]:
    """Return up to ``top`` names with the new elements each covers, the most first.

    Lazy evaluation (Minoux, 1978): gains only fall, so that a stale gain is an upper bound. Equal
    gains: the smaller name first.
    """
    sets = {name: frozenset(items) for name, items in covers.items()}
    heap = [(-len(items), name) for name, items in sets.items() if items]
    heapq.heapify(heap)
    done: set[str] = set()
    found: list[tuple[str, int]] = []
    while heap and len(found) < top:
        old, name = heapq.heappop(heap)
        gain = len(sets[name] - done)
        if gain < -old:
            if gain:
                heapq.heappush(heap, (-gain, name))
            continue
        found.append((name, gain))
        done |= sets[name]
    return found


def cure(
    frame: pd.DataFrame,
    run: RepeatRun,
    names: NamesLike,
    *,
    kinds: Iterable[str] = ("matter", "place", "community"),
    top: int = 20,
) -> pd.DataFrame:
    """Return what to cure first: rank, node kind, key, label, repeats ended, cumulative, share.

    ``share`` is of all repeats (grouped tickets beyond each group's first). ``kinds``: some of
    ``CURABLE``. A place or community counts the repeats registered there.
    """
    asked = tuple(kinds)
    repeats = run.members[run.members["rank"] > 1]
    if not len(repeats):
        return pd.DataFrame(columns=list(CURE.names))
    number = frame["ticket_no"].astype("str")
    inside = within(number, repeats["ticket_no"])
    wanted = [name for name in _COLUMNS.values() if name in frame]
    rows = frame.loc[inside, wanted].assign(ticket_no=number[inside])
    rows = rows.drop_duplicates("ticket_no", keep="last")
    rows = repeats.merge(rows, on="ticket_no", how="left").assign(matter=lambda d: d["group_id"])
    covers: dict[str, list[str]] = {}
    for kind in asked:
        name = _COLUMNS[kind]
        if name in rows:
            for key, tickets in _hanging(rows[name], rows["ticket_no"]):
                covers[f"{kind}:{key}"] = tickets
    label = run.groups.set_index("group_id")["name"].to_dict()
    found = []
    total = 0
    for rank, (name, gain) in enumerate(greedy_cover(covers, top), 1):
        kind, _, key = name.partition(":")
        total += gain
        shown = label.get(key) if kind == "matter" else _label(kind, key, rows, names)
        found.append((rank, kind, key, shown, gain, total, total / len(repeats)))
    return pd.DataFrame(found, columns=list(CURE.names))


def _hanging(keys: pd.Series, tickets: pd.Series) -> Iterator[tuple[str, list[str]]]:
    """Yield each key with its tickets; pandas' own groups take ten times as long."""
    code, known = pd.factorize(keys)
    order = np.argsort(code, kind="stable")
    order = order[np.searchsorted(code[order], 0) :]
    number = tickets.to_numpy(dtype=object)[order]
    ends = np.cumsum(np.bincount(code[order], minlength=len(known)))
    for key, some in zip(known.tolist(), np.split(number, ends)[:-1], strict=True):
        yield key, some.tolist()


def _label(kind: str, key: str, rows: pd.DataFrame, names: NamesLike) -> str:
    if kind == "community":
        return names.areas.get(key, key)
    if kind == "place":
        there = rows.loc[rows["place_key"] == key]
        area = there["area_code"].dropna().min() if "area_code" in there else None
        return f"{names.areas.get(str(area), '地址')}·{key[:KEY_SHOWN]}"
    return f"诉求人 {key[:KEY_SHOWN]}"
