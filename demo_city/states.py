"""What the file may know on the last day: the future is hidden, and the state follows from it."""

from __future__ import annotations

import numpy as np

from demo_city.aftermath import MOST_REDOS
from demo_city.intake import DIRECT_PATH, MERGED_PATH, REFUSED_PATH, WITHDRAWN_PATH, Columns
from demo_city.lifecycle import NEVER

TIMES = (
    "t_forward", "t_refuse", "t_dispatch", "t_return", "t_returned", "t_redispatch", "t_sign",
    "t_first_contact", "t_extend", "t_extended", "t_reply", "t_close", "t_audit", "t_archive",
    *(f"cb{k}_t" for k in range(MOST_REDOS + 1)),
    *(f"redo{k}_{w}" for k in range(MOST_REDOS) for w in ("t", "close")),
)  # fmt: skip
STATES = (
    "待受理", "待派单", "待签收", "退单申请", "办理中", "延期申请", "待审核", "待回访", "重办",
    "已办结", "已归档", "不予受理", "撤诉", "并单", "挂账",
)  # fmt: skip


def hide_future(columns: Columns, cut: int) -> None:
    """Turn what happens after ``cut`` into what hasn't happened, and set ``state`` and counts."""
    for name in TIMES:
        columns[name] = np.where(columns[name] > cut, NEVER, columns[name])
    past = {name: columns[name] < NEVER for name in TIMES}
    # An extension counts from its approval; until then the old deadline holds.
    columns["extend_granted"] &= past["t_extended"]
    columns["deadline"] = np.where(
        columns["extend_granted"], columns["deadline"], columns["deadline_orig"]
    )
    columns["return_granted"] &= past["t_returned"]
    columns["lead"] = np.where(
        (columns["first_lead"] != columns["lead"]) & ~past["t_redispatch"],
        columns["first_lead"], columns["lead"],
    )  # fmt: skip
    columns["n_redo"] = past["redo0_t"].astype(np.int64) + past["redo1_t"]
    columns["overdue"] = columns["overdue"] & (columns["deadline"] < cut)
    columns["n_urge"] = np.where(past["t_sign"], columns["n_urge"], 0)
    columns["n_supervise"] = np.where(columns["overdue"], columns["n_supervise"], 0)
    columns["state"] = _state(columns, past)


def _state(columns: Columns, past: Columns) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    def number(name: str) -> int:
        return STATES.index(name)

    state = np.full(len(columns["leaf"]), number("待受理"))
    returning = past["t_return"] & ~past["t_returned"]
    asking = past["t_extend"] & ~past["t_extended"]
    redoing = (past["redo0_t"] & ~past["redo0_close"]) | (past["redo1_t"] & ~past["redo1_close"])
    called = past["cb0_t"]
    for name, holds in (
        ("待派单", past["t_forward"]),
        ("待签收", past["t_dispatch"]),
        ("退单申请", returning),
        ("办理中", past["t_sign"]),
        ("延期申请", asking),
        ("挂账", columns["suspended"] & past["t_first_contact"]),
        ("待审核", past["t_close"]),
        ("待回访", past["t_audit"]),
        ("已办结", called),
        ("重办", redoing),
        ("已办结", (columns["path"] == DIRECT_PATH) & past["t_close"]),
        ("已归档", past["t_archive"]),
    ):
        state = np.where(holds, number(name), state)
    for path, name in (
        (REFUSED_PATH, "不予受理"), (WITHDRAWN_PATH, "撤诉"),
        (MERGED_PATH, "并单"),
    ):  # fmt: skip
        ended = (columns["path"] == path) & past["t_refuse"]
        state = np.where(ended, number(name), state)
    return state
