"""``weisu doctor``: is this machine, is this store ready."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from data_access.health import Finding
    from data_access.settings import Settings
    from data_access.store.engine import Store


@click.command("doctor", help="检查本机与数据是否就绪。")
def command() -> None:
    """Print one line a check; exit code 1 where something is wrong."""
    bad = 0
    for good, line in findings():
        click.echo(f"{'✓' if good else '✗'} {line}")
        bad += not good
    if bad:
        click.echo(f"有 {bad} 项需要处理。", err=True)
        sys.exit(1)
    click.echo("一切就绪。")


def findings() -> Iterator[Finding]:
    """Yield every check's result in words."""
    from data_access import health
    from data_access.settings import load_settings
    from data_access.types import WeisuError
    from weisu.wiring import opened

    yield sys.version_info[:2] == (3, 11), f"Python {sys.version.split()[0]}（需要 3.11）"
    yield _fonts()
    yield _variables()
    try:
        settings = load_settings()
        database = settings.home / "weisu.db"
        if not settings.database_url and not database.exists():
            yield False, f"{settings.home} 中还没有数据库；请核对 WEISU_HOME，或先运行 weisu up"
            return
        settings, store = opened()
    except WeisuError as error:
        yield False, str(error)
        return
    derived = (health.extract, results, _outlines)
    for check in (
        health.disk,
        health.clock,
        health.database,
        health.keys,
        _audit,
        _tasks,
        *derived,
    ):
        yield check(settings, store)


def results(settings: Settings, store: Store) -> Finding:
    """Read every file of the results that pages show, and compare it with its print."""
    from data_access.results.whole import damaged_files
    from style.texts import text

    count, wrong = damaged_files(store, settings)
    if wrong:
        return False, text("keep.results_damaged", count=len(wrong))
    return True, text("keep.results_whole", count=count)


def _fonts() -> Finding:
    tool = shutil.which("fc-list")
    if tool is None:
        return False, "没有 fontconfig，无法检查中文字体；请安装 fontconfig 与 fonts-noto-cjk"
    found = subprocess.run(  # noqa: S603 - a fixed command
        [tool, ":lang=zh", "family"], capture_output=True, text=True, check=False
    ).stdout.strip()
    count = len(set(found.splitlines()))
    return bool(found), f"中文字体 {count} 种" if found else "没有中文字体；请安装 fonts-noto-cjk"


def _variables() -> Finding:
    """Name variables that look like settings and aren't."""
    import difflib
    import os

    from data_access.settings import Settings

    known = {f"WEISU_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(v for v in os.environ if v.startswith("WEISU_") and v not in known)
    if not unknown:
        return True, "环境变量中没有不认识的 WEISU_ 设置"
    near = difflib.get_close_matches(unknown[0], sorted(known), n=1)
    hint = f"，是否为 {near[0]}？" if near else ""
    return False, f"不认识的设置 {'、'.join(unknown)}{hint}"


def _audit(_settings: Settings, store: Store) -> Finding:
    from data_access.store.audit import verify

    broken = verify(store)
    return broken is None, "审计链完整" if broken is None else f"审计链自第 {broken} 条起不可信"


def _tasks(settings: Settings, store: Store) -> Finding:
    from data_access.results.store import ResultStore
    from data_access.types import Scope
    from supervision.rebuild import rebuild

    found = rebuild(ResultStore.open(store, settings), Scope.system("doctor"))
    counted = f"督办任务 {found.tasks:,} 项、过程记录 {found.events:,} 条"
    if not found.differences:
        return True, f"{counted}，现状与记录一致"
    numbers = "、".join(f"{d.jurisdiction} {d.number}" for d in found.differences[:3])
    return False, (
        f"{counted}，其中 {len(found.differences)} 项现状与记录不一致（{numbers}等）；"
        "请运行 weisu task rebuild --repair"
    )


def _outlines(_settings: Settings, store: Store) -> Finding:
    from data_access.types import Scope
    from weisu.outline_health import outlines

    return outlines(store, Scope.system("doctor"))
