"""``weisu first-run``: what ``weisu up`` does beside the pages."""

from __future__ import annotations

from datetime import datetime

import click

from weisu.wiring import log_to_stderr, opened, system_scope


@click.command("first-run", hidden=True)
@click.option("--demo", is_flag=True)
def command(demo: bool) -> None:
    """Load the demo city into an empty store, then bring everything up to date."""
    from data_access.store import lease
    from weisu.demo import demo_wanted, step
    from weisu.pipeline import run

    log_to_stderr()
    settings, store = opened()
    scope = system_scope(store, "首次运行")
    last_day = demo_wanted(store, datetime.now().astimezone().date()) if demo else None
    before = [] if last_day is None else [step(scope, last_day=last_day)]
    try:
        run(store, settings, before=before, echo=click.echo)
    except lease.LeaseTakenError as error:
        click.echo(str(error))
