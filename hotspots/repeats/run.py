"""The search for repeats from a ticket frame to groups, evidence and suggestions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.repeats.candidates import candidates
from hotspots.repeats.cluster import Links, Score, clusters
from hotspots.repeats.copies import with_copies
from hotspots.repeats.features import Comparer, Table
from hotspots.repeats.grams import Floats, Ints, chunks
from hotspots.repeats.model import MESSAGES, TICKETS, PairModel
from hotspots.repeats.prepare import Tickets, prepare
from hotspots.repeats.tables import run_of
from hotspots.repeats.types import Decisions, NamesLike, RepeatRun, RepeatSettings
from hotspots.repeats.usage import Usage

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
    among: NDArray[np.bool_] | None = None,
    usage: Usage | None = None,
) -> RepeatRun:
    """Return which tickets speak of one matter, with evidence and suggestions for merging.

    ``frame``: a ticket frame (one row a ticket, any order; later days than ``as_of`` are left
    out). ``among``: which rows are searched for pairs, by default all; the others only tell how
    rare words are and when they gather, or not even that where ``usage`` says it. ``vectors``: one
    row a ticket of the frame, only to find further candidates. ``model``: by default the shipped
    one that suits the frame. ``decisions``: what people said before. The result does not depend on
    the order of rows. Columns that are
    missing are compared as unknown and named in ``notes``.
    """
    wanted = settings or RepeatSettings()
    known = frame.reset_index(drop=True)
    if "day" in known:
        known = known[~(pd.to_datetime(known["day"]) > pd.Timestamp(as_of))]
    known = known.drop_duplicates("ticket_no", keep="last")
    rows = known.index.to_numpy()
    inside = None if among is None else np.asarray(among, dtype=bool)[rows]
    if usage is None:
        tickets = prepare(known, wanted)
    else:
        tickets = prepare(known, wanted, read=inside, counts=usage.counts["long"])
    usage = usage or Usage.of(tickets)
    near = None if vectors is None else np.asarray(vectors, np.float32)[rows[tickets.order]]
    comparer = Comparer.of(tickets, usage)
    score = model or PairModel.shipped(suited(tickets))

    def judge(table: Table) -> NDArray[np.float64]:
        return with_copies(score.probability(table), table, wanted)

    def probability(a: Ints, b: Ints) -> NDArray[np.float64]:
        found = np.empty(len(a), dtype=np.float64)
        for part in chunks(len(a), _CHUNK):
            found[part] = judge(comparer.compare(a[part], b[part]))
        return found

    searched = None if inside is None else inside[tickets.order]
    (a, b), counts = candidates(tickets, wanted, near, usage=usage, among=searched)
    links = _links(tickets, _likely(a, b, probability, wanted.link_from), decisions)
    del a, b
    groups, cut = clusters(links, tickets.day, probability, wanted)
    notes = list(tickets.notes)
    if cut:
        notes.append("有极大的一组相近工单，未逐对比对，按抽样判断是否同一件事。")
    part = known.iloc[tickets.order].reset_index(drop=True)
    return run_of(
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
