"""A task's whole way in a browser: three people, each in a session of his own, and two at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import open_store
from supervision.actions import act, begin
from supervision.store_reads import events_of, one
from supervision.task import Event, Task
from tests.dashboards.conftest import PLACE
from tests.e2e import pdf_text, small_city
from tests.e2e.browsing import DESKTOP, PHONE, Watch, run, settled
from tests.e2e.site import Site, serving
from tests.e2e.test_screens import LEAST_PX, OVERFLOW, STICKS_OUT, TOO_SMALL

UNIT = "县供热公司"
PEOPLE: tuple[small_city.Person, ...] = (
    ("office", "governance", None),
    ("checker", "governance", None),
    ("leader", "leader", None),
    ("unit", "department", [UNIT]),
)
HOME = {"office": "tasks", "checker": "tasks", "leader": "progress", "unit": "mytasks"}
"""The page on which somebody works with tasks."""
PHOTO = {"name": "现场.png", "mimeType": "image/png",
         "buffer": b"\x89PNG\r\n\x1a\n" + b"\0" * 64}  # fmt: skip
WAYS = [
    "issue", "sign", "ask_extension", "grant", "report", "return", "report", "verify", "close",
    "propose_reopen", "reopen",
]  # fmt: skip
TAP_PX = 40
"""Least height of what a finger presses."""


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the small city with its warnings."""
    settings = small_city.build(tmp_path_factory, PEOPLE)
    with serving(settings.home, web_processes=1) as site:
        yield site


@pytest.fixture
def results(warned: Site) -> Iterator[ResultStore]:
    """The server's own store, as the night has it."""
    settings = load_settings(home=warned.home, database_url="")
    store = open_store(settings)
    yield ResultStore.open(store, settings)
    store.close()


@dataclass(frozen=True)
class Desk:
    """Somebody at his own browser."""

    page: Page
    who: str
    address: str

    def look(self, task: int = 0, path: str = "") -> Desk:
        """Open his page of tasks, or another one."""
        query = f"?task={task}" if task else ""
        self.page.goto(f"{self.address}/{path or HOME[self.who]}{query}")
        settled(self.page)
        return self

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        settled(self.page)

    def do(self, action: str, send: str, *, note: str = "", photo: bool = False) -> None:
        """Press an action's button, type into its form, and send it."""
        self.press(action)
        if note:
            self.note.fill(note)
        if photo:
            self.form.locator("input[type=file]").set_input_files(PHOTO)  # type: ignore[arg-type]
            expect(self.form.get_by_text("现场.png")).to_be_visible()
        self.send(send)
        self.done()

    def send(self, name: str) -> None:
        self.form.get_by_role("button", name=name, exact=True).click()

    def done(self) -> None:
        """Wait until what was sent is done: its form is gone."""
        expect(self.form).to_have_count(0)
        settled(self.page)

    @property
    def form(self) -> Locator:
        return self.page.locator("[class*=st-key-part_form_]")

    @property
    def note(self) -> Locator:
        return self.form.locator("textarea").last

    @property
    def task(self) -> Locator:
        return self.page.locator("[class*=st-key-part_opened_]")


@pytest.fixture
def watch(warned: Site) -> Iterator[Watch]:
    """What must not happen, on this server."""
    watch = Watch(warned.address)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def sit(warned: Site, tab: Callable[..., Page]) -> Callable[..., Desk]:
    """Lets somebody sit at a browser of his own, signed in."""

    def signed_in(who: str, size: dict[str, int] = DESKTOP) -> Desk:
        return Desk(tab(who, size), who, warned.address)

    return signed_in


def issued_from_a_warning(office: Desk) -> int:
    """Issue the first warning's task where it is seen; return its number in the address."""
    first = office.look(path="warnings").page.locator("[class*=st-key-part_warning_]").first
    first.get_by_role("button", name="交办").click()
    office.page.get_by_role("button", name="签发", exact=True).click()
    link = first.get_by_role("link", name=re.compile("待签收"))
    expect(link).to_be_visible()
    found = re.search(r"task=(\d+)", link.get_attribute("href") or "")
    assert found is not None
    return int(found[1])


def told(results: ResultStore, task: int) -> tuple[Task, list[Event]]:
    found = one(results.store, small_city.SYSTEM, task)
    assert found is not None
    return found, events_of(results.store, small_city.SYSTEM, task)


