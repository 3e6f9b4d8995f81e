"""``weisu keys``: which keys the store works with, and turning them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from style.texts import text
from weisu.progress import progress_bar
from weisu.wiring import opened, operator, system_scope


@click.group("keys", help=text("keep.help_keys"))
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help=text("keep.help_keys_list"))
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def list_(as_json: bool) -> None:
    """Print names and prints, never a key."""
    from data_access.store.vault.key_prints import known_keys
    from data_access.store.vault.rotation import under_way
    from data_access.store.vault.sealer import open_sealer

    settings, store = opened()
    open_sealer(store, settings)
    with store.read() as connection:
        known, turning = known_keys(connection), under_way(connection)
    if as_json:
        click.echo(json.dumps({"keys": known.named, "seals": known.seals, "turning": turning}))
        return
    for name, found in known.named.items():
        click.echo(f"{name}.key\t{found}")
    if turning:
        click.echo(text("keep.rotation_unfinished"))


@command.command("rotate", help=text("keep.help_keys_rotate"))
@click.option(
    "--kind", type=click.Choice(["vault", "cookie"]), default="vault", show_default=True,
    help=text("keep.help_kind"),
)  # fmt: skip
@click.option(
    "--old-to", type=click.Path(path_type=Path), default=None, help=text("keep.help_old_to")
)
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def rotate(kind: str, old_to: Path | None, as_json: bool) -> None:
    """Replace a key; cut off, the next call goes on."""
    settings, store = opened()
    system_scope(store, text("keep.rotation"))
    if kind == "cookie":
        from data_access.accounts.token import rotate_key

        rotate_key(store, settings, actor=operator())
        click.echo(json.dumps({"kind": kind}) if as_json else text("keep.cookie_turned"))
        return
    from weisu.key_rotation import rotate_vault

    with progress_bar(quiet=as_json) as show:
        done = rotate_vault(store, settings, actor=operator(), old_to=old_to, progress=show)
    if as_json:
        told = {"kind": kind, "version": done.version, "resealed": done.resealed}
        click.echo(json.dumps({**told, "removed": done.removed}))
        return
    click.echo(text("keep.rotated", version=done.version, count=f"{done.resealed:,}"))
    if done.removed:
        click.echo(text("keep.old_removed", names="、".join(done.removed)))
