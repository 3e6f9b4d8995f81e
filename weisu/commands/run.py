"""``weisu run``: the nightly pipeline."""

from __future__ import annotations

import signal
import sys

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("run", help="运行流水线；中断后再次运行会接着做。")
@click.option("--only", default="", help="只运行这些步骤，以逗号隔开")
@click.option(
    "--light",
    is_flag=True,
    help="只看当天新增：更新分析文件，查突增、多人同说一事和风险词，随即通知",
)
def command(*, only: str, light: bool) -> None:
    """Run what is left of the pipeline, or its light part."""
    from data_access.types import CallError
    from weisu.pipeline import run, run_light

    if light and only:
        raise CallError("--light 有自己的步骤，不能与 --only 同用。没有做任何更改。")

    log_to_stderr()
    # Told to stop, it ends as after an error: leases are given back, the next run goes on at once.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    settings, store = opened()
    system_scope(store, "当天预警" if light else "夜间流水线")
    if light:
        click.echo(f"运行 {run_light(store, settings, echo=click.echo)} 完成。")
        return
    names = [name.strip() for name in only.split(",") if name.strip()]
    run_id = run(store, settings, only=names, echo=click.echo)
    click.echo(f"运行 {run_id} 完成。")
