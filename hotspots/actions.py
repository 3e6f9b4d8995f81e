"""What people do to topics and repeats: every change takes its actor and goes through the store.

Topics are changed by edits that every later run replays (``topics.edits``); a rename, a pin and a
hide show at once (``shown.py``), a merge and a split with the next run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.store import added_rows
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError
from hotspots import store_tables as stored

EDIT, DECIDE = "hotspot.edit", "repeat.decide"
"""The rights, and what the audit log calls these writes."""
NAME_LENGTH = 40
DECISIONS = ("accepted", "refused")


def rename_topic(store: Store, scope: Scope, jurisdiction: str, topic_id: str, name: str) -> int:
    """Give a topic a name of one's own; return the edit's number."""
    words = " ".join(name.split())
    if not words:
        raise WeisuError("主题名称不能为空。原名称没有变动，请填写一个名称。")
    if len(words) > NAME_LENGTH:
        raise WeisuError(f"主题名称最多 {NAME_LENGTH} 个字。原名称没有变动，请改短。")
    return _edit(store, scope, jurisdiction, topic_id, kind="rename", payload={"name": words})


def merge_topics(
    store: Store, scope: Scope, jurisdiction: str, topic_id: str, ids: Sequence[str]
) -> int:
    """Let the topics ``ids`` join ``topic_id``."""
    others = sorted(set(ids) - {topic_id})
    if not others:
        raise WeisuError("没有选择要并入的主题。已有的主题没有变动，请至少选择一个。")
    return _edit(store, scope, jurisdiction, topic_id, kind="merge", payload={"ids": others})


def split_topic(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    topic_id: str,
    *,
    words: Sequence[str] = (),
    tickets: Sequence[str] = (),
    name: str = "",
) -> int:
    """Part what has one of the words, or is one of the tickets, from a topic."""
    payload: dict[str, Any] = {
        "words": [w.strip() for w in words if w.strip()],
        "tickets": [t.strip() for t in tickets if t.strip()],
    }
    if not payload["words"] and not payload["tickets"]:
        raise WeisuError("拆分主题需要给出词语或工单。已有的主题没有变动。")
    if name.strip():
        payload["name"] = name.strip()[:NAME_LENGTH]
    return _edit(store, scope, jurisdiction, topic_id, kind="split", payload=payload)


def pin_topic(
    store: Store, scope: Scope, jurisdiction: str, topic_id: str, *, on: bool = True
) -> int:
    """Put a topic on top of the list, or no longer."""
    return _edit(store, scope, jurisdiction, topic_id, kind="pin", payload={"on": on})


def hide_topic(
    store: Store, scope: Scope, jurisdiction: str, topic_id: str, *, on: bool = True
) -> int:
    """Leave a topic out of the list, or no longer."""
    return _edit(store, scope, jurisdiction, topic_id, kind="hide", payload={"on": on})


def withdraw_edit(store: Store, scope: Scope, jurisdiction: str, number: int) -> None:
    """Take an edit back."""
    scope.require(EDIT)
    added_rows.withdraw(
        store, scope, stored.topic_edit, jurisdiction, number, action=f"{EDIT}.withdraw"
    )


def edits(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return the edits that count, oldest first: what ``TopicEdits.from_rows`` takes."""
    scope.require("hotspot.view")
    return stored.topic_edits(store, scope, jurisdiction)


def decide_suggestion(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    suggestion_id: str,
    *,
    tickets: Sequence[str],
    decision: str,
    odd: Sequence[str] = (),
) -> int:
    """Accept or refuse that tickets are one matter; ``odd``: those among them that aren't."""
    scope.require(DECIDE)
    if decision not in DECISIONS:
        raise WeisuError(f"不认识的判断“{decision}”。这条并单建议没有变动。")
    if len(set(tickets)) < 2:
        raise WeisuError("并单至少要有两件工单。这条并单建议没有变动。")
    values = {
        "suggestion_id": suggestion_id,
        "tickets": list(tickets),
        "odd": [t for t in odd if t in set(tickets)],
        "decision": decision,
    }
    return added_rows.add(
        store, scope, stored.repeat_decision, jurisdiction,
        action=DECIDE, about=suggestion_id, values=values,
    )  # fmt: skip


def withdraw_decision(store: Store, scope: Scope, jurisdiction: str, number: int) -> None:
    """Take a decision back."""
    scope.require(DECIDE)
    added_rows.withdraw(
        store, scope, stored.repeat_decision, jurisdiction, number, action=f"{DECIDE}.withdraw"
    )


def decided(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return the decisions that count, oldest first: what ``Decisions.from_rows`` takes."""
    scope.require("hotspot.view")
    return stored.repeat_decisions(store, scope, jurisdiction)


def _edit(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    topic_id: str,
    *,
    kind: str,
    payload: Mapping[str, Any],
) -> int:
    scope.require(EDIT)
    values = {"kind": kind, "topic_id": topic_id, "payload": dict(payload)}
    return added_rows.add(
        store, scope, stored.topic_edit, jurisdiction, action=EDIT, about=topic_id, values=values
    )
