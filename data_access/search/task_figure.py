"""The supervision tasks behind a figure: the registry's own conditions over the night's rows."""

from __future__ import annotations

from data_access.extract.layout import columns
from data_access.extract.query import Extract
from data_access.metrics.datasets import refused
from data_access.metrics.registry import ask
from data_access.search.asked import Part
from data_access.search.figure import moment_of, row_condition
from data_access.types import Filters, Scope, WeisuError

_DATASET = "tasks"
_NUMBER = "task_id"


def tasks_behind(
    extract: Extract, scope: Scope, filters: Filters, metric: str, part: Part
) -> tuple[int, ...]:
    """Return the numbers of the tasks that a part of a figure counts, in their order.

    They are as many as ``metrics.evaluate`` says of the same cut, within the same scope, as of the
    same day; none where no task was written yet. ``WeisuError``: a metric over other rows, a cut or
    a part that it doesn't have, an unknown name. ``NotAllowedError`` outside the scope.
    """
    code = filters.jurisdiction
    scope.require_jurisdiction(code)
    one, manifest = ask(metric), extract.manifest
    if one.metric.dataset != _DATASET:
        raise WeisuError(f"{one.label}不由督办任务计算，没有对应的任务可列。")
    why_not = refused(_DATASET, scope, filters, ())
    if why_not:
        raise WeisuError(why_not)
    if not manifest.filled(_DATASET, code):
        return ()
    condition = row_condition(manifest, code, one, part)
    read = {_NUMBER, *condition.names}
    found = extract.query(
        scope,
        filters,
        f"SELECT {_NUMBER} FROM t WHERE {condition.at(moment_of(manifest, filters))} "  # noqa: S608
        f"ORDER BY {_NUMBER}",
        dataset=_DATASET,
        needs=[name for name in columns(_DATASET) if name in read],
    )
    return tuple(int(number) for number in found[_NUMBER])
