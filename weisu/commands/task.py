"""``weisu task``: tasks of supervision, with the same rules and refusals as the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weisu.wiring import account_scope, opened, system_scope

if TYPE_CHECKING:
    from data_access.results.store import ResultStore
    from data_access.types import Scope
    from supervision.attachments import Attachment
    from supervision.task import Task

FIELDS = (
    click.option("--title", default=None, help="事项"),
    click.option("--basis", default=None, help="依据"),
    click.option("--requirement", default=None, help="办理要求"),
    click.option("--lead", default=None, help="牵头单位"),
    click.option("--assisting", multiple=True, help="配合单位，可多次给出"),
    click.option("--area", default=None, help="区域编码"),
    click.option("--category", default=None, help="分类编码"),
    click.option("--step", default=None, help="督办级别"),
    click.option("--due", default=None, help="办结期限，如 2026-11-30；须为工作日"),
    click.option("--confidential/--open", default=None, help="是否仅限指定人员查看"),
    click.option("--reader", "readers", multiple=True, help="指定人员的用户名，可多次给出"),
    click.option("--note", default=None, help="说明"),
    click.option("--file", "files", multiple=True, help="附件的路径，可多次给出",
                 type=click.Path(exists=True, dir_okay=False, path_type=Path)),
)  # fmt: skip
ACTS = (
    click.option("--unit", default=None, help="改派给的单位，同 --lead"),
    click.option("--until", default=None, help="申请延至的日期"),
    click.option("--outcome", default=None, help="核实结论：true、false 或 known"),
    click.option("--checked", default=None, help="核验依据"),
    click.option("--proposal", default=None, help="回潮情况"),
    click.option("--version", type=int, default=None,
                 help="看到的最后一条过程的序号；其后有变动则不办"),
)  # fmt: skip
AS = click.option("--as", "login", default=None, help="以哪个账号的权限；不填为系统")
DOER = click.option("--as", "login", required=True, help="以哪个账号办理")


def _with(options: Iterable[Any]) -> Callable[[Any], Any]:
    def add(function: Any) -> Any:
        for option in reversed(tuple(options)):
            function = option(function)
        return function

    return add


def _deed(action: str) -> str:
    """Return what the log calls an action."""
    from style.texts import text

    return text("audit.task", what=text(f"task.action_{action}"))


@click.group("task", help="督办任务。")
def command() -> None:
    """Group the sub-commands."""


@command.command("list", help="列出督办任务，先到期的在前。")
@click.option("--jurisdiction", "code", required=True, help="地区编码")
@AS
@click.option("--state", "states", multiple=True, help="状态，可多次给出")
@click.option("--unit", default="", help="牵头或配合的单位")
@click.option("--area", default="", help="区域编码")
@click.option("--category", default="", help="分类编码")
@click.option("--step", default="", help="督办级别")
@click.option("--source", default="", help="来源")
@click.option("--colour", type=click.Choice(["red", "yellow", "blue", "none"]), default=None,
              help="颜色：红超期、黄滞后、蓝将到期")  # fmt: skip
@click.option("--words", default="", help="事项、编号、单位或要求中的字")
@click.option("--proposed", is_flag=True, help="只看提示回潮的")
@click.option("--order", type=click.Choice(["urgent", "newest", "oldest"]), default="urgent",
              help="次序")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 10_000), default=50)
@click.option("--offset", type=click.IntRange(0), default=0, help="略过前多少项")
@click.option("--json", "as_json", is_flag=True)
def list_(*, code: str, login: str | None, as_json: bool, colour: Any, **asked: Any) -> None:
    """List the tasks that the account's page would show."""
    from data_access.types import CallError
    from supervision.ladder import NAMES
    from supervision.states import STATES
    from supervision.store_reads import Asked
    from weisu import task_answer

    for given, known, what in ((asked["states"], STATES, "状态"),
                               (filter(None, (asked["step"],)), NAMES, "督办级别")):  # fmt: skip
        if unknown := [one for one in given if one not in known]:
            raise CallError(f"没有名为“{unknown[0]}”的{what}，可用：{'、'.join(known)}。")
    results, scope = _opened(login, f"列出督办任务 {code}")
    document = task_answer.listed(results, scope, Asked(code=code, colour=colour or "", **asked))
    _print(document, task_answer.list_lines, as_json)


