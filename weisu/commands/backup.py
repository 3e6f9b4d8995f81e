"""``weisu backup``: everything that cannot be made again, into one folder."""

from __future__ import annotations

import json
from pathlib import Path

import click

from style.texts import text
from weisu.progress import progress_bar
from weisu.wiring import opened, operator, system_scope


@click.command("backup", help=text("keep.help_backup"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--keys-to", type=click.Path(path_type=Path), default=None, help=text("keep.help_keys_to")
)
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def command(folder: Path, keys_to: Path | None, as_json: bool) -> None:
    """Write a backup while everything goes on."""
    from data_access.keeping.backup import back_up

    settings, store = opened()
    system_scope(store, text("keep.backup"))
    with progress_bar(quiet=as_json) as show:
        done = back_up(store, settings, folder, keys_to=keys_to, actor=operator(), progress=show)
    if as_json:
        counts = {"tables": len(done.tables), "rows": done.rows, "files": len(done.files)}
        made = {"folder": str(folder), "made_at": done.made_at, "revision": done.revision}
        click.echo(json.dumps({**made, **counts, "keys": done.keys}, ensure_ascii=False))
        return
    tables, rows = len(done.tables), f"{done.rows:,}"
    click.echo(text("keep.backup_done", folder=folder, tables=tables, rows=rows))
    if keys_to is not None:
        click.echo(text("keep.backup_keys", folder=keys_to))
    elif done.keys:
        click.echo(text("keep.backup_no_keys"))
