"""``weisu geo places``: the names by which places of tickets are found."""

from __future__ import annotations

import json
from pathlib import Path

import click

from weisu.place_of import place_of
from weisu.wiring import opened, system_scope

_CODE = click.option("--jurisdiction", "code", default=None, help="地区编码；只有一个地区时可不填")


@click.group(
    "places", help="地名清单：import 导入、list 查看、delete 删除、learn 学习、form 空白表。"
)
def places() -> None:
    """Group the sub-commands."""


@places.command("import", help="导入地点清单（CSV 或 XLSX）；名称和区划相同的以新的为准。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_CODE
@click.option("--json", "as_json", is_flag=True)
def import_(*, file: Path, code: str | None, as_json: bool) -> None:
    """Put a file's places on the list."""
    from dataclasses import asdict

    from geo.place_actions import import_places
    from geo.place_list import area_codes, read_places

    _, store = opened()
    scope = system_scope(store, f"导入地点清单 {file.name}")
    where = place_of(store, scope, code)
    rows = read_places(file, area_codes(store, scope, where))
    done = import_places(store, scope, where, rows, file.name)
    if as_json:
        click.echo(json.dumps({"jurisdiction": where, **asdict(done)}))
        return
    click.echo(
        f"新增 {done.new:,} 个，更新 {done.changed:,} 个，未变 {done.unchanged:,} 个。"
        "已入库的工单用 weisu geo place --again 重新识别。"
    )


@places.command("form", help="写出空白的地点清单（CSV），填好后用 import 导入。")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def form(*, file: Path) -> None:
    """Write the empty form."""
    from data_access.types import WeisuError
    from geo.place_list import form as empty

    if file.exists():
        raise WeisuError(f"已有文件“{file}”，没有改写。请换一个名字。")
    file.write_text(empty(), encoding="utf-8")
    click.echo(f"已写出 {file}。")


@places.command("list", help="列出地名：导入的清单和从以往工单学到的。")
@_CODE
@click.option("--source", type=click.Choice(("list", "learnt")), default=None, help="只看一种")
@click.option("--json", "as_json", is_flag=True)
def list_(*, code: str | None, source: str | None, as_json: bool) -> None:
    """List the names."""
    from geo.places.kinds import KIND_WORDS
    from geo.store_places import shares_of, stored_places

    _, store = opened()
    scope = system_scope(store, "查看地名")
    where = place_of(store, scope, code)
    found = stored_places(store, scope, where, source=source or "")
    if as_json:
        rows = [
            {
                "name": one.name, "source": one.source, "kind": one.kind,
                "area_code": one.area_code, "lon": one.lon, "lat": one.lat,
                "aliases": one.aliases,
                "valid_from": one.valid_from and one.valid_from.isoformat(),
                "valid_to": one.valid_to and one.valid_to.isoformat(),
                "counts": dict(one.counts), "by": one.actor, "at": one.at.isoformat(),
            }
            for one in found
        ]  # fmt: skip
        document = {
            "jurisdiction": where,
            "places": rows,
            "tickets": shares_of(store, scope, where),
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for one in found:
        where_to = one.area_code or "、".join(f"{c}（{n}件）" for c, n in one.counts.items())
        word = KIND_WORDS.get(one.kind, KIND_WORDS["other"])
        click.echo(f"{one.name}\t{word}\t{'清单' if one.area_code else '学到'}\t{where_to}")
    click.echo(f"共 {len(found):,} 个。")


@places.command("delete", help="删除一个地名；学到的地名删除后不再学回来。")
@click.argument("name")
@click.option("--area", default=None, help="只删除这个区划编码下的")
@_CODE
def delete(*, name: str, area: str | None, code: str | None) -> None:
    """Take a name away."""
    from geo.place_actions import delete_place

    _, store = opened()
    scope = system_scope(store, "删除地名")
    removed = delete_place(store, scope, place_of(store, scope, code), name, area=area)
    click.echo(f"已删除 {removed} 条。已入库的工单用 weisu geo place --again 重新识别。")


@places.command("learn", help="从有区划的以往工单学习地名和把握（约每 2 万件 20 秒）。")
@_CODE
@click.option("--json", "as_json", is_flag=True)
def learn(*, code: str | None, as_json: bool) -> None:
    """Learn names and confidence from past tickets."""
    from dataclasses import asdict

    from geo.place_actions import learn as learn_places

    _, store = opened()
    scope = system_scope(store, "学习地名")
    where = place_of(store, scope, code)
    done = learn_places(store, scope, where)
    if as_json:
        click.echo(json.dumps({"jurisdiction": where, **asdict(done)}))
        return
    click.echo(
        f"从 {done.tickets:,} 件工单学到 {done.names:,} 个地名，按 {done.judged:,} 件核定把握。"
    )
