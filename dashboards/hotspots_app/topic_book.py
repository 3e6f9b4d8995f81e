"""All topics of a cut as they stand after the edits: read and put in order once for all readers.

A large city has a thousand of them; sorting and taking them apart at each click would cost more
than drawing the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dashboards.hotspots_app.context import HotContext
from dashboards.server.viewer import get_services
from dashboards.shell.kept import kept
from dashboards.shell.rows import Row, figure, records
from hotspots import topic_reads as topics
from hotspots.actions import edits
from hotspots.shown import for_leaders, in_order, with_edits

Made = tuple[tuple[str, str, str], ...]
"""The edits that count: topic, kind, payload as JSON."""


@dataclass(frozen=True)
class TopicBook:
    """Topics, pinned ones first, then the hottest; shared by all readers, nobody may change it.

    ``made``: the edits in it; ``edits``: whoever may edit topics may open all of them.
    """

    frame: pd.DataFrame
    made: Made
    edits: bool

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, row by row."""
        return records(self.frame)

    @cached_property
    def leading(self) -> list[Row]:
        """Those that leaders see."""
        return records(for_leaders(self.frame, len(self.frame)))

    @cached_property
    def choice(self) -> dict[str, Row]:
        """Those with tickets that the reader may open, by number: the finest first."""
        open_ = [r for r in self.rows if self.edits or (r["stable"] and not r["hidden"])]
        counted = [r for r in open_ if figure(r["n"])]
        return {str(r["topic_id"]): r for r in sorted(counted, key=lambda r: -r["depth"])}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each is called, by number."""
        return {str(r["topic_id"]): str(r["name"]) for r in self.rows}

    def of_depth(self, depth: int) -> pd.DataFrame:
        """Return those of one depth."""
        return self.frame[self.frame["depth"] == depth]


def topic_book(context: HotContext) -> TopicBook:
    """Return every topic with the edits made since the run."""
    found = edits(get_services().store, context.scope, context.run.jurisdiction)
    return book_of(context, _made(found))


def _made(found: Sequence[Mapping[str, Any]]) -> Made:
    return tuple(
        (str(e["topic_id"]), str(e["kind"]), json.dumps(e["payload"], sort_keys=True))
        for e in found
        if not e.get("withdrawn")
    )


@kept(40, shared=True)
def book_of(context: HotContext, made: Made) -> TopicBook:
    """Return every topic with the edits that are given."""
    run = topics.topic_list(
        context.results, context.scope, context.run, context.cut, context.window
    )
    known = [{"topic_id": t, "kind": k, "payload": json.loads(p)} for t, k, p in made]
    return TopicBook(in_order(with_edits(run, known)), made, context.scope.has("hotspot.edit"))
