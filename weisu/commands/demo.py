"""``weisu demo``: the demo city's files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from weisu.progress import progress_bar
from weisu.wiring import opened, system_scope


@click.command("demo", help="生成演示城市的文件；--load 同时载入。")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="写到哪个目录")
@click.option("--tickets", type=int, default=None, help="大约多少件工单（默认每日 150 件）")
@click.option("--days", type=int, default=460, show_default=True, help="多少天")
@click.option("--seed", type=int, default=20251, show_default=True, help="随机种子")
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="最后一天（默认昨天）",
)
@click.option("--load", "do_load", is_flag=True, help="写完后载入")
def command(
    *,
    out: Path | None,
    tickets: int | None,
    days: int,
    seed: int,
    last_day: datetime | None,
    do_load: bool,
) -> None:
    """Write the files, and load them where asked to."""
    from demo_city import write_city
    from weisu.demo import load_files, yesterday

    settings, store = opened()
    folder = out or settings.home / "tmp" / "demo"
    per_day = tickets / days if tickets else 150.0
    last = last_day.date() if last_day else yesterday(datetime.now().astimezone().date())
    with progress_bar() as show:
        rows = write_city(
            folder, seed=seed, days=days, per_day=per_day, last_day=last, progress=show
        )
    for name, count in rows.items():
        click.echo(f"{folder / name}:{count:,} 行")
    if do_load:
        with progress_bar() as show:
            load_files(store, settings, system_scope(store, "载入演示城市"), folder, show)
        click.echo("已载入。运行 weisu refresh 后页面可见。")
