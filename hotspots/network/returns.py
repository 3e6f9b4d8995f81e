"""Ping-pong: tickets that units hand back, and who takes them next."""

from __future__ import annotations

import pandas as pd

from data_access.results.values import within
from hotspots.frames import PINGPONG, PINGPONG_TICKET

RETURNED = ("申请退单", "退单")
TAKEN = ("签收", "首次联系", "答复", "报结")
HANDLED = (*RETURNED, *TAKEN)
"""Operations as the ticket events' ``op`` names them."""


def pingpong(events: pd.DataFrame, *, tickets: pd.Series | None = None) -> pd.DataFrame:
    """Return who hands tickets back and who gets them next, most returns first.

    ``events``: columns ticket_no, seq, op, org (events of tickets, any order). A return by unit A
    leads to the unit that next does anything with the ticket as its own (takes, contacts, answers
    or returns it): B, which may be A again where the return was refused. ``returns``: times,
    ``tickets``: different tickets, ``back``: returns from B to A, ``mutual``: the smaller of both
    (what goes to and fro). ``tickets`` limits to these numbers. Returns that nobody took up yet
    have no ``to_unit`` and are left out.
    """
    returned = _returned(events, tickets)
    found = (
        returned.groupby(["org", "to_unit"])
        .agg(returns=("seq", "size"), tickets=("ticket_no", "nunique"))
        .reset_index()
        .rename(columns={"org": "from_unit"})
    )
    there = found.set_index(["from_unit", "to_unit"])["returns"].to_dict()
    pairs = zip(found["to_unit"], found["from_unit"], strict=True)
    found["back"] = [int(there.get(pair, 0)) for pair in pairs]
    found["mutual"] = found[["returns", "back"]].min(axis=1)
    found = found.sort_values(
        ["returns", "from_unit", "to_unit"], ascending=[False, True, True]
    ).reset_index(drop=True)
    return found[list(PINGPONG.names)]


def pingpong_tickets(events: pd.DataFrame, *, tickets: pd.Series | None = None) -> pd.DataFrame:
    """Return the tickets that ``pingpong`` counts, by who handed back and who took them next."""
    found = _returned(events, tickets).rename(columns={"org": "from_unit"})
    found = found[list(PINGPONG_TICKET.names)].drop_duplicates()
    return found.sort_values(list(PINGPONG_TICKET.names)).reset_index(drop=True)


def _returned(events: pd.DataFrame, tickets: pd.Series | None) -> pd.DataFrame:
    """Return every return that another unit took up: ticket_no, seq, op, org, to_unit."""
    need = ["ticket_no", "seq", "op", "org"]
    rows = events[need].dropna(subset=["ticket_no", "op", "org"])
    if tickets is not None:
        rows = rows[within(rows["ticket_no"], tickets.astype(str))]
    rows = rows[rows["op"].isin(HANDLED)].sort_values(["ticket_no", "seq"])
    following = rows.groupby("ticket_no")["org"].shift(-1)
    returned = rows[rows["op"].isin(RETURNED)].assign(to_unit=following).dropna(subset=["to_unit"])
    return returned[returned["org"] != returned["to_unit"]]
