"""What people do to topics and repeats: every change takes its actor and goes through the store.

Topics are changed by edits that every later run replays (``topics.edits``); a rename, a pin and a
hide show at once (``shown.py``), a merge and a split with the next run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.results import decisions
from data_access.store.engine import Store
from data_access.types import Scope, WeisuError

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
    scope.require("hotspot.edit")
    decisions.withdraw_topic_edit(store, scope, jurisdiction, number)


def edits(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return the edits that count, oldest first: what ``TopicEdits.from_rows`` takes."""
    scope.require("hotspot.view")
    return decisions.topic_edits(store, scope, jurisdiction)


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
    scope.require("repeat.decide")
    if decision not in DECISIONS:
        raise WeisuError(f"不认识的判断“{decision}”。这条并单建议没有变动。")
    if len(set(tickets)) < 2:
        raise WeisuError("并单至少要有两件工单。这条并单建议没有变动。")
    return decisions.add_repeat_decision(
        store,
        scope,
        jurisdiction,
        suggestion_id=suggestion_id,
        tickets=list(tickets),
        decision=decision,
        odd=[t for t in odd if t in set(tickets)],
    )


def withdraw_decision(store: Store, scope: Scope, jurisdiction: str, number: int) -> None:
    """Take a decision back."""
    scope.require("repeat.decide")
    decisions.withdraw_repeat_decision(store, scope, jurisdiction, number)


def decided(store: Store, scope: Scope, jurisdiction: str) -> list[dict[str, Any]]:
    """Return the decisions that count, oldest first: what ``Decisions.from_rows`` takes."""
    scope.require("hotspot.view")
    return decisions.repeat_decisions(store, scope, jurisdiction)


def _edit(
    store: Store,
    scope: Scope,
    jurisdiction: str,
    topic_id: str,
    *,
    kind: str,
    payload: Mapping[str, Any],
) -> int:
    scope.require("hotspot.edit")
    return decisions.add_topic_edit(
        store, scope, jurisdiction, kind=kind, topic_id=topic_id, payload=payload
    )
