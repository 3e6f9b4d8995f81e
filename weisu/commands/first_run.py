"""``weisu first-run``: what ``weisu up`` does beside the pages."""

from __future__ import annotations

from datetime import datetime

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("first-run", hidden=True)
@click.option("--demo", is_flag=True)
def command(demo: bool) -> None:
    """Load the demo city into an empty store, then bring everything up to date."""
    from data_access import lease
    from weisu.demo import is_empty, step, yesterday
    from weisu.pipeline import run

    log_to_stderr()
    settings, store = opened()
    scope = system_scope(store, "首次运行")
    before = []
    if demo and is_empty(store):
        before.append(step(scope, last_day=yesterday(datetime.now().astimezone().date())))
    try:
        run(store, settings, before=before, echo=click.echo)
    except lease.LeaseTakenError as error:
        click.echo(str(error))
