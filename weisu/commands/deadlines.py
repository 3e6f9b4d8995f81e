"""``weisu deadlines``: what falls due soon, the probably late first."""

from __future__ import annotations

import json

import click

from weisu.wiring import opened, system_scope


@click.command("deadlines", help="即将到期的工单及其超期可能。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="条数")
@click.option("--json", "as_json", is_flag=True)
def command(*, code: str | None, limit: int, as_json: bool) -> None:
    """List the tickets that fall due soon with their chance of being late."""
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.deadlines_answer import answer, text_lines

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    scope = system_scope(store, f"查询到期风险 {code}")
    results = ResultStore.open(store, settings)
    document = answer(results, scope, code, limit=limit)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)
