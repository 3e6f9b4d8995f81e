"""What ``weisu hotspots`` answers: frames of the current run, or of one made now, as a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from data_access.extract.texts import Names
from data_access.results.declared import Frame
from data_access.results.store import ResultStore, RunInfo
from data_access.results.values import as_json
from data_access.types import Filters, Period, Scope
from hotspots.analysis import Asked, Findings, analyse, span_of
from hotspots.frames import GROUPS, MEMBERS, ROOM, TOPIC_HEAT, TOPIC_TICKET, TOPICS, Facts
from hotspots.repeat_reads import both_counts
from hotspots.shown import for_leaders, with_edits
from hotspots.topic_reads import in_window, run_period
from hotspots.topics.heat_windows import ASKED, BY_KEY, WEEK, HeatWindow
from style.texts import text
from weisu.hotspots_due import due_of

FEW = 3
"""With fewer matters than this a longer time is worth a look."""
FACTORS = ("volume", "growth", "breadth", "spread", "tone")
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Answer:
    """Frames with what they rest on. ``run_id`` is empty where they were made now."""

    jurisdiction: str
    as_of: date
    period: Period
    run_id: str
    tickets: int
    matters: int
    frames: Mapping[Frame, pd.DataFrame]
    facts: Facts
    names: Names
    window: HeatWindow

    def document(self, *, top: int, by_county: bool) -> dict[str, Any]:
        """Return the answer as JSON has it; its schema is in ``docs/hotspots.md``."""
        topics = in_window(self.frames[TOPICS], self._heat("city"))
        leading = for_leaders(topics, top) if len(topics) else topics
        found: dict[str, Any] = {
            "jurisdiction": self.jurisdiction,
            "as_of": self.as_of.isoformat(),
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "window": {
                "key": self.window.key,
                "from": max(self.window.first(self.as_of), self.period.start).isoformat(),
                "to": (self.as_of + timedelta(days=1)).isoformat(),
            },
            "run_id": self.run_id or None,
            "tickets": self.tickets,
            "matters": self.matters,
            "outlier_share": self.facts.outlier_share,
            "notes": [n for n in (self.facts.topic_note, self.facts.repeat_note) if n],
            "topics": [self._topic(i, row) for i, row in enumerate(_rows(leading), 1)],
            "repeats": [self._group(row) for row in _rows(self._groups(top))],
        }
        if by_county:
            found["counties"] = self._counties(top)
        return found

    def _heat(self, kind: str) -> pd.DataFrame:
        """Return what heat the asked window has in all, or in every county."""
        heat = self.frames[TOPIC_HEAT]
        return heat[(heat["window"] == self.window.key) & (heat["kind"] == kind)]

    def _topic(self, rank: int, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "rank": rank,
            "topic_id": row["topic_id"],
            "name": row["name"],
            "state": row["state"],
            "n": row["n"],
            "n_recent": row["n_recent"],
            "expected": row["expected"],
            "callers": row["callers"],
            "streets": row["streets"],
            "heat": row["heat"],
            "heat_parts": {f: row[f"heat_{f}"] for f in FACTORS},
            "burst_level": row["burst_level"],
            "burst_since": row["burst_since"],
            "stability": row["stability"],
            "pinned": row["pinned"],
            "category": {
                "code": row["category_code"],
                "name": self.names.categories.get(row["category_code"] or ""),
            },
            "place": {"code": row["place_code"], "name": row["place_name"]},
            "words": [w for w, _ in json.loads(row["words"] or "[]")],
        }

    def _groups(self, top: int) -> pd.DataFrame:
        groups = self.frames.get(GROUPS, pd.DataFrame())
        if groups.empty:
            return groups
        return groups.sort_values(["n", "group_id"], ascending=[False, True]).head(top)

    def _group(self, row: Mapping[str, Any]) -> dict[str, Any]:
        kept = ("group_id", "kind", "name", "n", "callers", "places", "first", "last", "returns")
        units = json.loads(row["units"] or "[]")
        return {**{k: row[k] for k in kept}, "units": units, "score": row["score"]}

    def _counties(self, top: int) -> list[dict[str, Any]]:
        cut, topics = self._heat("county"), self.frames[TOPICS]
        shown = topics[topics["stable"].astype(bool) & ~topics["hidden"].astype(bool)]
        names = shown[shown["depth"] == 3].set_index("topic_id")["name"]
        inside = cut[cut["topic_id"].isin(names.index)]
        found = []
        for code, rows in inside.groupby("code", sort=True):
            ordered = rows.sort_values(["heat", "topic_id"], ascending=[False, True]).head(top)
            found.append(
                {
                    "code": str(code),
                    "name": self.names.areas.get(str(code)),
                    "topics": [
                        {
                            "topic_id": r["topic_id"],
                            "name": names[r["topic_id"]],
                            **{k: r[k] for k in ("n", "n_recent", "expected", "heat")},
                        }
                        for r in _rows(ordered)
                    ],
                }
            )
        return found


def answer(
    results: ResultStore,
    scope: Scope,
    code: str,
    *,
    period: Period | None,
    as_of: date | None,
    fresh: bool,
    window: str,
    progress: Progress,
) -> Answer:
    """Return what the current run found, or what a new look at other days finds.

    ``window``: the heat window's key; empty: the week, or all of a period that is asked for.
    The current run answers where it looked at the days that are asked for (or none are); a look
    that is made now stores nothing.
    """
    names = Names.of(results.extract.directory(scope, code))
    run = None if fresh else results.current(ROOM, code)
    wanted = BY_KEY.get(window, WEEK)
    if run is not None and _fits(run, period, as_of) and (window or period is None):
        return _stored(results, scope, run, names, wanted)
    asked = Asked(code, as_of, period)
    due = due_of(results, scope, code, span_of(results, scope, asked)[0])
    found = analyse(results, scope, asked, report=progress, due=due)
    if period is not None and not window:
        wanted = HeatWindow(ASKED, period.days, 0)
    return _made(code, found, names, wanted)


def _fits(run: RunInfo, period: Period | None, as_of: date | None) -> bool:
    return (period is None or period == run_period(run)) and (as_of is None or as_of == run.as_of)


def _stored(
    results: ResultStore, scope: Scope, run: RunInfo, names: Names, window: HeatWindow
) -> Answer:
    from hotspots.store_tables import topic_edits

    frames = {
        frame: results.read(scope, run, frame)
        for frame in (TOPICS, TOPIC_HEAT, TOPIC_TICKET, GROUPS, MEMBERS)
    }
    edits = topic_edits(results.store, scope, run.jurisdiction)
    frames[TOPICS] = with_edits(frames[TOPICS], edits)
    period = run_period(run)
    counts = both_counts(results, scope, run, Filters(run.jurisdiction, period))
    as_of = run.as_of or period.last
    return Answer(
        run.jurisdiction,
        as_of,
        period,
        run.run_id,
        counts.tickets,
        counts.matters,
        frames,
        results.facts(scope, run, Facts) or Facts(),
        names,
        window,
    )


def _made(code: str, found: Findings, names: Names, window: HeatWindow) -> Answer:
    members = found.frames.get(MEMBERS, pd.DataFrame({"group_id": []}))
    repeated = len(members) - members["group_id"].nunique()
    return Answer(
        code,
        found.as_of,
        found.period,
        "",
        found.tickets,
        found.tickets - repeated,
        found.frames,
        found.facts,
        names,
        window,
    )


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer as lines for people."""
    yield (
        f"截至 {document['as_of']}，{document['tickets']:,} 件工单，"
        f"合 {document['matters']:,} 件事（同一件事只计一次）"
    )
    yield from (f"说明：{note}" for note in document["notes"])
    days = _window_words(document["window"])
    for row in document["topics"]:
        yield _topic_line(row, days)
    if len(document["topics"]) < FEW:
        yield f"{days}没有更多成型的热点；看更长的时间：--period 30d、90d、365d。"
    for group in document["repeats"]:
        yield f"重复\t{group['n']} 件\t{group['callers']} 人\t{group['kind']}\t{group['name']}"
    for county in document.get("counties", []):
        yield f"—— {county['name'] or county['code']}"
        for row in county["topics"]:
            yield f"   {row['name']}\t{days} {row['n_recent']} 件"


