"""The nightly pipeline: the rooms in order, one run at a time, resumable step by step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from data_access.extract.refresh import refresh, sweep
from data_access.importing.uploads import sweep_uploads
from data_access.metrics.additive import lasting_measures
from data_access.results.room_run import Report
from data_access.results.whole import set_back_damaged
from data_access.settings import Settings
from data_access.store import lease, runs
from data_access.store.engine import Store
from data_access.types import CallError, WeisuError
from style.texts import text
from weisu.city_step import Done
from weisu.outside_errors import outside_words

LEASE = "pipeline"
ROOM = "pipeline"
LIGHT = "pipeline_light"
"""Runs by the hour, which never take up a night that was cut off, nor a night one of theirs."""
log = logging.getLogger(__name__)


class StepsFailedError(WeisuError):
    """Some step or jurisdiction could not be done; the text says which. The others are done."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``needs``: the steps without which it makes no sense; what only adds to it (topics
    for the warnings) is no need, it takes what is there.
    """

    name: str
    label: str
    work: Callable[[Store, Settings, Report], Done]
    needs: tuple[str, ...] = ()


def _refresh(store: Store, settings: Settings, report: Report) -> Done:
    done = refresh(store, settings, lasting_measures(), progress=report)
    months, swept = done.months_written, sweep(settings)
    sweep_uploads(settings)
    return Done({"generation": done.generation, "months": months, "swept": swept})


def _hotspots(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.hotspots_step import hotspots

    return hotspots(store, settings, report)


def _forecasting(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.forecasting_step import forecasting

    return forecasting(store, settings, report)


def _places(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.places_step import places

    return places(store, settings, report)


def _geo(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.geo_step import geo

    return geo(store, settings, report)


def _warnings(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.warnings_step import warnings

    return warnings(store, settings, report)


def _light_warnings(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.warnings_step import light

    return light(store, settings, report)


def _deadlines(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.deadlines_step import deadlines

    return deadlines(store, settings, report)


def _events(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.events_step import events

    return events(store, settings, report)


def _telling(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.telling_step import telling

    return telling(store, settings, report)


def _tasks(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.tasks_step import tasks

    return tasks(store, settings, report)


def _digests(store: Store, settings: Settings, report: Report) -> Done:
    from weisu.digests_step import digests

    return digests(store, settings, report)


STEPS: tuple[Step, ...] = (
    Step("refresh", text("night.label_refresh"), _refresh),
    # First: what hot spots call usual is the season's expectation, on the first night as well.
    Step("forecasting", text("night.label_forecasting"), _forecasting, needs=("refresh",)),
    Step("hotspots", text("night.label_hotspots"), _hotspots, needs=("refresh",)),
    Step("deadlines", text("night.label_deadlines"), _deadlines, needs=("refresh",)),
    Step("warnings", text("night.label_warnings"), _warnings, needs=("refresh",)),
    Step("events", text("night.label_events"), _events, needs=("refresh",)),
    Step("telling", text("night.label_telling"), _telling, needs=("warnings",)),
    Step("places", text("night.label_places"), _places, needs=("refresh",)),
    Step("geo", text("night.label_geo"), _geo, needs=("refresh",)),
    Step("tasks", text("night.label_tasks"), _tasks, needs=("refresh",)),
    # Last: views say what this night found.
    Step("digests", text("night.label_digests"), _digests, needs=("refresh",)),
)


LIGHT_STEPS: tuple[Step, ...] = (
    Step("refresh", text("night.label_refresh"), _refresh),
    Step("warnings", text("night.label_light"), _light_warnings, needs=("refresh",)),
    Step("telling", text("night.label_telling"), _telling, needs=("warnings",)),
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
    and that all others need (loading the demo city). A step that fails stops only those that need
    it; at the end ``StepsFailedError`` says what is not done. Raises ``LeaseTakenError`` where
    another process is at it.
    """
    unknown = set(only) - {s.name for s in STEPS}
    if unknown:
        known = "、".join(s.name for s in STEPS)
        raise CallError(f"没有名为 {'、'.join(sorted(unknown))} 的步骤；可用：{known}。")
    steps = [*before, *(s for s in STEPS if not only or s.name in only)]
    return _run(store, settings, ROOM, steps, tuple(s.name for s in before), echo)