def test_the_whole_way_by_three_people(sit, results):
    office, unit, checker = sit("office"), sit("unit", PHONE), sit("checker")
    task = issued_from_a_warning(office)
    unit.look().press("查看并签收")
    unit.do("签收", "确认签收")
    unit.do("申请延期", "提交延期申请", note="配件周五到货")
    office.look(task)
    expect(office.task).to_contain_text("配件周五到货")
    office.do("同意延期", "同意延期")
    unit.look(task).do("报送结果", "报送结果", note="已更换阀门", photo=True)
    checker.look(task)
    with checker.page.expect_download() as waiting:
        checker.task.get_by_role("button", name=re.compile("现场.png")).click()
    assert waiting.value.path().read_bytes() == PHOTO["buffer"]
    checker.do("退回重办", "确认退回重办", note="两户仍不热")
    unit.look(task)
    expect(unit.task).to_contain_text("两户仍不热")
    unit.do("报送结果", "报送结果", note="逐户测温达标")
    checker.look(task).do("核验通过", "核验通过", note="回访五户，均已解决")
    office.look(task).do("办结", "确认办结")
    proposal = {"event": "E1", "n": 4, "last": "2026-10-31"}
    given = {"note": "办结后又有4件同类诉求", "proposal": proposal}
    act(results, small_city.SYSTEM, task, "propose_reopen", given)
    office.look(task)
    expect(office.task).to_contain_text("办结后又有4件同类诉求")
    office.do("重新办理", "重新办理", note="同一小区再次不热")
    unit.look(task)
    expect(unit.task).to_contain_text("同一小区再次不热")
    now, events = told(results, task)
    assert [e.action for e in events] == WAYS
    assert [e.actor for e in events] == [
        "office", "unit", "unit", "office", "unit", "checker", "unit", "checker", "office",
        small_city.SYSTEM.actor, "office",
    ]  # fmt: skip
    assert (now.state, now.lead, now.reopened, now.source_kind) == ("reopened", UNIT, 1, "warning")


@pytest.fixture
def signed(results) -> int:
    """A task that its unit has signed."""
    scope = small_city.scope(results, "office")
    given = {"title": "城关街道供热不热", "requirement": "恢复供热。", "lead": UNIT,
             "due": small_city.workday(5)}  # fmt: skip
    task = begin(results, scope, PLACE.code, "issue", given)
    return act(results, small_city.scope(results, "unit"), task.id, "sign").id


def test_two_at_once_the_second_is_told_and_keeps_his_words(sit, results, signed):
    quick, slow = sit("office").look(signed), sit("checker").look(signed)
    slow.press("升级督办")
    slow.note.fill("群众集中来电，需现场督办")
    quick.do("调整期限", "调整期限", note="等配件")
    slow.send("确认升级")
    said = slow.page.get_by_role("alert").filter(has_text="office")
    expect(said).to_contain_text("调整期限")
    expect(slow.note).to_have_value("群众集中来电，需现场督办")
    assert told(results, signed)[1][-1].action == "change_due"
    slow.send("确认升级")
    slow.done()
    now, events = told(results, signed)
    last = events[-1]
    assert (last.action, last.actor, last.note) == ("climb", "checker", "群众集中来电，需现场督办")
    assert now.step != "phone"


@pytest.mark.parametrize("who", ["office", "unit"])
def test_a_task_is_printed_on_one_sheet_and_nothing_else(sit, signed, who):
    desk = sit(who).look(signed)
    sheet = desk.page.pdf(prefer_css_page_size=True)
    assert pdf_text.pages(sheet) == 1
    said = pdf_text.words(sheet)
    for part in ("督办单", "城关街道供热不热", "恢复供热", UNIT, "颜色规则"):
        assert part in said
    assert not {w for w in ("看板", "下一步", "等我办理", "催办") if w in said}


@pytest.mark.parametrize("who", ["office", "leader", "unit"])
def test_a_task_fits_a_phone_and_its_buttons_a_finger(sit, signed, who):
    desk = sit(who, PHONE).look(signed)
    if who != "leader":
        expect(desk.task).to_contain_text("恢复供热")
    assert max(run(desk.page, OVERFLOW)) <= 0
    assert run(desk.page, STICKS_OUT) == []
    assert run(desk.page, TOO_SMALL, LEAST_PX) == []
    if who == "unit":
        for button in desk.task.locator("[class*=st-key-deeds_main] button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= TAP_PX
