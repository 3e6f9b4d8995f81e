"""``weisu audit``: the audit log."""

from __future__ import annotations

import sys

import click

from weisu.wiring import opened, system_scope


@click.group("audit", help="审计日志。")
def command() -> None:
    """Group the sub-commands."""


@command.command("verify", help="检查审计链是否完整。")
def verify() -> None:
    """Walk the chain."""
    from data_access.store import audit

    _, store = opened()
    broken = audit.verify(store)
    if broken is None:
        click.echo("审计链完整。")
        return
    click.echo(f"审计链自第 {broken} 条起不可信，请立即联系审计管理员并保全数据库备份。", err=True)
    sys.exit(1)


@command.command("list", help="列出最近的审计记录。")
@click.option("--limit", default=50, show_default=True)
@click.option("--actor", default="", help="只看这个人")
@click.option("--action", default="", help="只看这个或这类操作，如 account.sign_in、account")
def list_(limit: int, actor: str, action: str) -> None:
    """List entries, newest first."""
    from data_access.store import audit

    _, store = opened()
    scope = system_scope(store, "查看审计日志")
    for entry in audit.entries(store, scope, actor=actor, action=action, limit=limit):
        click.echo(
            f"{entry.seq}\t{entry.at:%Y-%m-%d %H:%M:%S}\t{entry.actor}\t"
            f"{entry.action}\t{entry.about}"
        )
