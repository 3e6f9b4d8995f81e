"""How much a day's work costs its user: clicks, seconds and scrolls, counted in Chromium.

``python -m benchmarks.tasks_of_a_day --home PATH --as leader=NAME --as governance=NAME …`` does
tasks of a day with the accounts given for each role (their password: ``WEISU_LOOK_PASSWORD``),
each from the account's own first page, and prints one JSON document. The installation is changed:
a task is issued, a note sent, an account made, an original opened; look at a copy. Typing counts
as one click a field. A task that cannot be done says why.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load_site import serving

MOST_CLICKS, MOST_SECONDS = 6, 30.0
ROWS_AT = 53
"""px from a list's top to the middle of its first row."""


@dataclass
class Hand:
    """A user's hand at a page: counts what it does."""

    page: Any
    address: str
    clicks: int = 0
    scrolls: int = 0

    def click(self, what: Any, *, at: tuple[float, float] | None = None) -> None:
        """Click something, after scrolling to it where it is out of view."""
        what.wait_for()
        self._see(what)
        self.clicks += 1
        what.click(position={"x": at[0], "y": at[1]} if at else None)

    def type(self, what: Any, words: str, *, send: bool = False) -> None:
        """Fill a field; Enter where it is sent."""
        what.wait_for()
        self._see(what)
        self.clicks += 1
        what.fill(words)
        if send:
            what.press("Enter")

    def row(self, nth: int = 0) -> None:
        """Click a row of the first list."""
        found = self.page.get_by_test_id("stDataFrame").first
        self.click(found, at=(110, ROWS_AT + 35 * nth))

    def go(self, words: str) -> None:
        """Ctrl+K, a part of the name, Enter."""
        self.page.keyboard.press("Control+k")
        field = self.page.get_by_role("dialog").get_by_role("combobox").first
        field.wait_for()
        self.clicks += 2
        field.fill(words)
        self.page.get_by_role("option").first.wait_for()
        field.press("Enter")

    def _see(self, what: Any) -> None:
        """Count the screens that are scrolled to what is out of view."""
        box, height = what.bounding_box(), self.page.viewport_size["height"]
        if box is not None and not 0 <= box["y"] <= height - 20:
            self.scrolls += max(1, int(abs(box["y"]) // height))


# ---------------------------------------------------------------- the tasks


def matters_tickets(hand: Hand) -> None:
    """The tickets of the first matter of the day."""
    hand.click(hand.page.locator(".weisu-matters a").filter(has_text="查看工单").first)
    hand.page.wait_for_url("**/tickets?**")


def why_satisfaction_changed(hand: Hand) -> None:
    """Why 满意率 is as it is, and in one street."""
    hand.go("满意率")
    hand.page.wait_for_url("**/compare?**")
    hand.page.get_by_text("构成").first.wait_for()


def instruct(hand: Hand) -> None:
    """A leader's note on a task that is stuck."""
    hand.click(hand.page.get_by_test_id("stSidebarNavLink").filter(has_text="督办进展"))
    hand.click(hand.page.locator("[class*=st-key-instruct_]").first.get_by_role("button").first)
    hand.type(
        hand.page.locator("[data-testid=stPopoverBody] textarea").first, "请本周内解决，报结果"
    )
    send = hand.page.locator("[data-testid=stPopoverBody]").get_by_role("button")
    hand.click(send.filter(has_text=re.compile("批示")).first)
    hand.page.get_by_test_id("stAlert").first.wait_for()


def first_of_the_day(hand: Hand) -> None:
    """The office's first matter, opened beside the list with what may be done to it."""
    hand.row()
    hand.page.locator(
        "[class*=st-key-part_opened_], [class*=st-key-part_warning_]"
    ).first.wait_for()


def overdue_list_as_task(hand: Hand) -> None:
    """The overdue tickets of a unit become a task that is issued."""
    hand.click(hand.page.get_by_test_id("stSidebarNavLink").filter(has_text="督办任务"))
    hand.click(hand.page.get_by_text("需要督办的工单").first)
    part = hand.page.locator(".st-key-part_problem")
    hand.click(part.get_by_test_id("stDataFrame").first, at=(12, ROWS_AT))
    hand.click(part.get_by_role("button").filter(has_text=re.compile("交办|督办")).first)
    hand.click(hand.page.get_by_role("button", name="签发", exact=True).last)
    hand.page.get_by_text("待签收").first.wait_for()


def callers_ticket(hand: Hand) -> None:
    """Find a ticket by what the caller said, and open its original with a reason."""
    hand.go("查工单")
    hand.page.wait_for_url("**/tickets**")
    hand.type(hand.page.locator("[class*=st-key-tickets_q_] input"), "电梯", send=True)
    hand.page.wait_for_url("**q=**")
    hand.row()
    hand.click(hand.page.get_by_role("button", name="查看原文"))
    reason = hand.page.get_by_role("dialog").get_by_label("事由")
    hand.type(reason, "核实诉求人反映市长信箱事项", send=True)
    hand.page.locator(".weisu-original").wait_for()


def sign_for_a_task(hand: Hand) -> None:
    """A unit signs for the task that waits for it."""
    waiting = hand.page.locator(".weisu-levels li").filter(has_text="待签收")
    hand.click(waiting.get_by_role("link").first)
    hand.click(hand.page.get_by_role("button", name=re.compile("签收")).first)
    hand.click(hand.page.get_by_role("button", name="确认签收"))
    hand.page.get_by_text("已签收").first.wait_for()


def due_soon(hand: Hand) -> None:
    """What falls due soon, as tickets."""
    hand.click(hand.page.get_by_role("link").filter(has_text=re.compile("查看.*工单")).first)
    hand.page.wait_for_url("**/tickets?**")


def table_as_workbook(hand: Hand) -> None:
    """The table behind a picture as a workbook."""
    hand.click(hand.page.get_by_text("查看数据").first)
    with hand.page.expect_download():
        hand.click(hand.page.get_by_test_id("stDownloadButton").get_by_role("button").first)


def new_account(hand: Hand) -> None:
    """An account for a new leader."""
    if "/accounts" not in hand.page.url:
        hand.click(hand.page.get_by_test_id("stSidebarNavLink").filter(has_text="账号"))
    hand.click(hand.page.get_by_role("button", name="新建账号"))
    form = hand.page.locator(".st-key-part_opened_account")
    hand.type(form.get_by_role("textbox", name="用户名"), f"xin{secrets.token_hex(3)}")
    hand.type(form.get_by_role("textbox", name="姓名"), "王五")
    hand.type(form.get_by_role("combobox", name="角色"), "领导")
    hand.page.get_by_role("option", name="领导", exact=True).click()
    hand.click(form.get_by_role("button", name="建立账号"))
    hand.page.get_by_role("dialog").locator("code").wait_for()


def who_opened_an_original(hand: Hand) -> None:
    """Who opened an original, and why."""
    hand.type(hand.page.get_by_role("combobox", name="操作", exact=True), "查看原文")
    hand.page.get_by_role("option").first.click()
    hand.row()
    hand.page.locator(".st-key-part_opened_entry").wait_for()


def failing_model(hand: Hand) -> None:
    """How well the forecasts have held."""
    hand.go("趋势预测")
    hand.page.wait_for_url("**/forecast**")
    hand.page.get_by_text("偏差").first.wait_for()


TASKS: tuple[tuple[str, Callable[[Hand], None]], ...] = (
    ("leader", matters_tickets),
    ("leader", why_satisfaction_changed),
    ("leader", instruct),
    ("governance", first_of_the_day),
    ("governance", overdue_list_as_task),
    ("governance", callers_ticket),
    ("department", due_soon),
    ("department", sign_for_a_task),
    ("evaluator", table_as_workbook),
    ("analyst", failing_model),
    ("security_admin", new_account),
    ("audit_admin", who_opened_an_original),
)


def main() -> int:
    """Do the tasks and print what they cost."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.browsing import launch

    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tasks_of_a_day", description=__doc__
    )
    parser.add_argument("--home", type=Path, required=True, help="WEISU_HOME, a copy")
    parser.add_argument("--as", action="append", required=True, dest="people", metavar="ROLE=NAME")
    parser.add_argument("--only", default="", help="some tasks, apart by commas")
    given = parser.parse_args()
    people = dict(one.split("=", 1) for one in given.people)
    wanted = set(given.only.split(",")) if given.only else None
    rows: list[dict[str, Any]] = []
    with serving(given.home.resolve(), processes=1) as (port, _), sync_playwright() as player:
        browser = launch(player)
        for role, task in TASKS:
            if role in people and (wanted is None or task.__name__ in wanted):
                rows.append(_counted(browser, f"http://127.0.0.1:{port}", people[role], role, task))
                sys.stderr.write(f"{rows[-1]}\n")
        browser.close()
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    return 0


def _counted(
    browser: Any, address: str, login: str, role: str, task: Callable[[Hand], None]
) -> dict[str, Any]:
    """Do one task from the account's first page; the seconds hold the machine's waiting only."""
    from playwright.sync_api import Error

    from tests.e2e.browsing import DESKTOP, Watch, fill_in, new_profile, settled

    profile = new_profile(browser, DESKTOP)
    page = Watch(address).over(profile.new_page())
    page.goto(address)
    fill_in(page, login, os.environ["WEISU_LOOK_PASSWORD"])
    page.wait_for_url(lambda url: "signin" not in url)
    settled(page)
    hand, failed, began = Hand(page, address), "", time.perf_counter()
    try:
        task(hand)
        settled(page)
    except (Error, AssertionError) as error:
        failed = f"{page.url}: {str(error).splitlines()[0]}"
    row: dict[str, Any] = {
        "task": (task.__doc__ or "").strip(), "name": task.__name__, "role": role,
        "clicks": hand.clicks, "seconds": round(time.perf_counter() - began, 1),
        "scrolls": hand.scrolls, "most_clicks": MOST_CLICKS, "most_seconds": MOST_SECONDS,
    }  # fmt: skip
    if failed:
        row["failed"] = failed
    profile.close()
    return row


if __name__ == "__main__":
    sys.exit(main())
