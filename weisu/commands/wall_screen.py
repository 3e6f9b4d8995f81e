"""``weisu wall-screen``: screens in halls, each with a token that opens nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from weisu.wiring import account_scope, opened, system_scope

if TYPE_CHECKING:
    from data_access.accounts.screens import Screen
    from data_access.settings import Settings
    from data_access.store.engine import Store
    from data_access.types import Scope

STATES = {"open": "在用", "expired": "已到期", "ended": "已停用"}
AS = click.option("--as", "login", default=None, help="以哪个账号的权限（安全管理员）；不填为系统")


@click.group("wall-screen", help="大屏：只能看大屏一个页面的口令。")
def command() -> None:
    """Group the sub-commands."""


@command.command("create", help="建立大屏；网址（含口令）只显示这一次。")
@click.argument("name", metavar="HALL")
@click.option("--jurisdiction", "code", required=True, help="地区编码")
@click.option("--areas", default=None, help="只看这些区划编码，以逗号隔开")
@click.option("--days", type=int, default=None, help="有效天数；不填按设置 wall_screen_days")
@click.option("--event-names/--no-event-names", default=False,
              help="事件、热点是否用其名称（取自工单用语）；默认只用街道和分类")  # fmt: skip
@AS
@click.option("--json", "as_json", is_flag=True)
def create(
    *,
    name: str,
    code: str,
    areas: str | None,
    days: int | None,
    event_names: bool,
    login: str | None,
    as_json: bool,
) -> None:
    """Make a screen and print its address."""
    from data_access.accounts.screens import create_screen

    settings, store = opened()
    screen, token = create_screen(
        store,
        settings,
        _by(store, settings, login, f"建立大屏 {name}"),
        name=name,
        jurisdiction=code,
        areas=None if areas is None else areas.split(","),
        event_names=event_names,
        days=days,
    )
    base = settings.site_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    address = f"{base}/wall#{token}"
    if as_json:
        document = {**_document(screen), "token": token, "address": address}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"大屏“{screen.name}”已建立，编号 {screen.id}，有效至 {screen.expires_at:%Y-%m-%d}。"
    )
    click.echo(f"在大屏的浏览器中打开（只显示这一次）：\n{address}")


@command.command("list", help="列出大屏，新建的在前。")
@AS
@click.option("--json", "as_json", is_flag=True)
def list_(*, login: str | None, as_json: bool) -> None:
    """List the screens; tokens can't be told again."""
    from data_access.accounts.screens import list_screens

    settings, store = opened()
    found = list_screens(store, _by(store, settings, login, "查看大屏"))
    documents = [_document(screen) for screen in found]
    if as_json:
        click.echo(json.dumps({"screens": documents}, ensure_ascii=False, indent=2))
        return
    for one in documents:
        until = str(one["expires_at"])[:10]
        click.echo(
            f"{one['id']}\t{one['name']}\t{one['jurisdiction']}\t{STATES[one['state']]}"
            f"\t有效至 {until}\t最近取数 {one['last_seen'] or '—'}"
        )


@command.command("end", help="停用大屏，几秒内生效。")
@click.argument("screen_id", metavar="SCREEN", type=int)
@AS
@click.option("--json", "as_json", is_flag=True)
def end(*, screen_id: int, login: str | None, as_json: bool) -> None:
    """End a screen."""
    from data_access.accounts.screens import end_screen

    settings, store = opened()
    screen = end_screen(store, _by(store, settings, login, f"停用大屏 {screen_id}"), screen_id)
    if as_json:
        click.echo(json.dumps(_document(screen), ensure_ascii=False, indent=2))
        return
    click.echo(f"大屏“{screen.name}”（编号 {screen.id}）已停用。")


def _by(store: Store, settings: Settings, login: str | None, reason: str) -> Scope:
    if login is None:
        return system_scope(store, reason)
    return account_scope(store, settings, login, reason)


def _document(screen: Screen) -> dict[str, Any]:
    from data_access.store.clock import utc_now

    def written(moment: Any) -> str | None:
        return None if moment is None else moment.isoformat(timespec="seconds") + "Z"

    return {
        "id": screen.id,
        "name": screen.name,
        "jurisdiction": screen.jurisdiction,
        "areas": None if screen.areas is None else sorted(screen.areas),
        "event_names": screen.event_names,
        "state": screen.state(utc_now()),
        "created_by": screen.created_by,
        "created_at": written(screen.created_at),
        "expires_at": written(screen.expires_at),
        "ended_at": written(screen.ended_at),
        "last_seen": written(screen.last_seen),
    }
