"""``weisu quarantine``: rows that could not be imported."""

from __future__ import annotations

from pathlib import Path

import click

from weisu.wiring import opened, operator, system_scope


@click.group("quarantine", help="隔离区：未能导入的行。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出隔离的行与原因。")
@click.option("--jurisdiction", "code", default=None, help="只看这个地区")
@click.option("--batch", "batch_id", type=int, default=None, help="只看这个批次")
def list_(code: str | None, batch_id: int | None) -> None:
    """List rows."""
    from data_access.importing import quarantine

    _, store = opened()
    rows = quarantine.list_rows(store, system_scope(store, "查看隔离区"), code, batch_id=batch_id)
    for row in rows.itertuples():
        click.echo(
            f"{row.id}\t批次 {row.batch_id}\t{row.file_name} 第 {row.row_no} 行\t{row.reason}"
        )
    click.echo(f"共 {len(rows)} 行。")


@command.command("export", help="把隔离的行连同原始内容导出为 CSV（含个人信息，留痕）。")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--jurisdiction", "code", default=None)
@click.option("--batch", "batch_id", type=int, default=None)
def export(out: Path, code: str | None, batch_id: int | None) -> None:
    """Write rows to a file that only its owner can read."""
    from data_access.importing import quarantine
    from data_access.store.exports import csv_bytes
    from data_access.store.private_files import write_private

    settings, store = opened()
    frame = quarantine.export(
        store,
        settings,
        system_scope(store, "导出隔离区"),
        code,
        batch_id=batch_id,
        actor=operator(),
    )
    write_private(out, csv_bytes(frame))
    click.echo(f"已写出 {len(frame)} 行到 {out}。内含个人信息，请妥善保管。")


@command.command("retry", help="用当前的模板重新导入一个批次的隔离行。")
@click.argument("batch_id", type=int)
def retry(batch_id: int) -> None:
    """Import rows again after a profile has been mended."""
    from data_access.importing.retry import retry_batch
    from geo.place_finder import finders_of
    from weisu.pipeline import refresh_if_free

    settings, store = opened()
    scope = system_scope(store, f"重试批次 {batch_id} 的隔离行")
    places = finders_of(store, scope)
    result = retry_batch(store, settings, scope, batch_id, actor=operator(), places=places)
    click.echo(
        f"重试 {result.read} 行：新增 {result.inserted}、更新 {result.updated}、"
        f"未变 {result.unchanged}、仍隔离 {result.quarantined}。"
    )
    refresh_if_free(store, settings, echo=click.echo)
