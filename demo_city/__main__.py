"""``python -m demo_city --out DIR --last-day 2026-06-30``: writes the files without the product."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from demo_city import write_city


def main(arguments: list[str] | None = None) -> int:
    """Write the files; returns 0, or 1 where they can't be written (2: argparse, a wrong call)."""
    parser = argparse.ArgumentParser(
        prog="python -m demo_city", description="生成虚构县级市“澄川市”的热线数据文件"
    )
    parser.add_argument("--out", type=Path, required=True, help="写入的文件夹")
    parser.add_argument(
        "--last-day", type=date.fromisoformat, required=True, help="最后一天，如 2026-06-30"
    )
    parser.add_argument("--days", type=int, default=1461, help="天数(默认 1461,即四年)")
    parser.add_argument("--per-day", type=float, default=150, help="平均每天工单数(默认 150)")
    parser.add_argument("--seed", type=int, default=12345, help="随机种子(默认 12345)")
    parser.add_argument("--no-words", action="store_true", help="不生成正文，速度更快")
    parser.add_argument("--no-faults", action="store_true", help="不放入数据差错")
    parser.add_argument("--no-truth", action="store_true", help="不写真值文件夹 truth/")
    parser.add_argument(
        "--dangers", action="store_true", help="部分工单提到人身危险，部分只是听起来像"
    )
    given = parser.parse_args(arguments)
    if given.days < 1 or given.per_day <= 0:
        parser.error("--days 至少为 1,--per-day 须大于 0")

    def show(text: str, share: float) -> None:
        sys.stderr.write(f"\r{share:4.0%} {text}")
        sys.stderr.flush()

    try:
        counts = write_city(
            given.out, seed=given.seed, days=given.days, per_day=given.per_day,
            last_day=given.last_day, words=not given.no_words,
            faults=not given.no_faults, truth=not given.no_truth,
            dangers=given.dangers, progress=show,
        )  # fmt: skip
    except OSError as error:
        sys.stderr.write(
            f"\n无法写入 {given.out}:{error.strerror or error}。请检查文件夹权限和磁盘空间。\n"
        )
        return 1
    sys.stderr.write("\n")
    for name, count in counts.items():
        sys.stdout.write(f"{name}.csv\t{count}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
