"""The steps of each ticket, for ``ticket_events.csv``; and the callbacks, for ``callbacks.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo_city.aftermath import MOST_REDOS
from demo_city.intake import (
    DIRECT_PATH,
    MERGED_PATH,
    OPEN_PATH,
    REFUSED_PATH,
    WITHDRAWN_PATH,
    Columns,
)
from demo_city.lifecycle import NEVER
from demo_city.organisations import HOTLINE, organisations

Ints = NDArray[np.int64]
NOTES = ("return_reason", "extend_reason")


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of step: who has taken it when. ``note`` is a kind of phrase, or empty."""

    node: str
    before: str
    after: str
    op: str
    at: Ints
    org: Ints
    note: str = ""


def steps(columns: Columns) -> Iterator[Step]:
    """Yield every kind of step in the order of a ticket's life; NEVER where it isn't taken."""
    count = len(columns["leaf"])
    hotline = np.full(count, organisations().names.index(HOTLINE))
    lead, first, path = columns["lead"], columns["first_lead"], columns["path"]
    accepted = columns["t_accept"]

    def only(holds: NDArray[np.bool_], when: Ints) -> Ints:
        return np.asarray(np.where(holds, when, NEVER))

    yield Step("受理", "", "待受理", "登记", accepted, hotline)
    yield Step(
        "受理",
        "待受理",
        "已办结",
        "直接答复",
        only(path == DIRECT_PATH, columns["t_close"]),
        hotline,
    )
    for taken, state in (
        (REFUSED_PATH, "不予受理"),
        (WITHDRAWN_PATH, "撤诉"),
        (MERGED_PATH, "并单"),
    ):
        yield Step(
            "受理", "待受理", state, state, only(path == taken, columns["t_refuse"]), hotline
        )
    yield Step("受理", "待受理", "待派单", "转派单", columns["t_forward"], hotline)
    yield Step("派单", "待派单", "待签收", "派单", columns["t_dispatch"], hotline)
    yield Step(
        "退单", "待签收", "退单申请", "申请退单", columns["t_return"], first, "return_reason"
    )
    granted = columns["return_granted"]
    yield Step(
        "退单", "退单申请", "待派单", "批准退单", only(granted, columns["t_returned"]), hotline
    )
    yield Step(
        "退单", "退单申请", "待签收", "驳回退单", only(~granted, columns["t_returned"]), hotline
    )
    yield Step("派单", "待派单", "待签收", "重新派单", columns["t_redispatch"], hotline)
    yield Step("签收", "待签收", "办理中", "签收", columns["t_sign"], lead)
    yield Step("联系", "办理中", "办理中", "首次联系", columns["t_first_contact"], lead)
    yield Step("延期", "办理中", "延期申请", "申请延期", columns["t_extend"], lead, "extend_reason")
    longer = columns["extend_granted"]
    yield Step(
        "延期", "延期申请", "办理中", "批准延期", only(longer, columns["t_extended"]), hotline
    )
    yield Step(
        "延期", "延期申请", "办理中", "驳回延期", only(~longer, columns["t_extended"]), hotline
    )
    dispatched = path == OPEN_PATH
    yield Step("答复", "办理中", "办理中", "答复", only(dispatched, columns["t_reply"]), lead)
    yield Step("办结", "办理中", "待审核", "报结", only(dispatched, columns["t_close"]), lead)
    yield Step("审核", "待审核", "待回访", "审核通过", columns["t_audit"], hotline)
    for turn in range(MOST_REDOS + 1):
        yield Step("回访", "待回访", "已办结", "回访", columns[f"cb{turn}_t"], hotline)
        if turn < MOST_REDOS:
            yield Step("重办", "已办结", "重办", "发回重办", columns[f"redo{turn}_t"], hotline)
            yield Step("重办", "重办", "待回访", "重办报结", columns[f"redo{turn}_close"], lead)
    rated = (columns["cb0_t"] < NEVER) | ~dispatched
    for holds, before in ((rated, "已办结"), (~rated, "待回访")):
        yield Step("归档", before, "已归档", "归档", only(holds, columns["t_archive"]), hotline)


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps of many tickets, ticket by ticket in order of time; ``kind``: position in ``kinds``."""

    kinds: tuple[Step, ...]
    row: Ints
    kind: Ints
    seq: Ints
    at: Ints
    org: Ints


def flow(columns: Columns) -> Flow:
    """Return every step taken."""
    kinds = tuple(steps(columns))
    row, kind, at, org = [], [], [], []
    for number, step in enumerate(kinds):
        taken = np.flatnonzero(step.at < NEVER)
        row.append(taken)
        kind.append(np.full(len(taken), number))
        at.append(step.at[taken])
        org.append(step.org[taken])
    rows, kinds_taken, times = np.concatenate(row), np.concatenate(kind), np.concatenate(at)
    order = np.lexsort((kinds_taken, times, rows))
    rows = rows[order]
    start = np.concatenate([[0], np.flatnonzero(np.diff(rows)) + 1]) if len(rows) else rows
    lengths = np.diff(np.append(start, len(rows)))
    seq = np.arange(len(rows)) - np.repeat(start, lengths) + 1
    return Flow(kinds, rows, kinds_taken[order], seq, times[order], np.concatenate(org)[order])
