"""One batch of the files beside the tickets: steps, callbacks and calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from demo_city.aftermath import METHODS, MOST_REDOS, SATISFACTION
from demo_city.flow import flow
from demo_city.intake import Columns
from demo_city.lifecycle import NEVER
from demo_city.organisations import organisations
from demo_city.tickets_file import named, strings, ticket_numbers, times, yes_no
from demo_city.words import choices, phrases


def event_columns(columns: Columns) -> dict[str, pa.Array]:
    """Return ``ticket_events.csv`` of a batch."""
    found, shared = flow(columns), phrases()
    notes = {k: choices(k, columns, 50) for k in ("return_reason", "extend_reason")}
    options, at = [""], np.zeros(len(found.row), dtype=np.int64)
    for number, step in enumerate(found.kinds):
        if step.note:
            mine = found.kind == number
            at[mine] = len(options) + notes[step.note][found.row[mine]]
            options += shared[step.note]

    def of_kind(name: str) -> pa.Array:
        words = [getattr(step, name) for step in found.kinds]
        there = np.array([w != "" for w in words])[found.kind]
        return named(words, found.kind, there)

    return {
        "ticket_no": ticket_numbers(columns["number"][found.row]),
        "seq": pa.array(found.seq),
        "node": of_kind("node"),
        "from_status": of_kind("before"),
        "to_status": of_kind("after"),
        "op": of_kind("op"),
        "org": named(organisations().names, found.org),
        "t": times(found.at),
        "note": named(options, at, at > 0),
    }


def callback_columns(columns: Columns) -> dict[str, pa.Array]:
    """Return ``callbacks.csv`` of a batch: every round of every ticket."""
    turns = range(MOST_REDOS + 1)
    made = [np.flatnonzero(columns[f"cb{t}_t"] < NEVER) for t in turns]
    row = np.concatenate(made)
    turn = np.concatenate([np.full(len(m), t) for t, m in zip(turns, made, strict=True)])
    order = np.lexsort((turn, row))
    row, turn = row[order], turn[order]

    def of(name: str) -> np.ndarray[tuple[int], np.dtype[Any]]:
        return np.asarray(np.stack([columns[f"cb{t}_{name}"] for t in turns])[turn, row])

    reached, grade, solved = of("reached"), of("grade"), of("solved")
    shared = phrases()
    unhappy = reached & (grade >= 3)
    words = np.array(shared["callback_text"], dtype=object)[
        choices("callback_text", columns, 51)[row]
    ]
    said = [t.format_map({"评价": SATISFACTION[g]}) for t, g in zip(words, grade, strict=True)]
    return {
        "ticket_no": ticket_numbers(columns["number"][row]),
        "round": pa.array(turn + 1),
        "method": named(METHODS, of("method")),
        "t": times(of("t")),
        "reached": yes_no(reached),
        "solved": yes_no(solved, reached),
        "satisfied": named(SATISFACTION, grade, reached),
        "reason": named(shared["bad_reason"], choices("bad_reason", columns, 52)[row], unhappy),
        "text": strings(said, reached),
    }


def call_columns(found: Columns) -> dict[str, pa.Array]:
    """Return ``calls.csv`` of a batch."""
    lost = found["abandoned"]
    agents = [f"A{k:03d}" for k in range(int(found["agent"].max(initial=0)) + 1)]
    return {
        "call_id": pa.array(found["id"]).cast(pa.string()),
        "t_offer": times(found["t_offer"]),
        "t_answer": times(np.where(lost, NEVER, found["t_answer"])),
        "wait_s": pa.array(found["wait_s"]),
        "talk_s": pa.array(found["talk_s"], mask=lost),
        "abandoned": yes_no(lost),
        "agent_key": named(agents, found["agent"], ~lost),
        "ticket_no": ticket_numbers(found["ticket"], found["ticket"] >= 0),
    }
