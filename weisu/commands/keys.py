"""``weisu keys``: which keys the store works with, and turning them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from style.texts import text
from weisu.progress import progress_bar
from weisu.wiring import opened, operator, system_scope

if TYPE_CHECKING:
    from data_access.settings import Settings
    from data_access.store.engine import Store


@click.group("keys", help=text("keep.help_keys"))
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help=text("keep.help_keys_list"))
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def list_(as_json: bool) -> None:
    """Print names and prints, never a key."""
    from data_access.store.vault.key_prints import known_keys
    from data_access.store.vault.print_state import reached
    from data_access.store.vault.rotation import under_way
    from data_access.store.vault.sealer import open_sealer

    settings, store = opened()
    open_sealer(store, settings)
    with store.read() as connection:
        known, sealing = known_keys(connection), under_way(connection)
        at = reached(connection)
    if as_json:
        told = {"keys": known.named, "seals": known.seals, "turning": sealing or bool(at)}
        if at:
            left = sorted(name for name, one in at.items() if not one.done)
            told |= {"printed": sum(one.count for one in at.values()), "left": left}
        click.echo(json.dumps(told))
        return
    for name, found in known.named.items():
        click.echo(f"{name}.key\t{found}")
    if sealing:
        click.echo(text("keep.rotation_unfinished"))
    if at:
        count = f"{sum(one.count for one in at.values()):,}"
        click.echo(text("keep.prints_reached", count=count))


@command.command("rotate", help=text("keep.help_keys_rotate"))
@click.option(
    "--kind", type=click.Choice(["vault", "hmac", "cookie"]), default="vault", show_default=True,
    help=text("keep.help_kind"),
)  # fmt: skip
@click.option(
    "--old-to", type=click.Path(path_type=Path), default=None, help=text("keep.help_old_to")
)
@click.option("--json", "as_json", is_flag=True, help=text("keep.help_json"))
def rotate(kind: str, old_to: Path | None, as_json: bool) -> None:
    """Replace a key; cut off, the next call goes on."""
    if kind == "hmac" and old_to is not None:
        from data_access.types import CallError

        raise CallError(text("keep.prints_keep_keys"))
    settings, store = opened()
    system_scope(store, text("keep.rotation"))
    if kind == "cookie":
        from data_access.accounts.token import rotate_key

        rotate_key(store, settings, actor=operator())
        click.echo(json.dumps({"kind": kind}) if as_json else text("keep.cookie_turned"))
        return
    if kind == "hmac":
        _turn_prints(store, settings, as_json)
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


def _turn_prints(store: Store, settings: Settings, as_json: bool) -> None:
    """Turn the key of prints; its earlier keys stay, so there is nothing to keep elsewhere."""
    from weisu.print_turning import turn_prints

    with progress_bar(quiet=as_json) as show:
        done = turn_prints(store, settings, actor=operator(), progress=show)
    if as_json:
        click.echo(json.dumps({"kind": "hmac", "version": done.version, "printed": done.rows}))
        return
    click.echo(text("keep.prints_turned", version=done.version, count=f"{done.rows:,}"))
