"""``weisu scheduler``: the timer as a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("scheduler", help="定时执行流水线；多台主机上同时只有一个生效。")
def command() -> None:
    """Run until a signal ends it."""
    from weisu.scheduler import loop

    log_to_stderr()
    settings, store = opened()
    system_scope(store, "定时任务")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"定时任务已启动，每日 {settings.nightly_at} 运行流水线。")
    loop(store, settings, stop)
