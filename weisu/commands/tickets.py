"""``weisu tickets``: finding and reading tickets, within the same rules as the pages."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast

import click

from weisu.commands.cut import cut_of, cuts_of

AS = click.option("--as", "login", default=None, help="以哪个账号的权限；不填为系统")
CODE = click.option("--jurisdiction", "code", default=None, help="地区编码")
AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None)


@click.group("tickets", help="工单：find 查工单、show 看一件。")
def command() -> None:
    """Group of the commands on tickets."""


@command.command("find", help="查工单：按词语、编号、条件，或一个指标数字背后的工单。")
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@CODE
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), default=None)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), default=None, help="不含当日")
@click.option("--where", default="", help="area=…,category=…,department=…,channel=…")
@click.option("--number", "numbers", multiple=True, help="只看这些编号，可多次给出")
@click.option("--status", default="", help="状态，如 办理中")
@click.option("--metric", default="", help="只看计入这个指标的工单，如 on_time_rate")
@click.option(
    "--part",
    type=click.Choice(["n", "numerator", "denominator"]),
    default="n",
    help="指标的哪一部分：n 所依据的全部、numerator 分子、denominator 分母",
)
@click.option(
    "--group",
    default="",
    help="指标分组的取值，如 department=城管局,week=2026-11-16；等号后为空表示未填写",
)
@click.option("--caller", default="", help="诉求人键；须有 caller.trace 权限")
@click.option(
    "--sort",
    type=click.Choice(["newest", "oldest", "deadline"]),
    default="newest",
    help="次序：最新在前、最早在前、截止时间近的在前",
)
@click.option("--limit", type=click.IntRange(0, 10_000), default=20)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="跳过前多少件")
@AS_OF
@AS
@click.option("--json", "as_json", is_flag=True)
def find_command(
    *,
    words: tuple[str, ...],
    code: str | None,
    start: datetime | None,
    end: datetime | None,
    where: str,
    as_of: datetime | None,
    login: str | None,
    as_json: bool,
    limit: int,
    offset: int,
    **more: Any,
) -> None:
    """List tickets with how many there are."""
    from data_access.search.asked import Asked, group_of
    from data_access.search.find import find
    from weisu.tickets_answer import found_document, found_lines

    cut = cut_of(
        code, start=start, end=end, cuts=cuts_of(where), as_of=as_of, about="查工单", login=login
    )
    asked = Asked(
        cut.filters,
        words=" ".join(words),
        numbers=tuple(more["numbers"]) or None,
        metric=more["metric"],
        part=more["part"],
        group=group_of(_group(more["group"])),
        status=more["status"],
        caller_key=more["caller"],
        sort=more["sort"],
    )
    found = find(cut.extract, cut.scope, asked, limit, offset)
    if as_json:
        click.echo(json.dumps(found_document(asked, found), ensure_ascii=False))
        return
    directory = cut.extract.directory(cut.scope, cast("str", code))
    for line in found_lines(found, directory):
        click.echo(line)


def _group(text: str) -> dict[str, str | None]:
    from data_access.types import CallError

    found: dict[str, str | None] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, sign, value = part.partition("=")
        if not sign:
            raise CallError(f"--group 中的“{part}”不认识；写法：维度=值，如 department=城管局。")
        found[name.strip()] = value.strip() or None
    return found


@command.command("show", help="看一件工单：内容、事实、流转、时限、回访、同一诉求人的其他工单。")
@click.argument("number", metavar="NO")
@CODE
@AS_OF
@AS
@click.option("--json", "as_json", is_flag=True)
def show_command(
    *, number: str, code: str | None, as_of: datetime | None, login: str | None, as_json: bool
) -> None:
    """Show one ticket."""
    from data_access.search.ticket import ticket
    from weisu.tickets_answer import ticket_document, ticket_lines

    cut = cut_of(
        code, start=None, end=None, cuts={}, as_of=as_of, about=f"查看工单 {number}", login=login
    )
    one = ticket(
        cut.extract, cut.store, cut.scope, cast("str", code), number, as_of=cut.filters.as_of
    )
    if as_json:
        click.echo(json.dumps(ticket_document(one), ensure_ascii=False))
        return
    directory = cut.extract.directory(cut.scope, cast("str", code))
    for line in ticket_lines(one, directory):
        click.echo(line)
