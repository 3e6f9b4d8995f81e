"""``weisu``: the command line. Commands are imported when they are called, so help is quick.

Exit codes: 0 done, 1 the data or the result is at fault, 2 the call is.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import cast

import click
from click.exceptions import NoArgsIsHelpError

# name -> (module in weisu.commands, one line of help)
COMMANDS = {
    "up": ("up", "启动：建库、空库载入演示城市、提供网页并在旁运行流水线"),
    "demo": ("demo", "生成演示城市的文件；--load 同时载入"),
    "ingest": ("ingest", "导入文件：FILE --profile NAME"),
    "watch": ("watch", "看管投递目录：FOLDER --profile NAME"),
    "profile": ("profile", "导入模板：list、check、suggest"),
    "batch": ("batch", "导入批次：list、undo"),
    "quarantine": ("quarantine", "隔离区：list、export、retry"),
    "rescrub": ("rescrub", "脱敏规则更新后，从保密库的原文重新脱敏"),
    "refresh": ("refresh", "把分析文件更新到最新"),
    "run": ("run", "夜间流水线，可续跑，同时只有一个"),
    "serve": ("serve", "提供网页"),
    "scheduler": ("scheduler", "定时执行流水线"),
    "metric": ("metric", "查询一个指标及其口径"),
    "tickets": ("tickets", "工单：find 查工单、show 看一件"),
    "hotspots": ("hotspots", "当前的热点、状态与重复诉求"),
    "forecast": ("forecast", "预测此后若干天的工单量"),
    "warnings": ("warnings", "正在进行的预警，按要紧程度排列，附依据"),
    "deadlines": ("deadlines", "即将到期的工单及其超期可能"),
    "events": ("events", "事件登记：同一件事的预警、主题、重复诉求归在一个编号下"),
    "geo": ("geo", "区域边界：import、list；工单的地点：place 识别、places 清单"),
    "task": ("task", "督办任务：list、show、issue、act、rebuild"),
    "scorecard": ("scorecard", "承办单位评分卡：各项指标、期望值和范围"),
    "evaluate": (
        "evaluate",
        "用没见过的数据检验模型：hotspots、forecasting、warnings、events、places",
    ),
    "notify": ("notify", "站外通知：test、list、send、retry"),
    "views": ("views", "常用视图：list、delete"),
    "account": ("account", "账号：create、list、password、change、contact、disable、enable"),
    "wall-screen": ("wall_screen", "大屏：create、list、end，口令只能看大屏"),
    "audit": ("audit", "审计：verify、list"),
    "backup": ("backup", "备份数据库、自己的模板与设置，可在服务运行时执行"),
    "restore": ("restore", "从备份恢复"),
    "keys": ("keys", "密钥：list、rotate"),
    "first-run": ("first_run", ""),
    "web-process": ("web_process", ""),
    "doctor": ("doctor", "检查本机与数据是否就绪"),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"weisu.commands.{COMMANDS[cmd_name][0]}").command
        return cast("click.Command", command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above."""
        with formatter.section("命令"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items() if line])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="weisu", prog_name="weisu")
def cli() -> None:
    """未诉：12345 热线分析与决策。"""


def main() -> None:
    """Run the command line; what is at fault is said in words, without a stack trace."""
    import os

    from data_access.types import CallError, WeisuError

    # What is written here, and by all processes that are started from here, is its owner's only.
    os.umask(0o077)

    try:
        code = cli.main(prog_name="weisu", standalone_mode=False)
    except WeisuError as error:
        from style.wording import punctuate

        click.echo(f"错误：{punctuate(str(error))}", err=True)
        sys.exit(2 if isinstance(error, CallError) else 1)
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        from weisu.call_errors import call_words

        click.echo(f"错误：{call_words(error)}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("已中止。", err=True)
        sys.exit(1)
    except Exception as error:
        from weisu.outside_errors import outside_words

        words = outside_words(error)
        if not words:
            raise
        click.echo(f"错误：{words}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
