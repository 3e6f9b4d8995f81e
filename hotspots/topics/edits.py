"""What analysts changed about topics, replayed on every run.

An edit names topics by their id, and ids stay the same as long as a topic is recognised from one
run to the next; so an edit holds until it is withdrawn or its topic is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data_access.types import WeisuError

Kind = Literal["rename", "merge", "split", "pin", "hide"]
KINDS: tuple[Kind, ...] = ("rename", "merge", "split", "pin", "hide")


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """One edit.

    ``payload`` by kind: rename ``{"name": str}``; merge ``{"ids": [str, …]}`` (these join
    ``topic_id``); split ``{"words": [str, …]}`` and/or ``{"tickets": [str, …]}`` with an optional
    ``"name"`` (fine topics only: what has one of the words or is one of the tickets leaves);
    pin and hide ``{"on": bool}`` (default true).
    """

    id: str
    kind: Kind
    topic_id: str
    payload: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Refuse an edit that could not be replayed."""
        if self.kind not in KINDS:
            raise WeisuError(f"不认识的主题修改“{self.kind}”。已有的修改没有变动。")
        if self.kind == "rename" and not str(self.payload.get("name", "")).strip():
            raise WeisuError("主题名称不能为空。原名称没有变动，请填写一个名称。")
        if self.kind == "merge" and not self.payload.get("ids"):
            raise WeisuError("没有选择要并入的主题。已有的主题没有变动，请至少选择一个。")
        if self.kind == "split" and not (self.payload.get("words") or self.payload.get("tickets")):
            raise WeisuError("拆分主题需要给出词语或工单。已有的主题没有变动。")


@dataclass(frozen=True, slots=True)
class TopicEdits:
    """Edits in the order in which they were made; later ones win."""

    edits: tuple[TopicEdit, ...] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> TopicEdits:
        """Return the edits of rows (id, kind, topic_id, payload); withdrawn ones are left out."""
        return cls(
            tuple(
                TopicEdit(str(row["id"]), row["kind"], str(row["topic_id"]), row["payload"])
                for row in rows
                if not row.get("withdrawn")
            )
        )

    def of(self, kind: Kind) -> Sequence[TopicEdit]:
        """Return the edits of one kind, oldest first."""
        return [edit for edit in self.edits if edit.kind == kind]
