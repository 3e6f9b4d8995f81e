"""The nightly pipeline: the rooms in order, one run at a time, resumable step by step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.extract.refresh import refresh, sweep
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store import lease, runs
from data_access.store.engine import Store
from data_access.types import CallError

LEASE = "pipeline"
ROOM = "pipeline"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``work`` gets a function that reports (what, share done) and returns details."""

    name: str
    label: str
    work: Callable[[Store, Settings, Callable[[str, float], None]], dict[str, Any]]


def _refresh(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    done = refresh(store, settings, lasting_measures(), progress=report)
    return {"generation": done.generation, "months": done.months_written, "swept": sweep(settings)}


def _hotspots(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    from weisu.hotspots_step import hotspots

    return hotspots(store, settings, report)


def _forecasting(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    from weisu.forecasting_step import forecasting

    return forecasting(store, settings, report)


def _warnings(
    store: Store, settings: Settings, report: Callable[[str, float], None]
) -> dict[str, Any]:
    from weisu.warnings_step import warnings

    return warnings(store, settings, report)


STEPS: tuple[Step, ...] = (
    Step("refresh", "更新分析文件", _refresh),
    Step("hotspots", "热点分析", _hotspots),
    Step("forecasting", "趋势预测", _forecasting),
    Step("warnings", "预警分析", _warnings),
)


def run(
    store: Store,
    settings: Settings,
    *,
    only: Sequence[str] = (),
    before: Sequence[Step] = (),
    echo: Callable[[str], None] = log.info,
) -> str:
    """Run the steps that are left; return the run's id.

    A run that was cut off is taken up again where it stopped. ``before``: steps that come first
    (loading the demo city). Raises ``LeaseTakenError`` where another process is at it.
    """
    steps = [*before, *(s for s in STEPS if not only or s.name in only)]
    unknown = set(only) - {s.name for s in STEPS}
    if unknown:
        known = "、".join(s.name for s in STEPS)
        raise CallError(f"没有名为 {'、'.join(sorted(unknown))} 的步骤；可用：{known}。")
    with lease.held(store, LEASE, "流水线"):
        last = runs.latest(store, ROOM)
        names = [s.name for s in steps]
        if last is not None and last.status == "running":
            run_id = last.run_id
            echo(f"接着上次未完成的运行 {run_id}")
        else:
            run_id = runs.start(store, ROOM, settings={"steps": names})
        try:
            for number, item in enumerate(steps):
                _do(store, settings, run_id, item, place=(number, len(steps)), echo=echo)
        except Exception as error:
            runs.finish(store, run_id, "failed", str(error)[:500])
            raise
        runs.finish(store, run_id, "done", "全部完成")
    return run_id


def _do(
    store: Store,
    settings: Settings,
    run_id: str,
    item: Step,
    *,
    place: tuple[int, int],
    echo: Callable[[str], None],
) -> None:
    number, count = place

    def report(what: str, share: float) -> None:
        message = f"{item.label}：{what}"
        runs.report(store, run_id, (number + share) / count, message)
        echo(f"{message}（{share:.0%}）")

    if runs.step(store, run_id, item.name, lambda: item.work(store, settings, report)):
        echo(f"{item.label}：完成")
    else:
        echo(f"{item.label}：此前已完成，跳过")


def refresh_if_free(store: Store, settings: Settings, *, echo: Callable[[str], None]) -> bool:
    """Bring the extract up to date, unless the pipeline is at it; tell whether it was done."""
    try:
        with lease.held(store, LEASE, "流水线"):
            done = refresh(store, settings, lasting_measures())
            sweep(settings)
    except lease.LeaseTakenError as error:
        echo(f"{error}数据已入库，流水线的下一轮会更新页面。")
        return False
    echo(f"分析文件已更新：重写 {done.months_written} 个月份，第 {done.generation} 代。")
    return True
