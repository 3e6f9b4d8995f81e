"""``weisu up``: from nothing to a page. What ``make run`` calls."""

from __future__ import annotations

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("up", help="建库；空库载入演示城市；提供网页并在旁运行流水线。")
@click.option("--demo/--no-demo", default=True, help="空库时是否载入演示城市")
def command(demo: bool) -> None:
    """Serve at once; load and refresh beside it, in a process of its own."""
    from weisu.beside import start_beside
    from weisu.first_accounts import ensure_accounts
    from weisu.serving import serve_pages

    log_to_stderr()
    settings, store = opened()
    scope = system_scope(store, "启动")
    for line in ensure_accounts(store, settings, scope):
        click.echo(line)
    click.echo(f"页面地址：http://{settings.host}:{settings.port}（Ctrl-C 结束）")
    child = start_beside("first-run", *(["--demo"] if demo else []))
    try:
        serve_pages(settings, store)
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
