"""One run of the room over a jurisdiction: tickets in, topics, repeats and their network stored.

Everything is read and written through ``data_access``; the analyses themselves are pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_access import lease
from data_access.extract.texts import Names, has_texts, ticket_frame
from data_access.results import decisions
from data_access.results.keep import lease_name
from data_access.results.store import ResultStore, RunInfo
from data_access.types import Period, Scope, WeisuError

if TYPE_CHECKING:
    from hotspots.topics.result import TopicRun

ROOM = "hotspots"
DAYS = 365
SEED = 20251
Report = Callable[[str, float], None]
_COLUMNS = (
    "ticket_no", "day", "hour", "t_accept", "category_code", "area_county", "area_street",
    "area_code", "source_channel", "ticket_type", "org_lead", "caller_key", "place_key", "title",
    "content", "lon", "lat", "n_return", "duplicate_of", "case_no", "direct_reply",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run looks at. ``period`` None: the year that ends with the as-of day."""

    jurisdiction: str
    as_of: date | None = None
    period: Period | None = None
    seed: int = SEED
    keep_ids: bool = True
    """Whether topics that the last run knew keep their ids and the analysts' edits hold."""


def _silent(_what: str, _share: float) -> None:
    return None


def run_hotspots(
    results: ResultStore, scope: Scope, asked: Asked, *, report: Report = _silent
) -> RunInfo:
    """Analyse a jurisdiction's tickets, store what was found and make it current.

    Raises ``WeisuError`` where there are no tickets or no texts; what was current stays then, as
    after any other error. One run of a jurisdiction at a time.
    """
    extract, code = results.extract, asked.jurisdiction
    scope.require_jurisdiction(code)
    last = asked.as_of or extract.last_day(code)
    if last is None or not has_texts(extract, code):
        raise WeisuError(
            f"地区 {code} 没有标题或正文，无法从文字中找出主题。现有结果没有改动；"
            "请在导入模板中对应“标题”或“主要内容”后重新导入。"
        )
    period = asked.period or _default_period(extract.manifest.jurisdictions[code].first_day, last)
    with lease.held(results.store, lease_name(ROOM, code), "热点分析"):
        run_id = results.begin(
            ROOM,
            code,
            as_of=last,
            settings={
                "from": period.start.isoformat(),
                "to": period.end.isoformat(),
                "seed": asked.seed,
            },
        )
        try:
            _analyse(results, scope, asked, run_id, last, period, report)
        except BaseException as error:
            results.fail(run_id, str(error) or type(error).__name__)
            raise
        return results.complete(run_id)


def _default_period(first: date | None, last: date) -> Period:
    period = Period.last_days(last, DAYS)
    return Period(max(first, period.start), period.end) if first and first <= last else period


def _analyse(
    results: ResultStore,
    scope: Scope,
    asked: Asked,
    run_id: str,
    last: date,
    period: Period,
    report: Report,
) -> None:
    from hotspots.topics.edits import TopicEdits
    from hotspots.topics.run import find_topics

    def say(what: str, share: float) -> None:
        results.report(run_id, share, what)
        report(what, share)

    code = asked.jurisdiction
    say("读取工单", 0.0)
    frame = ticket_frame(results.extract, scope, code, period, as_of=last, columns=_COLUMNS)
    names = Names.of(results.extract.directory(scope, code))
    say(f"从 {len(frame):,} 件工单中找主题", 0.05)
    previous = previous_topics(results, scope, code, before=last) if asked.keep_ids else None
    edits = decisions.topic_edits(results.store, scope, code) if asked.keep_ids else []
    topics = find_topics(
        frame,
        names,
        as_of=last,
        seed=asked.seed,
        previous=previous,
        edits=TopicEdits.from_rows(edits),
    )
    say("保存主题", 0.5)
    for name, found in topic_frames(topics).items():
        results.write(run_id, name, found)
    say("查找重复诉求", 0.55)
    notes = find_and_store_repeats(results, scope, code, run_id, frame, names, last)
    results.write(run_id, "facts", _facts(topics, notes))
    say("完成", 1.0)


def topic_frames(run: TopicRun) -> dict[str, pd.DataFrame]:
    """Return the frames of a topic run under the names that they are stored by."""
    frames = {
        "topics": run.topics,
        "topic_ticket": run.topic_ticket,
        "topic_daily": run.topic_daily,
        "topic_scope": run.topic_scope,
        "topic_hourly": run.topic_hourly,
    }
    if run.centroids is not None:
        frames["centroids"] = pd.DataFrame(
            {
                "topic_id": list(run.centroid_ids),
                "model": run.model,
                "vector": [row.tolist() for row in run.centroids],
            }
        )
    return frames


def _facts(topics: TopicRun, notes: tuple[str, ...]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"name": "outlier_share", "value": topics.outlier_share, "words": None},
        {"name": "topic_note", "value": None, "words": topics.note or None},
        {"name": "repeat_note", "value": None, "words": " ".join(notes) or None},
    ]
    return pd.DataFrame(rows).astype({"value": "float64"})


def previous_topics(
    results: ResultStore, scope: Scope, jurisdiction: str, *, before: date
) -> TopicRun | None:
    """Return the topics that are current, where they are not from a later day; else None."""
    from hotspots.topics.result import TICKET_COLUMNS, TOPIC_COLUMNS, TopicRun, shaped

    run = results.current(ROOM, jurisdiction)
    if run is None or run.as_of is None or run.as_of > before or not run.rows("topics"):
        return None
    topics = results.read(scope, run, "topics", order=["topic_id"])
    tickets = results.read(scope, run, "topic_ticket", order=["ticket_no"])
    return TopicRun(
        run.as_of,
        topics=shaped(topics, TOPIC_COLUMNS),
        topic_ticket=shaped(tickets, TICKET_COLUMNS),
    )


def find_and_store_repeats(
    results: ResultStore,
    scope: Scope,
    jurisdiction: str,
    run_id: str,
    frame: pd.DataFrame,
    names: Names,
    as_of: date,
) -> tuple[str, ...]:
    """Find repeats and their network, store both; return what was missing, in words."""
    return ()
