"""Walks through an installation: every page, role and filter, and the commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboards.server.viewer import configure
from dashboards.shell.pages import NOTICES, pages_for
from data_access.extract.query import Extract
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from data_access.types import Scope
from tests.agreement import (
    read_compare,
    read_daily,
    read_forecast,
    read_frame,
    read_map,
    read_repeats,
    read_tasks,
    read_tickets,
    read_today,
    read_topics,
    read_unit,
    read_warnings,
)
from tests.agreement.commands import METRICS, Commands
from tests.agreement.drawn import Drawn, unread
from tests.agreement.facts import Days, Fact
from tests.agreement.forms import odd_forms
from tests.agreement.numbers import Span
from tests.agreement.reading import Look, Names, Reading, only_one
from tests.support.marks import count_of, on_page, sampled
from tests.support.pages import guarded_script, unfolded
from tests.support.people import viewer

Limits = Mapping[str, frozenset[str]]
Query = dict[str, str]


@dataclass(frozen=True)
class Person:
    """Who looks, and to what they are limited."""

    role: str
    limits: Limits = field(default_factory=dict)

    def __str__(self) -> str:
        """Return it for a report."""
        own = ",".join(sorted(v for values in self.limits.values() for v in values))
        return f"{self.role} {own}".strip()

    @property
    def cell(self) -> dict[str, str]:
        """What they see of everything."""
        names = {"departments": "department", "areas": "area"}
        return {names[k]: "、".join(sorted(v)) for k, v in self.limits.items()}


@dataclass
class Found:
    """What was found. ``failed``: looks that showed an error; ``unread``: figures of no reader;
    ``forms``: sentences with a figure in another form than the others; ``marks``: the kinds that
    were followed, ``wrong`` those that open another number of tickets than they say.
    """

    facts: list[Fact] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    looks: int = 0


class Crawl:
    """A crawl over the largest jurisdiction of an installation.

    ``most``: how many values of each filter are tried, the busiest first; ``few``: only what a test
    has the time for.
    """

    def __init__(self, home: Path, *, most: int = 6, topics: int = 3, few: bool = False) -> None:
        """Open the installation; nothing of it is changed but the ledger of who looked."""
        self.settings = load_settings(home=home)
        self.store = open_store(self.settings)
        self.results = ResultStore.open(self.store, self.settings)
        extract = Extract(self.settings)
        places = extract.manifest.jurisdictions.values()
        self.place = max((p for p in places if p.last_day), key=lambda p: p.tickets)
        assert self.place.last_day
        assert self.place.first_day
        self.last_day: date = self.place.last_day
        self.first_day: date = self.place.first_day
        self.directory = extract.directory(Scope.system("tests"), self.place.code)
        self.names = Names(
            only_one(self.directory.area_names),
            only_one(dict(self.directory.categories)),
        )
        own = (*self.names.areas, *self.names.categories, *self.directory.departments)
        named = [n for n in (*own, *self.directory.channels) if re.search(r"\d", n)]
        # Names that have figures of their own, such as 第7社区.
        named.sort(key=len, reverse=True)  # 第43选区第7社区 before 第43选区
        self.figured = (re.compile("|".join(map(re.escape, named))),) if named else ()
        self.commands = Commands(home, self.place.code, self.last_day)
        self.most, self.topics, self.few = most, topics, few
        self.warnings, told = self.commands.warnings()
        self.found = Found(facts=list(told))
        self.busy = {
            by: self._busiest(by)
            for by in ("area_street", "category_1", "category_2", "department", "channel")
        }

    # ---------------------------------------------------------------- who and what

    def people(self) -> list[Person]:
        """Return one of every role, and some who see only a part."""
        units, streets = self.busy["department"][:2], self.busy["area_street"][:1]
        parts = [Person("department", {"departments": frozenset({u})}) for u in units]
        parts += [Person("leader", {"areas": frozenset({a})}) for a in streets]
        return [
            Person(r)
            for r in (
                "leader", "governance", "evaluator", "analyst", "system_admin", "security_admin",
                "audit_admin",
            )
        ] + parts  # fmt: skip

    def cuts(self) -> list[Query]:
        """Return no filter, values of each one, and two filters together."""
        tried = {
            "area": "area_street",
            "category": "category_1",
            "department": "department",
            "channel": "channel",
        }
        found: list[Query] = [{}]
        for name, by in tried.items():
            found += [{name: value} for value in self.busy[by][: self.most]]
        found += [{"category": value} for value in self.busy["category_2"][: self.most]]
        firsts = {name: self.busy[by][0] for name, by in tried.items() if self.busy[by]}
        pairs = (
            ("area", "category"),
            ("area", "department"),
            ("category", "department"),
            ("category", "channel"),
        )
        return found + [
            {a: firsts[a], b: firsts[b]} for a, b in pairs if a in firsts and b in firsts
        ]

    def _busiest(self, by: str) -> list[str]:
        last = self.last_day
        facts = self.commands.metric("volume", (last - timedelta(days=27), last), {}, by)
        name = {"area_street": "area", "department": "department", "channel": "channel"}.get(
            by, "category"
        )
        sizes = {
            dict(f.meaning.cell)[name]: f.said.low
            for f in facts
            if f.meaning.figure == "volume" and isinstance(f.said, Span)
        }
        return sorted(sizes, key=lambda v: (-sizes[v], v))

    # ---------------------------------------------------------------- looks

    def walk(self, report: Callable[[str], None] = lambda _: None) -> Found:
        """Look at everything and return what was found."""
        for person in self.people():
            report(str(person))
            self._sit_down(person)
            for page, query in self._looks(person):
                self.look(person, page, query)
        report("weisu")
        self.found.facts += self._told_by_commands()
        return self.found

    def _sit_down(self, person: Person) -> None:
        codes = frozenset({self.place.code})
        self.viewer = viewer(person.role, self.settings, jurisdictions=codes, **person.limits)
        configure(self.settings, self.store, viewer=self.viewer)
        self.pages = [p.key for p in (*pages_for(self.viewer.scope), NOTICES)]

    def _looks(self, person: Person) -> Iterator[tuple[str, Query]]:
        full = person.role == "leader" and not person.limits
        cuts = self.cuts() if full else [{}]
        cuts = cuts[:5] if self.few else cuts
        if person.limits:
            own = person.cell
            cuts += [{"category": c} for c in self.busy["category_1"][:2]]
            cuts += [
                {n: v}
                for n, by in (("area", "area_street"), ("department", "department"))
                for v in self.busy[by][:1]
                if n not in own
            ]
        for cut in cuts:
            for query in self._spans(cut, full=full and (not cut or len(cut) > 1)):
                yield "today", query
                yield "compare", query
                if query.get("count") != "matters":
                    yield "tickets", query
            for metric in (
                ("on_time_rate", "satisfaction_rate") if not cut or "department" in cut else ()
            ):
                yield "compare", {**cut, **self._last(28), "metric": metric}
            yield "forecast", {**cut, "fc_table": "cells"}
        for page in ("warnings", "hotspots", "repeats"):
            for cut in cuts if page == "hotspots" and full else cuts[:1]:
                yield page, cut
        yield from (("map", q) for q in read_map.looks(self.last_day, self.busy, whole=full))
        lists = ("runs", "accounts", "sessions", "audit")
        tasks = ("tasks", "unit", "mytasks", "progress")
        for page in ("readiness", "import", "notices", *tasks, *lists):
            yield page, {}
        yield "tasks", {"view": "table", "group": "all"}
        for query in ({}, {"item": "task:1"}, {"kind": "verify"}, {"kind": "merge"}):
            yield "daily", query
        yield from (("tasks", {"task": str(n)}) for n in range(1, 3 if self.few else 10))
        if full:
            yield from self._more()

    def _spans(self, cut: Query, *, full: bool) -> Iterator[Query]:
        yield dict(cut)
        if self.few and cut:
            return
        if full:
            yield {**cut, "span": "30d"}
            yield {**cut, "span": "month"}
            yield {**cut, **self._last(28)}
            yield {**cut, "count": "matters"}
            yield {**cut, **self._last(1)}

    def _last(self, days: int) -> Query:
        return between((self.last_day - timedelta(days=days - 1), self.last_day))

    def _more(self) -> Iterator[tuple[str, Query]]:
        """What the forecast keeps in its other tables, and the cells and days of warnings."""
        for table in read_forecast.TABLES[1 : 3 if self.few else None]:
            yield "forecast", {"fc_table": table}
        for row in list(self.warnings.values())[: 2 if self.few else 3 * self.most]:
            cell = read_warnings.cell_of_row(row)
            days = _days_of(row)
            if cell is not None and days is not None and days[0] >= self.first_day:
                yield "today", {**cell, **between(days)}
        last_month = self.last_day.replace(day=1) - timedelta(days=1)
        whole = (last_month.replace(day=1), last_month)
        for metric in ("volume", "on_time_rate", "satisfaction_rate"):
            yield "compare", {**between(whole), "metric": metric}

    def look(self, person: Person, page: str, query: Query) -> None:
        """Run one page and keep what it says; nothing where the person may not open it."""
        if page not in self.pages:
            return
        test, links = self._run(page, query)
        self.found.looks += 1
        where = f"{page}?{'&'.join(f'{k}={v}' for k, v in query.items())} [{person}]"
        if test.exception or any("错误编号" in str(e.value) for e in test.error):
            self.found.failed.append(where)
            return
        drawn = Drawn(test._tree)
        if any("不在当前数据中" in s.words for s in drawn.sentences if s.kind == "info"):
            return  # a place finer than the filters have
        self._read(person, page, query, drawn)
        self._follow(test._tree, where)
        for words in unread(drawn, (*read_frame.LEFT, *self.figured)):
            kind = re.sub(r"[\d,.]+", "#", f"{page} {words}")[:90]
            self.found.unread.setdefault(kind, f"{words[:160]}  {where}")
        for words in odd_forms(drawn):
            self.found.forms.setdefault(
                re.sub(r"[\d,.]+", "#", f"{page} {words}")[:60], f"{words} {where}"
            )
        if page == "hotspots":
            for topic in read_topics.topic_links(links)[: self.topics]:
                self.look(person, "topic", {**query, "topic": topic})
        if page == "progress":
            for counted in read_tasks.figure_links(links):
                self.look(person, "tasks", counted)

    def _follow(self, tree: Any, where: str) -> None:
        """Open some marks of each kind that was not yet followed for the one who looks."""
        page, who = where.partition("?")[0], where[where.index(" [") :]
        new = [m for m in on_page(tree) if f"{page} {m.where}{who}" not in self.found.marks]
        for mark in sampled(new, 2):
            self.found.marks.add(f"{page} {mark.where}{who}")
            listed = count_of(self.results, self.viewer.scope, mark.address)
            if not listed or mark.counted not in (None, listed):
                said = f"{where} {mark.where}: {mark.counted} → {listed} {mark.address}"
                self.found.wrong.append(said)

    def _run(self, page: str, query: Query) -> tuple[AppTest, list[str]]:
        test = unfolded(AppTest.from_string(guarded_script(page), default_timeout=120))
        for name, value in query.items():
            if name == "fc_table":
                test.session_state[name] = value
            else:
                test.query_params[name] = value
        test.run()
        if page == "warnings" and not test.exception:
            for toggle in test.toggle:
                toggle.set_value(True)
            test.run()
        return test, [h.proto.body for h in test.get("html")]

    def _read(self, person: Person, page: str, query: Query, drawn: Drawn) -> None:
        look = Look(
            page,
            str(person),
            query,
            self.place.code,
            person.cell,
            self._period(query),
            self.last_day,
            query.get("count") == "matters",
            self.names,
            self.warnings,
        )
        reading = Reading(drawn, look)
        readers: dict[str, Callable[[Reading], None]] = {
            "today": read_today.read,
            "compare": read_compare.read,
            "forecast": read_forecast.read,
            "hotspots": read_topics.read_list,
            "topic": read_topics.read_topic,
            "map": read_map.read,
            "repeats": read_repeats.read,
            "readiness": read_frame.read_readiness,
            "warnings": read_warnings.read,
            "daily": read_daily.read,
            "tasks": read_tasks.read_office,
            "unit": read_unit.read,
            "mytasks": read_tasks.read_unit,
            "progress": read_tasks.read_progress,
            "tickets": read_tickets.read,
            "import": read_frame.leave,
            "runs": read_frame.leave,
            "accounts": read_frame.leave,
            "sessions": read_frame.leave,
            "audit": read_frame.leave,
            "notices": read_frame.leave,
        }
        read_frame.read(reading)
        if page in readers:
            readers[page](reading)
        self.found.facts += reading.facts

    def _period(self, query: Query) -> Days:
        last = self.last_day
        if "from" in query:
            end = date.fromisoformat(query["to"]) - timedelta(days=1)
            return date.fromisoformat(query["from"]), end
        if query.get("span") == "month":
            return last.replace(day=1), last
        return last - timedelta(days=29 if query.get("span") == "30d" else 6), last

    # ---------------------------------------------------------------- commands

    def _told_by_commands(self) -> list[Fact]:
        last = self.last_day
        week, month = (last - timedelta(days=6), last), (last - timedelta(days=27), last)
        found: list[Fact] = []
        for name in METRICS:
            for days in (week, month):
                found += self.commands.metric(name, days, {})
        for days in (week, month):
            for by in ("area_street", "category_1", "category_2", "department", "channel", "day"):
                found += [f for f in self.commands.metric("volume", days, {}, by) if by != "day"]
        pair = self.cuts()[-1]
        found += self.commands.metric("volume", week, pair)
        found += self.commands.hotspots()
        found += self.commands.forecast()
        return found


def between(days: Days) -> Query:
    """Return the address of some days, both included."""
    return {"from": f"{days[0]}", "to": f"{days[1] + timedelta(days=1)}"}


def _days_of(row: Mapping[str, Any]) -> Days | None:
    first, last = row.get("since") or row.get("first"), row.get("seen") or row.get("last")
    if not row.get("since"):
        last = row.get("last")
    if not first or not last:
        return None
    return date.fromisoformat(str(first)[:10]), date.fromisoformat(str(last)[:10])
