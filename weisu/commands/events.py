"""``weisu events``: the register of events with what each rests on."""

from __future__ import annotations

import json

import click

from weisu.wiring import opened, system_scope


@click.command("events", help="事件登记：同一件事的预警、主题、重复诉求归在一个编号下。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option("--ended", is_flag=True, help="也列出已结束的事件")
@click.option("--json", "as_json", is_flag=True)
def command(*, code: str | None, ended: bool, as_json: bool) -> None:
    """List the events of the current register."""
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.events_answer import answer, text_lines

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    scope = system_scope(store, f"查询事件 {code}")
    results = ResultStore.open(store, settings)
    document = answer(results, scope, code, ended=ended)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)
