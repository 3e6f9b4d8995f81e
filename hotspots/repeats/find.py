"""The search for repeats from a ticket frame to groups, evidence and suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.one_thread import use_one_thread
from hotspots.repeats.candidates import candidates
from hotspots.repeats.cluster import Cluster, Links, Score, clusters, with_probability
from hotspots.repeats.copies import with_copies
from hotspots.repeats.features import Comparer, Table
from hotspots.repeats.grams import Floats, Ints, chunks
from hotspots.repeats.model import MESSAGES, TICKETS, PairModel
from hotspots.repeats.one_thing import Told, join_named
from hotspots.repeats.prepare import Tickets, prepare, texts_of
from hotspots.repeats.rows import run_of
from hotspots.repeats.types import Decisions, NamesLike, RepeatRun, RepeatSettings
from hotspots.repeats.usage import Usage
from hotspots.repeats.whereabouts import Whereabouts

_CHUNK = 100_000
_NONE = Decisions()


def find_repeats(
    frame: pd.DataFrame,
    names: NamesLike,
    *,
    as_of: date,
    vectors: Floats | None = None,
    model: PairModel | None = None,
    settings: RepeatSettings | None = None,
    decisions: Decisions = _NONE,
) -> RepeatRun:
    """Return which tickets speak of one matter, with evidence and suggestions for merging.

    ``frame``: a ticket frame (one row a ticket, any order; later days than ``as_of`` are left
    out). ``vectors``: one row a ticket of the frame, only to find further candidates. ``model``: by
    default the shipped one that suits the frame. ``decisions``: what people said before. The result
    does not depend on the order of rows. Columns that are missing are compared as unknown and named
    in ``notes``.
    """
    return search(
        frame, names, as_of=as_of, vectors=vectors, model=model, settings=settings,
        decisions=decisions,
    )[0]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Again:
    """What a night searches; arrays with a value for every row of its frame.

    ``among``: rows that are compared at all, the others only tell how often a place, a caller or a
    category comes up. ``fresh``: rows that are new or of which something changed. ``group``: number
    of the group that the last search put a ticket in, -1 none. ``usage``: how words are used.
    """

    among: NDArray[np.bool_]
    fresh: NDArray[np.bool_]
    group: Ints
    usage: Usage | None


def search(
    frame: pd.DataFrame,
    names: NamesLike,
    *,
    as_of: date,
    vectors: Floats | None = None,
    model: PairModel | None = None,
    settings: RepeatSettings | None = None,
    decisions: Decisions = _NONE,
    again: Again | None = None,
) -> tuple[RepeatRun, set[str]]:
    """Return what ``find_repeats`` does, and the tickets whose groups were looked for.

    With ``again`` these are the fresh tickets, what is tied to one over any number of links or
    groups of the last search, and those groups. That two other tickets, in no group together, are
    not one matter stays as the last search, a night ago, judged it.
    """
    use_one_thread()
    wanted = settings or RepeatSettings()
    rows = _once(frame, as_of)
    # A copy of all texts costs seconds in a large city.
    known = frame if len(rows) == len(frame) else frame.iloc[rows]
    usage = None if again is None else again.usage
    if again is None or usage is None:
        tickets = prepare(known, wanted)
        usage = Usage.of(tickets)
    else:
        inside = again.among[rows]
        tickets = prepare(known, wanted, read=inside, counts=usage.counts["long"])
    near = None if vectors is None else np.asarray(vectors, np.float32)[rows[tickets.order]]
    comparer = Comparer.of(tickets, usage)
    score = model or PairModel.shipped(suited(tickets))
    read = None if again is None else again.among[rows]
    places = Whereabouts.of(tickets, known, names, read=read)

    def judge(table: Table) -> NDArray[np.float64]:
        return with_copies(score.probability(table), table, wanted)

    def probability(a: Ints, b: Ints) -> NDArray[np.float64]:
        found = np.empty(len(a), dtype=np.float64)
        for some in chunks(len(a), _CHUNK):
            found[some] = judge(comparer.compare(a[some], b[some]))
        found[places.apart(a, b)] = 0.0
        return found

    at = rows[tickets.order]
    searched = None if again is None else again.among[at]
    (a, b), counts = candidates(tickets, wanted, near, usage=usage, among=searched)
    if again is None:
        touched = np.ones(len(tickets), dtype=bool)
        scored = _likely(a, b, probability, wanted.link_from)
    else:
        group = np.where(again.among[at], again.group[at], -1)
        touched, scored = _reached((a, b), again.fresh[at], group, probability, wanted.link_from)
    links = _links(tickets, scored, decisions)
    del a, b
    groups, cut = clusters(links, tickets.day, probability, wanted, places.named_apart)
    part = known.iloc[tickets.order].reset_index(drop=True)
    if "title" in part:
        told = Told(
            texts_of(part, "title"),
            tickets.day,
            tickets.levels[min(1, len(tickets.levels) - 1)],
            wanted.group_days,
            links.parted,
            places.named_apart,
        )
        groups = _one_thing(groups, told, probability)
    notes = list(tickets.notes)
    if cut:
        notes.append("有极大的一组相近工单，未逐对比对，按抽样判断是否同一件事。")
    found = run_of(
        part,
        groups,
        comparer=comparer,
        judge=judge,
        names=names,
        settings=wanted,
        decisions=decisions,
        counts=counts,
        notes=tuple(notes),
    )
    return found, set(tickets.ticket_no[touched].tolist())


def _once(frame: pd.DataFrame, as_of: date) -> Ints:
    """Return the rows of the tickets up to a day, of the same ticket the last."""
    kept = np.ones(len(frame), dtype=bool)
    if "day" in frame:
        kept = ~(pd.to_datetime(frame["day"]) > pd.Timestamp(as_of)).to_numpy()
    rows = np.flatnonzero(kept)
    return rows[~frame["ticket_no"].iloc[rows].duplicated(keep="last").to_numpy()]


def _one_thing(groups: list[Cluster], told: Told, probability: Score) -> list[Cluster]:
    """Return the groups with those joined that speak of one thing by its name."""
    members = [group.members for group in groups]
    same = join_named(members, told)
    if not same:
        return groups
    gone = {k for own in same for k in own}
    whole = [np.sort(np.concatenate([members[k] for k in own])) for own in same]
    kept = [group for k, group in enumerate(groups) if k not in gone]
    joined = [*kept, *with_probability(whole, probability)]
    return sorted(joined, key=lambda group: int(group.members[0]))


def _reached(
    pairs: tuple[Ints, Ints], fresh: NDArray[np.bool_], group: Ints, score: Score, least: float
) -> tuple[NDArray[np.bool_], tuple[Ints, Ints, NDArray[np.float64]]]:
    """Return which tickets' groups are told anew, and the pairs that were scored for it.

    These are the connected parts with a fresh ticket, tied by links and by the last search's groups
    (only pairs with a ticket that has been reached are scored, until nothing more is), and the
    groups themselves, whose own pairs are scored again. Unlikely pairs are handed on too: a night's
    are few, and those of one connected part need not be scored again there.
    """
    a, b = pairs
    found = fresh | np.isin(group, np.unique(group[fresh & (group >= 0)]))
    todo = np.ones(len(a), dtype=bool)
    scored = []
    while (near := np.flatnonzero(todo & (found[a] | found[b]))).size:
        todo[near] = False
        scored.append((a[near], b[near], score(a[near], b[near])))
        tied = near[scored[-1][2] >= least]
        found[a[tied]] = found[b[tied]] = True
        found |= np.isin(group, np.unique(group[found & (group >= 0)]))
    old = np.flatnonzero(todo & (group[a] == group[b]) & (group[a] >= 0))
    scored.append((a[old], b[old], score(a[old], b[old])))
    found |= group >= 0
    left, right, scores = (np.concatenate(columns) for columns in zip(*scored, strict=True))
    order = np.lexsort((right, left))
    return found, (left[order], right[order], scores[order])


def suited(tickets: Tickets) -> str:
    """Return which shipped model fits: messages have neither categories nor places."""
    known = max(int(codes.max(initial=-1)) for codes in (tickets.leaf, tickets.place, tickets.area))
    return TICKETS if known >= 0 else MESSAGES


def _likely(
    a: Ints, b: Ints, probability: Score, least: float
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Return the candidates that may tie groups, with their score.

    Nine in ten do not; the few of them that lie inside a connected part are scored again there.
    """
    found = []
    for part in chunks(len(a), _CHUNK):
        score = probability(a[part], b[part])
        kept = score >= least
        found.append((a[part][kept], b[part][kept], score[kept]))
    if not found:
        return a, b, np.zeros(0)
    left, right, scores = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return left, right, scores


def _links(
    tickets: Tickets,
    scored: tuple[Ints, Ints, NDArray[np.float64]],
    decisions: Decisions,
) -> Links:
    place = {number: k for k, number in enumerate(tickets.ticket_no.tolist())}

    def positions(said: frozenset[tuple[str, str]]) -> list[tuple[int, int]]:
        held = [(place[x], place[y]) for x, y in said if x in place and y in place and x != y]
        return sorted((min(i, j), max(i, j)) for i, j in held)

    return Links(
        *scored,
        tuple(positions(decisions.together)),
        frozenset(positions(decisions.apart)),
    )
