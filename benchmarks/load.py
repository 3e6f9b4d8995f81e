"""``python -m benchmarks load``: how long people wait when many click at once, and how it grows.

So many browsers sign in by the form, open 今日要情 and choose other days every few seconds, over
Streamlit's own protocol. A click lasts from its sending to the last message of the run that it
starts. Almost every click asks for days that nobody has asked for before, so little comes from a
cache: the dearest kind of click. A person who has to wait longer than the pause clicks again at
once. The browsers share the machine with the server: how much they take is said.

Prints one JSON document: a row for every number of people, of processes, with a night beside the
server and without.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.load_browser import BrokenPageError, Browser
from benchmarks.load_site import (
    LOGIN,
    PASSWORD,
    build_night,
    build_pages,
    cpu_of_machine,
    cpu_of_tree,
    nights,
    serving,
)

USERS = [5, 10, 20, 50]
TICKETS, NIGHT_TICKETS = 1_000_000, 30_000
ARRIVAL_SECONDS = 0.5
_SEED = 12


def main(arguments: list[str]) -> int:
    """Build the data, measure what was asked for, print it, and clean up."""
    given = _parser().parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory(prefix="weisu-load-") as name:
        work = Path(name)
        sys.stderr.write(f"writing {given.tickets} tickets …\n")
        home, first, last = build_pages(work, given.tickets)
        night = build_night(work, given.night_tickets) if "yes" in given.night else None
        for processes in given.processes:
            for beside in given.night:
                for users in given.users:
                    sys.stderr.write(f"{processes} processes, night {beside}, {users} people …\n")
                    crowd = _Crowd(users, given.interval, given.seconds, first, last)
                    row = _measure(home, processes, night if beside == "yes" else None, crowd)
                    rows.append({"tickets": given.tickets, **row})
                    sys.stderr.write(f"  {json.dumps(rows[-1])}\n")
    sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks load", description=__doc__)
    numbers = _list_of(int)
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--users", type=numbers, default=USERS, help="people, as 5,10,20,50")
    parser.add_argument("--processes", type=numbers, default=[1, cores], help=f"as 1,{cores}")
    parser.add_argument(
        "--night", type=_list_of(_night), default=["no", "yes"], help="no, yes or both"
    )
    parser.add_argument("--interval", type=float, default=5.0, help="seconds between clicks")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they click")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="tickets under the pages")
    parser.add_argument("--night-tickets", type=int, default=NIGHT_TICKETS, help="the night's own")
    return parser


def _night(word: str) -> str:
    if word not in {"no", "yes"}:
        raise argparse.ArgumentTypeError(word)
    return word


def _list_of(kind: Any) -> Any:
    return lambda text: [kind(part) for part in text.split(",")]


class _Crowd:
    """People who click; what they saw is kept."""

    def __init__(
        self, users: int, interval: float, seconds: float, first: date, last: date
    ) -> None:
        self.users, self.interval, self.seconds = users, interval, seconds
        self._first, self._last = first, last
        self.clicks: list[float] = []
        self.pages: list[float] = []
        self.sign_ins: list[float] = []
        self.errors: list[str] = []

    async def come(self, port: int) -> list[tuple[Browser, random.Random]]:
        """Sign in and open the page, one after the other every half second."""
        found = []
        for number in range(self.users):
            browser, rng = Browser("127.0.0.1", port), random.Random(_SEED * 1000 + number)
            self.sign_ins.append(await asyncio.to_thread(browser.sign_in, LOGIN, PASSWORD))
            found.append((browser, rng))
        opening = []
        for browser, rng in found:
            opening.append(asyncio.create_task(self._open(browser, rng)))
            await asyncio.sleep(ARRIVAL_SECONDS)
        opened = await asyncio.gather(*opening)
        return [one for one, fine in zip(found, opened, strict=True) if fine]

    async def _open(self, browser: Browser, rng: random.Random) -> bool:
        first, last = self._days(rng)
        query = {"from": first.isoformat(), "to": (last + timedelta(days=1)).isoformat()}
        return await self._timed(self.pages, browser.open("today", query))

    async def _timed(self, kept: list[float], run: Any) -> bool:
        try:
            kept.append((await run).seconds)
        except (BrokenPageError, OSError) as error:
            self.errors.append(str(error)[:200])
            return False
        return True

    async def click(self, browser: Browser, rng: random.Random, end: float) -> None:
        """Choose other days every few seconds until the time is over."""
        due = time.monotonic() + rng.uniform(0, self.interval)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not await self._timed(self.clicks, browser.pick_days(*self._days(rng))):
                return
            due = max(due + self.interval * rng.uniform(0.8, 1.2), time.monotonic())

    def _days(self, rng: random.Random) -> tuple[date, date]:
        """Return a week or a month that ends somewhere in the later half of the data."""
        span = rng.choice((7, 30))
        half = (self._last - self._first).days // 2
        last = self._last - timedelta(days=rng.randrange(max(1, half - span)))
        return max(self._first, last - timedelta(days=span - 1)), last


def _measure(home: Path, processes: int, night: Path | None, crowd: _Crowd) -> dict[str, Any]:
    beside: AbstractContextManager[list[Any]] = nullcontext([]) if night is None else nights(night)
    with serving(home, processes) as (port, pid), beside as ran:
        used = asyncio.run(_visit(crowd, port, pid, ran))
    clicks = sorted(crowd.clicks) or [float("nan")]
    return {
        "processes": processes,
        "people": crowd.users,
        "night": night is not None,
        "interval_s": crowd.interval,
        "clicks": len(crowd.clicks),
        "median_s": round(statistics.median(clicks), 3),
        "p95_s": round(clicks[int(0.95 * (len(clicks) - 1))], 3),
        "max_s": round(clicks[-1], 3),
        "first_page_median_s": round(statistics.median(crowd.pages or [float("nan")]), 3),
        "first_page_max_s": round(max(crowd.pages, default=float("nan")), 3),
        "sign_in_median_s": round(statistics.median(crowd.sign_ins), 3),
        "errors": len(crowd.errors),
        "error": crowd.errors[0] if crowd.errors else "",
        **used,
    }


async def _visit(crowd: _Crowd, port: int, pid: int, ran: list[Any]) -> dict[str, float]:
    """Let the crowd come and click; return who used how much of the processors meanwhile."""
    browsers = await crowd.come(port)
    began = time.monotonic()
    before = (cpu_of_tree(pid), _cpu_of_nights(ran), time.process_time(), cpu_of_machine())
    end = began + crowd.seconds
    await asyncio.gather(*(crowd.click(*one, end) for one in browsers))
    seconds = time.monotonic() - began
    after = (cpu_of_tree(pid), _cpu_of_nights(ran), time.process_time(), cpu_of_machine())
    server, nightly, ours, all_together = (b - a for a, b in zip(before, after, strict=True))
    for browser, _ in browsers:
        await browser.close()
    return {
        "server_cpu_ms_a_click": round(1000 * server / max(1, len(crowd.clicks)), 1),
        "server_cores": round(server / seconds, 2),
        "browsers_cores": round(ours / seconds, 2),
        "night_cores": round(nightly / seconds, 2),
        "others_cores": round((all_together - server - ours - nightly) / seconds, 2),
    }


def _cpu_of_nights(ran: list[Any]) -> float:
    """Return the processor seconds of the nights that are over and of the one that runs."""
    over = resource.getrusage(resource.RUSAGE_CHILDREN)
    return over.ru_utime + over.ru_stime + sum(cpu_of_tree(night.pid) for night in ran)
