"""``weisu watch``: imports what other systems drop into a folder."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weisu.wiring import log_to_stderr, opened, system_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data_access.importing.profile import Profile
    from data_access.store.engine import Store
    from weisu.watching import Arrival, Watched, Watcher

log = logging.getLogger(__name__)


@click.command("watch", help="看管投递目录 FOLDER：文件写完即导入，移入 done 或 failed。")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--profile", "profile_name", required=True, help="模板名称，或 YAML 文件的路径")
@click.option("--jurisdiction", "code", default="", help="地区编码（模板未写明时必填）")
@click.option(
    "--every", type=click.FloatRange(1), default=30, show_default=True, help="每隔几秒看一次"
)
@click.option(
    "--settle",
    type=click.FloatRange(0),
    default=10,
    show_default=True,
    help="文件几秒没有变化才算写完",
)
@click.option(
    "--silence-hours",
    type=click.FloatRange(0),
    default=0,
    show_default=True,
    help="几小时没有文件即发通知；0 为不提醒",
)
@click.option("--once", is_flag=True, help="只看一次；有文件没能导入则退出码为 1")
@click.option("--refresh/--no-refresh", "do_refresh", default=True, help="导入后更新分析文件")
@click.option("--json", "as_json", is_flag=True, help="每个文件输出一行 JSON")
def command(
    *,
    folder: Path,
    profile_name: str,
    code: str,
    every: float,
    settle: float,
    silence_hours: float,
    once: bool,
    do_refresh: bool,
    as_json: bool,
) -> None:
    """Look, import and tell, once or until a signal."""
    from data_access.importing.profile_files import load_profile
    from style.texts import text
    from weisu.watching import Watcher

    log_to_stderr()
    settings, store = opened()
    profile = load_profile(profile_name, settings.home)
    watched = _watched(store, folder, profile, code, timedelta(hours=silence_hours))
    watcher = Watcher(store, settings, system_scope(store, f"投递目录 {folder.name}"), watched)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if not once:
        click.echo(text("watch.begun", folder=folder, label=profile.label), err=as_json)
    while not stop.is_set():
        arrivals = _round(watcher, stop, settle, once=once)
        _print(arrivals, once=once, as_json=as_json)
        if do_refresh and any(one.done for one in arrivals):
            _refresh(watcher)
        if once:
            sys.exit(1 if any(not one.done for one in arrivals) else 0)
        stop.wait(every)


def _watched(
    store: Store, folder: Path, profile: Profile, code: str, silence: timedelta
) -> Watched:
    from data_access.importing.jurisdictions import known_place
    from data_access.types import CallError
    from style.texts import text
    from weisu.watching import Watched

    place = known_place(store, code) if code else None
    found = Watched(folder, profile, place, silence)
    if not found.code:
        raise CallError(text("watch.place", label=profile.label))
    return found


def _round(watcher: Watcher, stop: threading.Event, settle: float, *, once: bool) -> list[Arrival]:
    """Return what arrived. What keeps a round from being done ends a single one, and is said and
    tried again by one that goes on: a database or a disk that is away comes back."""
    from sqlalchemy.exc import SQLAlchemyError

    from data_access.store.clock import utc_now
    from data_access.types import WeisuError
    from style.texts import text
    from weisu.outside_errors import outside_words

    try:
        found = watcher.round(stop.wait, settle)
        watcher.tell_silence(utc_now())
    except (WeisuError, SQLAlchemyError, OSError) as error:
        if once:
            raise
        # An error of the database may repeat what was being written.
        why = str(error) if isinstance(error, WeisuError) else outside_words(error)
        why = why or type(error).__name__
        log.error("%s", text("watch.waits", why=why))
        return []
    return found


def _print(arrivals: Sequence[Arrival], *, once: bool, as_json: bool) -> None:
    from style.texts import text

    for one in arrivals:
        if as_json:
            click.echo(json.dumps(one.as_json(), ensure_ascii=False))
        else:
            key = "watch.done" if one.done else "watch.failed"
            click.echo(text(key, name=one.name, note=one.note))
    if once and not arrivals and not as_json:
        click.echo(text("watch.none"))


def _refresh(watcher: Watcher) -> None:
    from weisu.pipeline import refresh_if_free

    refresh_if_free(watcher.store, watcher.settings, echo=lambda words: click.echo(words, err=True))
