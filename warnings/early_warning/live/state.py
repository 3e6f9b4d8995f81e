"""What one night hands to the next: the boards of open warnings, as JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args

from early_warning.detection import LISTED, Detection
from early_warning.events.life import Board, EarlyWarning, State

BOARDS = ("risk", "event", "repeat", *LISTED)
"""Risk words, counts and data, repeats: each with its own share of the alert budget; and what is
listed only."""


@dataclass(frozen=True)
class Live:
    """Boards by name, and the lasting id of every warning by (board, number)."""

    boards: Mapping[str, Board] = field(default_factory=lambda: {n: Board() for n in BOARDS})
    ids: Mapping[tuple[str, int], str] = field(default_factory=dict)


def lasting_id(board: str, warning: EarlyWarning, opened: str) -> str:
    """Return the id that a warning keeps: the day it was opened on and the cell that opened it.

    A second look at the same day gives the same id, so nobody is told twice.
    """
    from hashlib import blake2b

    one = warning.lead
    cell = (board, one.detector, one.area, one.category, one.channel, one.unit, one.note)
    print_ = blake2b("\x1f".join(cell).encode(), digest_size=4).hexdigest()
    return f"{opened.replace('-', '')}-{print_}"


def dump(live: Live, name: str) -> str:
    """Return one board as JSON."""
    board = live.boards[name]
    return json.dumps(
        {
            "next_number": board.next_number,
            "warnings": [asdict(w) for w in board.warnings],
            "ids": {
                str(w.number): live.ids[name, w.number]
                for w in board.warnings
                if (name, w.number) in live.ids
            },
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def load(stored: Mapping[str, str], shift: int = 0) -> Live:
    """Return the boards of ``dump``; ``shift`` is added to every day number.

    Raises ``ValueError`` where the text is not one of ours.
    """
    boards = {name: Board() for name in BOARDS}
    ids: dict[tuple[str, int], str] = {}
    for name, text in stored.items():
        raw = json.loads(text)
        boards[name] = Board(
            tuple(_warning(row, shift) for row in raw["warnings"]), int(raw["next_number"])
        )
        ids.update({(name, int(k)): str(v) for k, v in raw["ids"].items()})
    return Live(boards, ids)


def _warning(row: dict[str, Any], shift: int) -> EarlyWarning:
    if row["state"] not in get_args(State):
        raise ValueError(f"no state {row['state']}")
    values = {
        **row,
        "lead": detection(row["lead"], shift),
        "parts": tuple(detection(p, shift) for p in row["parts"]),
        "opened": row["opened"] + shift,
        "seen": row["seen"] + shift,
        "pushed": None if row["pushed"] is None else row["pushed"] + shift,
    }
    return EarlyWarning(**values)


def detection(row: dict[str, Any], shift: int = 0) -> Detection:
    """Return a detection of its fields as JSON has them; ``shift`` is added to its day."""
    figures = tuple((str(name), float(value)) for name, value in row.get("figures", ()))
    one = Detection(**{**row, "evidence": tuple(row["evidence"]), "figures": figures})
    return replace(one, day=one.day + shift)
