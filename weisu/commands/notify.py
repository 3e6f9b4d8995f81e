"""``weisu notify``: notices that leave the house."""

from __future__ import annotations

import json

import click

from weisu.wiring import log_to_stderr, opened, system_scope

STATES = ("waiting", "sending", "sent", "failed", "given_up")
_STATE_NAMES = {
    "waiting": "等待",
    "sending": "发送中",
    "sent": "已送出",
    "failed": "失败待重试",
    "given_up": "已放弃",
}


@click.group("notify", help="站外通知：邮件、webhook、机器人。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出站外通知的发送情况，新的在前；不含通知内容。")
@click.option("--state", type=click.Choice(STATES), default=None, help="只看这种状态")
@click.option("--limit", type=click.IntRange(1, 10000), default=50)
@click.option("--json", "as_json", is_flag=True)
def list_(state: str | None, limit: int, *, as_json: bool) -> None:
    """List deliveries."""
    from data_access.notices import outbox

    _, store = opened()
    scope = system_scope(store, "查看通知发送情况")
    rows = outbox.deliveries(store, scope, state=state or "", limit=limit)
    counts = outbox.counts(store, scope)
    if as_json:
        names = (
            "id", "about", "recipient", "channel", "state", "attempts", "due_at", "attempted_at",
            "finished_at", "error", "created_at",
        )  # fmt: skip
        found = [{n: getattr(row, n) for n in names} for row in rows]
        document = {"counts": counts, "notifications": found}
        click.echo(json.dumps(document, ensure_ascii=False, default=_iso))
        return
    for row in rows:
        click.echo(
            f"{row.id}\t{row.created_at:%Y-%m-%d %H:%M} UTC\t{row.recipient}\t{row.channel}\t"
            f"{_STATE_NAMES[row.state]}\t尝试 {row.attempts} 次\t{row.about}\t{row.error}"
        )
    click.echo("，".join(f"{_STATE_NAMES[s]} {n} 条" for s, n in counts.items()) + "。")


def _iso(value: object) -> str:
    from datetime import datetime

    return f"{value.isoformat(timespec='seconds')}Z" if isinstance(value, datetime) else str(value)


@command.command("test", help="立即发送一条不含业务数据的测试通知。")
@click.option("--channel", required=True, help="inapp、email，或设置 notify_targets 中的名称")
@click.option("--login", default="", help="inapp 和 email 发给哪个账号")
def test(channel: str, login: str) -> None:
    """Send one message at once."""
    from notify.actions import try_channel

    settings, store = opened()
    scope = system_scope(store, f"测试通知 {channel}")
    try_channel(store, settings, scope, channel, login=login)
    click.echo("测试通知已送出。")


@command.command("send", help="立即发送到期的通知（定时任务平时自动发送）。")
def send() -> None:
    """Send what is due."""
    from notify.sender import send_due

    log_to_stderr()
    settings, store = opened()
    done = send_due(store, settings)
    if done is None:
        click.echo("另一个进程正在发送，本次没有发送。")
        return
    click.echo(f"送出 {done.sent} 条，失败待重试 {done.failed} 条，放弃 {done.given_up} 条。")


@command.command("retry", help="把已放弃的通知重新排队。")
def retry() -> None:
    """Let what was given up be tried anew."""
    from notify.actions import retry_given_up

    _, store = opened()
    count = retry_given_up(store, system_scope(store, "重发已放弃的通知"))
    click.echo(f"{count} 条通知已重新排队。")
