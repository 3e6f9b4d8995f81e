"""``weisu restore``: a backup in the place of what there is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from style.texts import text
from weisu.progress import progress_bar
from weisu.wiring import operator


@click.command("restore", help=text("keep.help_restore"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=text("keep.help_replace"))
@click.option(
    "--keys-from", type=click.Path(path_type=Path), default=None, help=text("keep.help_keys_from")
)
@click.option("--refresh/--no-refresh", default=True, help=text("keep.help_refresh"))
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def command(
    folder: Path, replace: bool, keys_from: Path | None, refresh: bool, as_json: bool
) -> None:
    """Check the backup, load it, put own files in place, and make the extract."""
    from data_access.keeping.restore import SETTINGS_BESIDE, restore
    from data_access.settings import settings

    with progress_bar(quiet=as_json) as show:
        done = restore(
            settings(), folder, replace=replace, keys_from=keys_from, actor=operator(),
            progress=show,
        )  # fmt: skip
    contents = done.contents
    if refresh:
        _refresh(as_json)
    if as_json:
        counts = {"tables": len(contents.tables), "rows": contents.rows}
        told = {"made_at": contents.made_at, "refreshed": refresh}
        click.echo(json.dumps({**told, **counts, "settings_beside": done.settings_beside}))
        return
    click.echo(text("keep.restore_done", made_at=contents.made_at, rows=f"{contents.rows:,}"))
    if done.settings_beside:
        click.echo(text("keep.restore_settings", file=SETTINGS_BESIDE))
    if not refresh:
        click.echo(text("keep.restore_refresh"))


def _refresh(quiet: bool) -> None:
    """Make the extract of what was restored, as ``weisu refresh --full`` does."""
    from weisu.commands.refresh import refreshed

    refreshed(full=True, quiet=quiet)
