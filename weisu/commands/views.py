"""``weisu views``: the saved views of an installation."""

from __future__ import annotations

import json

import click

from weisu.wiring import opened, system_scope

_SHARED = {"own": "自己", "unit": "本单位", "place": "本地区各单位"}


@click.group("views", help="常用视图：谁存了哪些、与谁共用。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出常用视图；不含筛选内容。")
@click.option("--login", default="", help="只看这个账号的")
@click.option("--json", "as_json", is_flag=True)
def list_(login: str, *, as_json: bool) -> None:
    """List what is kept."""
    from dataclasses import asdict

    from data_access.saved_views.oversight import every_view

    _, store = opened()
    found = every_view(store, system_scope(store, "查看常用视图"), owner=login)
    if as_json:
        rows = [
            {**asdict(one), "changed_at": f"{one.changed_at.isoformat(timespec='seconds')}Z"}
            for one in found
        ]
        click.echo(json.dumps({"views": rows}, ensure_ascii=False))
        return
    for one in found:
        click.echo(
            f"{one.id}\t{one.owner}\t{one.jurisdiction}\t{one.page}\t{one.name}\t"
            f"{_SHARED[one.shared]}\t订阅 {one.told} 人"
        )
    click.echo(f"共 {len(found)} 个常用视图。")


@command.command("delete", help="删除一个常用视图及其订阅；记入审计日志。")
@click.argument("view_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True)
def delete(view_id: int, *, as_json: bool) -> None:
    """Delete a view, whoever owns it."""
    from data_access.saved_views.oversight import delete_any

    _, store = opened()
    delete_any(store, system_scope(store, f"删除常用视图 {view_id}"), view_id)
    if as_json:
        click.echo(json.dumps({"deleted": view_id}))
    else:
        click.echo(f"常用视图 {view_id} 已删除。")
