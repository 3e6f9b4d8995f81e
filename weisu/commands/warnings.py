"""``weisu warnings``: what a duty officer must know, ranked, with evidence."""

from __future__ import annotations

import json
from datetime import datetime

import click

from weisu.wiring import opened, system_scope


@click.command("warnings", help="正在进行的预警，按要紧程度排列，附依据。")
@click.option("--jurisdiction", "code", default=None, help="地区编码")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪一天的结果（默认最新）"
)
@click.option("--json", "as_json", is_flag=True)
def command(*, code: str | None, as_of: datetime | None, as_json: bool) -> None:
    """List the open warnings of the current run, or of the run of a day."""
    from data_access.results.store import ResultStore
    from data_access.types import CallError
    from weisu.warnings_answer import answer, text_lines

    if code is None:
        raise CallError("请用 --jurisdiction 给出地区编码。")
    settings, store = opened()
    scope = system_scope(store, f"查询预警 {code}")
    results = ResultStore.open(store, settings)
    document = answer(results, scope, code, as_of=as_of.date() if as_of else None)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in text_lines(document):
        click.echo(line)