def _window_words(window: Mapping[str, str]) -> str:
    """Return what the days are called that heat looked at."""
    if window["key"] != ASKED:
        return text(f"hot.window_{window['key']}")
    last = date.fromisoformat(window["to"]) - timedelta(days=1)
    return f"{window['from']} 至 {last}"


def _topic_line(row: Mapping[str, Any], days: str) -> str:
    expected, heat = row["expected"], row["heat"]
    usual = "" if expected is None else f"（往常约 {expected:.0f} 件）"
    told = text(f"hot.state_{row['state']}") if row["state"] else ""
    number = "—" if heat is None else f"{heat:.0f}"
    return (
        f"{row['rank']}\t{row['name']}\t{days} {row['n_recent']} 件{usual}\t热度 {number}\t{told}"
        f"\t稳定度 {row['stability']:.2f}"
    )


def write_tables(found: Answer, tickets: pd.DataFrame, path: Path) -> None:
    """Write the two tables of hot matters and of their tickets into one file."""
    from data_access.store.private_files import write_private
    from hotspots.topics.hot_tables import hot_tables, hot_workbook
    from hotspots.topics.result import TopicRun

    run = TopicRun(
        found.as_of,
        topics=TOPICS.shaped(found.frames[TOPICS]),
        topic_ticket=TOPIC_TICKET.shaped(found.frames[TOPIC_TICKET]),
    )
    write_private(path, hot_workbook(*hot_tables(run, tickets)))


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): as_json(v) for k, v in row.items()} for row in frame.to_dict("records")]
