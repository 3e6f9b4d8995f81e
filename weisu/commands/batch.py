"""``weisu batch``: import batches."""

from __future__ import annotations

import json

import click

from weisu.wiring import opened, operator, system_scope


@click.group("batch", help="导入批次。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出导入批次，新的在前。")
@click.option("--jurisdiction", "code", default=None, help="只看这个地区")
@click.option("--json", "as_json", is_flag=True)
def list_(code: str | None, as_json: bool) -> None:
    """List batches."""
    from dataclasses import asdict

    from data_access.importing.batches import list_batches

    _, store = opened()
    rows = list_batches(store, system_scope(store, "查看导入批次"), code)
    if as_json:
        click.echo(json.dumps([asdict(r) for r in rows], ensure_ascii=False, default=str))
        return
    for row in rows:
        click.echo(
            f"{row.id}\t{row.started_at:%Y-%m-%d %H:%M}\t{row.status}\t{row.jurisdiction}\t"
            f"{row.file_name}\t读取 {row.read:,} 新增 {row.inserted:,} 更新 {row.updated:,} "
            f"未变 {row.unchanged:,} 隔离 {row.quarantined:,}"
        )
        for note in [*([row.error] if row.error else []), *row.notes]:
            click.echo(f"  · {note}")


@command.command("undo", help="撤销一个批次：其行不再计入，之前的版本恢复有效。")
@click.argument("batch_id", type=int)
def undo(batch_id: int) -> None:
    """Take a batch back and refresh."""
    from data_access.importing import batches
    from weisu.pipeline import refresh_if_free

    settings, store = opened()
    row = batches.undo(
        store, system_scope(store, f"撤销批次 {batch_id}"), batch_id, actor=operator()
    )
    click.echo(f"批次 {row.id}（{row.file_name}）已撤销。")
    refresh_if_free(store, settings, echo=click.echo)