@command.command("show", help="一项督办任务及其全部过程。")
@click.argument("task_id", metavar="ID", type=int)
@AS
@click.option("--json", "as_json", is_flag=True)
def show(*, task_id: int, login: str | None, as_json: bool) -> None:
    """Show one task."""
    from weisu import task_answer

    results, scope = _opened(login, f"查看督办任务 {task_id}")
    _print(task_answer.shown(results, scope, task_id), task_answer.show_lines, as_json)


@command.command("issue", help="签发督办任务，或拟稿。")
@click.option("--jurisdiction", "code", required=True, help="地区编码")
@DOER
@_with(FIELDS)
@click.option("--draft", is_flag=True, help="只拟稿，不签发")
@click.option("--insist", is_flag=True, help="同一事项已有任务时仍然签发")
@click.option("--json", "as_json", is_flag=True)
def issue(
    *, code: str, login: str, draft: bool, insist: bool, as_json: bool, files: Any, **given: Any
) -> None:
    """Begin a task."""
    from supervision.actions import begin

    action = "draft" if draft else "issue"
    results, scope = _opened(login, f"{_deed(action)} {code}")
    values, ready = _given(given), _files(files)
    task = begin(results, scope, code, action, values, files=ready, insist=insist)
    _done(results, scope, task, as_json)


@command.command("act", help="对一项督办任务办理一个操作，规则与页面相同。")
@click.argument("task_id", metavar="ID", type=int)
@click.argument("action", metavar="ACTION")
@DOER
@_with((*FIELDS, *ACTS))
@click.option("--json", "as_json", is_flag=True)
def act_(
    *, task_id: int, action: str, login: str, files: Any, unit: str | None, version: int | None,
    as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Do one thing to a task."""
    from data_access.types import CallError
    from supervision.actions import act
    from supervision.states import ACTIONS

    if action not in ACTIONS:
        raise CallError(f"没有名为“{action}”的操作，可用：{'、'.join(ACTIONS)}。没有做任何更改。")
    results, scope = _opened(login, f"{_deed(action)} {task_id}")
    values = _given(given if unit is None else {**given, "lead": unit})
    task = act(results, scope, task_id, action, values, version=version, files=_files(files))
    _done(results, scope, task, as_json)


@command.command("rebuild", help="由过程记录重新算出每项任务的现状，与库中的比较。")
@click.option("--repair", is_flag=True, help="把不一致的改为记录所得（留痕）")
@click.option("--json", "as_json", is_flag=True)
def rebuild_(*, repair: bool, as_json: bool) -> None:
    """Compare what is stored with what the events add up to; exit code 1 where it still differs."""
    from dataclasses import asdict

    from data_access.types import WeisuError
    from supervision.rebuild import rebuild

    results, scope = _opened(None, "核对督办任务")
    found = rebuild(results, scope, repair=repair)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        click.echo(f"督办任务 {found.tasks:,} 项，过程记录 {found.events:,} 条")
        for one in found.differences:
            why = f"记录不可用（{one.broken}）" if one.broken else "、".join(one.fields)
            click.echo(f"{one.task}\t{one.jurisdiction}\t{one.number}\t{why}")
    if left := len(found.differences) - found.repaired:
        words = "用 --repair 改为记录所得。" if not repair else "记录本身不可用，请从备份恢复。"
        raise WeisuError(f"{left} 项任务的现状与记录不一致。{words}")


def _opened(login: str | None, reason: str) -> tuple[ResultStore, Scope]:
    """Return the store, and the scope of an account or the product's own."""
    from data_access.results.store import ResultStore

    settings, store = opened()
    if login is None:
        scope = system_scope(store, reason)
    else:
        scope = account_scope(store, settings, login, reason)
    return ResultStore.open(store, settings), scope


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the call names; one that is given empty takes away what was there."""
    return {k: v for k, v in options.items() if v is not None and v != ()}


def _files(paths: Iterable[Path]) -> list[Attachment]:
    from supervision.attachments import Attachment

    return [Attachment(path.name, path.read_bytes()) for path in paths]


def _print(
    document: Mapping[str, Any], lines: Callable[[Any], Iterable[str]], as_json: bool
) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in lines(document):
        click.echo(line)


def _done(results: ResultStore, scope: Scope, task: Task, as_json: bool) -> None:
    """Say what a task is after an action; who gave it out of his hands sees only that it is."""
    from supervision.parties import sees
    from weisu import task_answer

    if not as_json:
        click.echo(task_answer.done_line(task))
        return
    short = {"id": task.id, "number": task.number, "state": task.state, "version": task.version}
    whole = task_answer.shown(results, scope, task.id) if sees(scope, task) else short
    click.echo(json.dumps(whole, ensure_ascii=False))
