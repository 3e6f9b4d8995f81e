"""What the figures of 重复诉求网络 count, as something that holds tickets: a name, numbers."""

from __future__ import annotations

from dashboards.shell.context import BesideContext
from data_access.results.store import RunInfo
from data_access.search.find import TRACE
from hotspots import counted_reads
from style.texts import text

Named = tuple[str, tuple[str, ...]]


def matters(context: BesideContext, run: RunInfo, key: str) -> Named | None:
    """Return of each matter the first ticket, or all but these."""
    if key not in (counted_reads.FIRST, counted_reads.LATER):
        return None
    found = counted_reads.counted(context.results, context.scope, run, context.filters, key)
    return text(f"tickets.of_{key}"), found


def cure(context: BesideContext, run: RunInfo, key: str) -> Named | None:
    """Return the repeats that a cure ends, without what those before it end."""
    if not key.isdecimal():
        return None
    asked = (context.results, context.scope, run, context.filters, int(key))
    found = counted_reads.cured(*asked)
    return (text("tickets.of_cure", name=found[0]), found[1]) if found else None


def node(context: BesideContext, run: RunInfo, key: str) -> Named | None:
    """Return the repeats that hang on a node; a caller's only for who may trace callers."""
    if key.startswith(counted_reads.CALLER) and not context.scope.has(TRACE):
        return None
    asked = (context.results, context.scope, run, context.filters, key)
    found = counted_reads.hanging(*asked)
    if found is None:
        return None
    kind, label, numbers = found
    return text("tickets.of_node", kind=text(f"rep.kind_{kind}"), label=label), numbers


def pingpong(context: BesideContext, run: RunInfo, key: str) -> Named | None:
    """Return the tickets that one unit handed back and another took next."""
    a, _, b = key.partition(counted_reads.APART)
    found = counted_reads.handed_back(context.results, context.scope, run, a, b)
    return text("tickets.of_pingpong", a=a, b=b), found
