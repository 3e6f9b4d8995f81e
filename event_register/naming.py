"""One name for an event, taken from what its findings are called; its basis is kept with it.

A name that a person gave comes first; then the topic that is the event, whose name is a piece of
its tickets' own titles; then the repeat matter's title; then place and category of the warning.
An event keeps its name while nothing better names it: only a topic's name, which its own page
shows, is followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from event_register.evidence import Evidence
from event_register.same_event import Cluster

LONGEST, SHORTEST = 24, 4
_ASKS = re.compile(
    r"^(关于|咨询|反映|投诉|举报|求助|建议|询问|请问|再次|多次)+"
    r"|[，,]?(希望|盼望|盼|望|恳请|请求|请)[^，,]{0,6}(处理|解决|回复|答复|核实|协调)$"
    r"|(的?(问题|情况|事宜|求助|投诉|咨询))+$"
)
_RANK = {"person": -1, "topic": 0, "repeat": 1, "warning": 2, "peak": 3}


def name_of(
    event: Cluster,
    area: str,
    areas: Mapping[str, str],
    categories: Mapping[str, str],
    before: tuple[str, str] | None = None,
) -> tuple[str, str]:
    """Return the event's name and what it was taken from (the kind of a finding, or ``person``).

    ``area``: the place that most of its tickets share; it comes in front where there is one and the
    name does not say it. ``before``: its name and basis of the night before.
    """
    named = [one for one in event.found if one.named]
    source = min(named or _candidates(event), key=_worth)
    if named:
        return source.name, "person"
    basis = source.kind
    if before is not None and before[1] != "person" and _RANK[before[1]] <= _RANK[basis] != 0:
        return before
    plain = bare(source.name) or _cell_name(source, areas, categories)
    return placed(plain, areas.get(area, "")), basis


def bare(title: str) -> str:
    """Return a title without what only says that somebody asks or complains."""
    text = _ASKS.sub("", title).strip("，。；、： ")
    return text if len(text) >= SHORTEST else title


def placed(name: str, place: str) -> str:
    """Return the name with the place in front unless it, or its beginning, is said already."""
    if not place or place in name or name[:2] == place[:2]:
        return name
    return place + name


def _candidates(event: Cluster) -> list[Evidence]:
    """Return the findings that are about the event as a whole: a topic or repeat matter of at least
    half of its tickets, or the strongest finding.
    """
    half = len(event.tickets) / 2
    wide = [e for e in event.found if e.name and e.kind != "warning" and len(e.tickets) >= half]
    return wide or [event.found[0]]


def _worth(one: Evidence) -> tuple[int, int, bool, str]:
    return _RANK[one.kind], -len(one.tickets), len(one.name) > LONGEST, one.key


def _cell_name(one: Evidence, areas: Mapping[str, str], categories: Mapping[str, str]) -> str:
    what = categories.get(one.category, "")
    return what or areas.get(one.area, "") or one.key
