"""``weisu serve``: the pages, with the timer inside unless it runs elsewhere."""

from __future__ import annotations

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("serve", help="提供网页；默认同时运行定时任务。")
@click.option("--host", default=None, help="监听地址（默认取设置）")
@click.option("--port", type=int, default=None, help="端口（默认取设置）")
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=None,
    help="网页进程数（默认取设置，设置未写明时为处理器核数，最多 8）",
)
def command(host: str | None, port: int | None, processes: int | None) -> None:
    """Serve until a signal ends it."""
    from weisu.serving import serve_pages

    log_to_stderr()
    settings, store = opened()
    given = (("host", host), ("port", port), ("web_processes", processes))
    settings = settings.model_copy(update={k: v for k, v in given if v is not None})
    system_scope(store, "提供网页")
    click.echo(f"页面地址：http://{settings.host}:{settings.port}（Ctrl-C 结束）")
    serve_pages(settings, store)
