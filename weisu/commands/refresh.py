"""``weisu refresh``: bring the extract up to date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from weisu.progress import progress_bar
from weisu.wiring import opened, system_scope

if TYPE_CHECKING:
    from data_access.extract.refresh import Refreshed


@click.command("refresh", help="把分析文件更新到最新；只重写有变化的月份。")
@click.option("--full", is_flag=True, help="全部重写")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON")
def command(full: bool, as_json: bool) -> None:
    """Rewrite the months that changed; ``full``: everything that is made from the store."""
    done = refreshed(full=full, quiet=as_json)
    if as_json:
        click.echo(
            json.dumps({"generation": done.generation, "months": done.months_written}),
        )
    else:
        click.echo(f"完成：重写 {done.months_written} 个月份，第 {done.generation} 代。")


def refreshed(*, full: bool, quiet: bool) -> Refreshed:
    """Refresh the extract under the pipeline's lease, with a bar unless ``quiet``."""
    from data_access.extract.refresh import refresh, sweep
    from data_access.metrics.additive import lasting_measures
    from data_access.store import lease
    from weisu.tasks_step import put_back_tasks

    settings, store = opened()
    scope = system_scope(store, "更新分析文件")
    with lease.held(store, "pipeline", "流水线"), progress_bar(quiet=quiet) as show:
        done = refresh(store, settings, lasting_measures(), progress=show, full=full)
        if full:
            put_back_tasks(store, settings, scope)
        sweep(settings)
    return done
