"""``weisu rescrub``: stored texts masked once more, after the rules of masking changed."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from weisu.progress import progress_bar
from weisu.wiring import opened, system_scope


@click.command(
    "rescrub", help="脱敏规则更新后，从保密库的原文重新脱敏已入库的文字；中断后再次执行即接着做。"
)
@click.option("--refresh/--no-refresh", "do_refresh", default=True, help="完成后更新分析文件")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON 计数")
def command(*, do_refresh: bool, as_json: bool) -> None:
    """Mask anew, then bring the extract up to date."""
    from data_access.importing.rescrub import rescrub
    from weisu.pipeline import refresh_if_free

    settings, store = opened()
    scope = system_scope(store, "重新脱敏")
    with progress_bar(quiet=as_json) as show:
        found = rescrub(store, settings, scope, progress=show)
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        click.echo(f"已核对 {found.read:,} 条，其中 {found.changed:,} 条的文字按现行规则改写。")
        if found.without:
            click.echo(f"{found.without:,} 条在保密库中没有原文，保持不变。")
    if do_refresh and found.changed:
        refresh_if_free(store, settings, echo=lambda words: click.echo(words, err=as_json))