def run_light(store: Store, settings: Settings, *, echo: Callable[[str], None] = log.info) -> str:
    """Bring in what is new and tell of it within the hour; return the run's id.

    The steps of ``LIGHT_STEPS``, under the pipeline's own lease, so that it never meets a night.
    One that was cut off is taken up where it stopped. Raises as ``run`` does.
    """
    return _run(store, settings, LIGHT, LIGHT_STEPS, (), echo)


def _run(  # noqa: PLR0917 - what a run is
    store: Store,
    settings: Settings,
    room: str,
    steps: Sequence[Step],
    always: tuple[str, ...],
    echo: Callable[[str], None],
) -> str:
    with lease.held(store, LEASE, "流水线"):
        set_back_damaged(store, settings)
        last = runs.latest(store, room)
        if last is not None and last.status == "running":
            run_id = last.run_id
            echo(f"接着上次未完成的运行 {run_id}")
        else:
            run_id = runs.start(store, room, settings={"steps": [s.name for s in steps]})
        night = _Night(store, settings, run_id, echo, always=always)
        for number, item in enumerate(steps):
            night.do(item, number, len(steps))
        failed = text("night.failed", what="；".join(night.words)) if night.words else ""
        runs.finish(store, run_id, "failed" if failed else "done", failed or "全部完成")
    if failed:
        raise StepsFailedError(failed)
    return run_id


@dataclass
class _Night:
    """One run under way. ``undone``: label by name of steps that failed or were left out;
    ``words``: what is not done, in Chinese.
    """

    store: Store
    settings: Settings
    run_id: str
    echo: Callable[[str], None]
    always: tuple[str, ...]
    undone: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def do(self, item: Step, number: int, count: int) -> None:
        """Do one step unless it is done already or what it needs is not."""
        lacking = next((n for n in (*self.always, *item.needs) if n in self.undone), None)
        if lacking is not None and lacking != item.name:
            self._leave_out(item, self.undone[lacking])
            return
        if not runs.begin_step(self.store, self.run_id, item.name):
            self.echo(f"{item.label}：此前已完成，跳过")
            return

        def report(what: str, share: float) -> None:
            message = f"{item.label}：{what}"
            runs.report(self.store, self.run_id, (number + share) / count, message)
            self.echo(f"{message}（{share:.0%}）")

        try:
            done = item.work(self.store, self.settings, report)
        except Exception as error:
            log.exception("the step %s failed", item.name)
            words = str(error) if isinstance(error, WeisuError) else outside_words(error)
            words = words.rstrip("。") or text("night.see_log")
            runs.end_step(self.store, self.run_id, item.name, "failed", {"error": words})
            self._undone(item, text("night.step_failed", step=item.label, why=words))
            return
        status = "failed" if done.failed else "done"
        runs.end_step(self.store, self.run_id, item.name, status, done.detail)
        if done.failed:
            places = "、".join(done.failed)
            self._say(text("night.cities_failed", step=item.label, places=places))
        else:
            self.echo(f"{item.label}：完成")

    def _leave_out(self, item: Step, needed: str) -> None:
        words = text("night.step_left_out", step=item.label, needed=needed)
        runs.begin_step(self.store, self.run_id, item.name)
        runs.end_step(self.store, self.run_id, item.name, "skipped", {"error": words})
        self._undone(item, words)

    def _undone(self, item: Step, words: str) -> None:
        self.undone[item.name] = item.label
        self._say(words)

    def _say(self, words: str) -> None:
        self.words.append(words)
        self.echo(words)


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
