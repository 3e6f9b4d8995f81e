"""``weisu serve``: the pages, with the timer inside unless it runs elsewhere."""

from __future__ import annotations

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("serve", help="提供网页；默认同时在进程内运行定时任务。")
@click.option("--host", default=None, help="监听地址（默认取设置）")
@click.option("--port", type=int, default=None, help="端口（默认取设置）")
def command(host: str | None, port: int | None) -> None:
    """Serve until a signal ends it."""
    from dashboards.server.run import serve
    from weisu.background import with_scheduler

    log_to_stderr()
    settings, store = opened()
    changes = {k: v for k, v in (("host", host), ("port", port)) if v is not None}
    settings = settings.model_copy(update=changes)
    system_scope(store, "提供网页")
    click.echo(f"页面地址：http://{settings.host}:{settings.port}（Ctrl-C 结束）")
    serve(settings, store, with_scheduler(settings, store))
