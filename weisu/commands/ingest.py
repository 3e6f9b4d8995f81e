"""``weisu ingest``: a file or a folder of files into the store."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weisu.progress import progress_bar
from weisu.wiring import opened, operator, system_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from data_access.importing.job import BatchResult
    from data_access.importing.profile import Jurisdiction
    from data_access.store.engine import Store

STDIN = Path("-")
SUFFIXES = {
    ".csv", ".tsv", ".txt", ".gz", ".xlsx", ".xlsm", ".xls", ".json", ".jsonl", ".ndjson",
    ".parquet", ".pq",
}  # fmt: skip


@click.command("ingest", help="按导入模板导入 FILE（可为目录；- 为标准输入的 JSON Lines）。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", required=True, help="模板名称，或 YAML 文件的路径")
@click.option("--jurisdiction", "code", default=None, help="地区编码（模板未写明时必填）")
@click.option("--name", default=None, help="地区名称（新地区）")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="时区（新地区）")
@click.option(
    "--size",
    type=click.Choice(["county", "city", "province"]),
    default="county",
    show_default=True,
    help="规模（新地区）",
)
@click.option("--limits", default=None, help="办理时限预设（新地区），如 guangdong")
@click.option("--source", default="stdin", show_default=True, help="标准输入的来源名称，列在批次里")
@click.option("--refresh/--no-refresh", "do_refresh", default=True, help="导入后更新分析文件")
@click.option("--json", "as_json", is_flag=True, help="最后一行输出 JSON 计数")
def command(
    *,
    file: Path,
    profile_name: str,
    code: str | None,
    name: str | None,
    timezone: str,
    size: str,
    limits: str | None,
    source: str,
    do_refresh: bool,
    as_json: bool,
) -> None:
    """Import, then bring the extract up to date."""
    from data_access.importing.load import ingest
    from data_access.importing.profile_files import load_profile
    from data_access.importing.row_feed import ingest_rows
    from geo.place_finder import finders_of
    from weisu.pipeline import refresh_if_free

    settings, store = opened()
    scope = system_scope(store, f"导入 {file.name}")
    profile = load_profile(profile_name, settings.home)
    given = {"timezone": timezone, "size": size, "limits": limits}
    place = _place(store, code, name, given) if code else None
    results, places = [], finders_of(store, scope)
    for path in _files(file):
        with progress_bar(quiet=as_json) as show:
            progress, actor = _rows(path.name, show), operator()
            if path == STDIN:
                result = ingest_rows(
                    store, settings, scope, _lines(), source=source, profile=profile,
                    actor=actor, place=place, progress=progress, places=places,
                )  # fmt: skip
            else:
                result = ingest(
                    store, settings, scope, path, profile,
                    actor=actor, place=place, progress=progress, places=places,
                )  # fmt: skip
        for one in (result, *result.further):
            results.append(one)
            if not as_json:
                _tell(path, one, several=bool(result.further))
            else:
                for note in one.notes:
                    click.echo(f"{path.name}：{note}", err=True)
    if do_refresh:
        refresh_if_free(store, settings, echo=lambda text: click.echo(text, err=as_json))
    if as_json:
        click.echo(json.dumps(_total(results)))


def _files(file: Path) -> list[Path]:
    from data_access.types import WeisuError

    if file == STDIN or not file.is_dir():
        return [file]
    found = sorted(p for p in file.iterdir() if p.suffix.lower() in SUFFIXES)
    if not found:
        raise WeisuError(f"目录“{file}”中没有可导入的文件（{'、'.join(sorted(SUFFIXES))}）。")
    return found


def _lines() -> Iterator[dict[str, Any]]:
    """Give the records of standard input. A line that is none stops all: unlike a file's, it can't
    be looked up again."""
    from data_access.types import WeisuError

    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            # Numbers as they are written: a long one must not pass through a float.
            record = json.loads(line.decode("utf-8-sig"), parse_float=str, parse_int=str)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise WeisuError(f"标准输入第 {number} 行不是一个 JSON 对象，全部未导入。")
        yield record


def _total(results: list[BatchResult]) -> dict[str, int]:
    """Return one result's line, or the sums of a folder's files with the last batch's number."""
    lines = [r.as_json() for r in results]
    sums = {k: sum(line[k] for line in lines) for k in lines[0] if k != "batch"}
    return {**sums, "batch": lines[-1]["batch"]}


def _rows(name: str, show: Callable[[str, float], None]) -> Callable[[int, float | None], None]:
    return lambda rows, share: show(f"{name} {rows:,} 行", share or 0.0)


def _tell(path: Path, result: BatchResult, *, several: bool) -> None:
    name = f"{path.name}（{result.label}）" if several else path.name
    click.echo(
        f"{name}：读取 {result.read:,} 行 = 新增 {result.inserted:,} + 更新 {result.updated:,}"
        f" + 未变 {result.unchanged:,} + 隔离 {result.quarantined:,}（批次 {result.batch}）"
    )
    for note in result.notes:
        click.echo(f"  · {note}")
    if result.quarantined:
        click.echo(f"  隔离的行：weisu quarantine list --batch {result.batch}")


def _place(store: Store, code: str, name: str | None, given: dict[str, str | None]) -> Jurisdiction:
    """Return the jurisdiction as the store knows it, or a new one as the options describe it."""
    from data_access.importing.jurisdictions import find_place, known_place
    from data_access.importing.profile import Jurisdiction

    known = find_place(store, code)
    if known is None and name is not None:
        return Jurisdiction(code=code, name=name, **given)  # type: ignore[arg-type]
    asked = given["limits"]
    if known is not None and asked is not None and asked != known.limits:
        click.echo(
            f"提示：{known.name}的办理时限已定为 {known.limits or '无'}，本次不改为 {asked}。",
            err=True,
        )
    return known_place(store, code)
