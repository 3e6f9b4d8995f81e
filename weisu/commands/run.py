"""``weisu run``: the nightly pipeline."""

from __future__ import annotations

import signal
import sys

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("run", help="运行流水线；中断后再次运行会接着做。")
@click.option("--only", default="", help="只运行这些步骤，以逗号隔开")
def command(only: str) -> None:
    """Run what is left of the pipeline."""
    from weisu.pipeline import run

    log_to_stderr()
    # Told to stop, it ends as after an error: leases are given back, the next run goes on at once.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    settings, store = opened()
    system_scope(store, "夜间流水线")
    names = [name.strip() for name in only.split(",") if name.strip()]
    run_id = run(store, settings, only=names, echo=click.echo)
    click.echo(f"运行 {run_id} 完成。")
