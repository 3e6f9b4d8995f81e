"""A small city that has been imported once, and people of every role who look at its pages."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.server.viewer import Services, configure
from data_access.accounts import passwords
from data_access.extract.refresh import refresh
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings, load_settings
from data_access.store.engine import Store, migrate, open_store
from data_access.types import Scope
from tests.dashboards.admin_house import people
from tests.support.once import made_once
from tests.support.pages import half_width, installed_known
from tests.support.people import viewer
from tests.support.task_office import Office, office_of

TYPED = ("小区暖气不热,电话",)
"""What people typed into their tickets is shown as they typed it."""
LAST = date(2026, 10, 31)
DAYS = 500
STREETS = {"清河街道": 60_000, "城关街道": 90_000, "幸福镇": 30_000}
MATTERS = (
    ("公用事业", "集中供热", "供暖不热", "县供热公司"),
    ("住房与物业", "物业管理", "电梯故障", "县住建局"),
    ("城市管理", "噪声污染", "施工噪声", "县城管局"),
)
PLACE = Jurisdiction(code="330199", name="青山县", size="county")
ELSEWHERE = Jurisdiction(code="330198", name="白水县", size="county")


@dataclass(frozen=True)
class City:
    """Where the city's data lie."""

    settings: Settings
    store: Store
    folder: Path


def ticket_rows(seed: int = 7) -> list[dict[str, object]]:
    """Return 500 days of tickets with a burst of heating complaints in the last week."""
    dice = random.Random(seed)
    rows: list[dict[str, object]] = []
    for offset in range(DAYS):
        day = LAST - timedelta(days=DAYS - 1 - offset)
        matters = dice.choices(MATTERS, k=14 if day.weekday() < 5 else 9)
        streets = dice.choices(list(STREETS), weights=(3, 4, 2), k=len(matters))
        if (LAST - day).days < 7:
            matters += [MATTERS[0]] * 14
            streets += ["清河街道"] * 12 + ["城关街道"] * 2
        for matter, street in zip(matters, streets, strict=True):
            accepted = datetime.combine(day, datetime.min.time()) + timedelta(
                minutes=dice.randrange(8 * 60, 20 * 60)
            )
            rows.append(_ticket(len(rows), accepted, matter, street, dice))
    return rows


def _ticket(
    number: int, accepted: datetime, matter: tuple[str, ...], street: str, dice: random.Random
) -> dict[str, object]:
    closed = accepted + timedelta(hours=dice.expovariate(1 / 60))
    done = closed.date() <= LAST
    rated = done and dice.random() < 0.7
    return {
        "工单编号": f"QS{number:06d}",
        "来源渠道": dice.choice(["电话", "APP"]),
        "一级分类": matter[0],
        "二级分类": matter[1],
        "三级分类": matter[2],
        "主要内容": "小区暖气不热,电话13812345678",
        "联系电话": f"138{dice.randrange(10**8):08d}",
        "区县": "青山县",
        "街道": street,
        "主办单位": matter[3],
        "受理时间": accepted,
        "派单时间": accepted + timedelta(hours=1),
        "办结时间": closed if done else "",
        "截止时间": accepted + timedelta(days=5),
        "满意度": dice.choice(["满意", "满意", "满意", "不满意"]) if rated else "",
        "状态": "已办结" if done else "办理中",
        "是否保留": "剔除" if number % 50 == 0 else "保留",
    }


def write_csv(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write rows as a city would send them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def area_rows() -> list[dict[str, object]]:
    """Return the county and its streets with their population."""
    rows: list[dict[str, object]] = [
        {
            "区划编码": "330199",
            "上级区划": "",
            "区划级别": "county",
            "区划名称": "青山县",
            "常住人口": sum(STREETS.values()),
        }
    ]
    return rows + [
        {
            "区划编码": f"33019900{i}",
            "上级区划": "330199",
            "区划级别": "street",
            "区划名称": name,
            "常住人口": people,
        }
        for i, (name, people) in enumerate(STREETS.items(), 1)
    ]


def import_city(folder: Path) -> None:
    """Import the city's files; its home is ``var`` in the folder."""
    settings = load_settings(home=folder / "var", database_url="")
    settings.home.mkdir()
    store = open_store(settings)
    migrate(store)
    system = Scope.system("tests")
    bare = [
        {k: v for k, v in row.items() if k in ("工单编号", "受理时间", "二级分类")}
        for row in ticket_rows(3)[:40]
    ]
    for name, rows, place in (
        ("区划.csv", area_rows(), PLACE),
        ("工单.csv", ticket_rows(), PLACE),
        ("别处工单.csv", bare, ELSEWHERE),
    ):
        path = write_csv(folder / name, rows)
        ingest(store, settings, system, path, "standard", actor="tests", place=place)
    refresh(store, settings, lasting_measures())
    store.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The city, imported once for all; what a file's runs store in it no other file sees."""
    folder = tmp_path_factory.mktemp("city") / "own"
    shutil.copytree(made_once(tmp_path_factory, "city", import_city), folder)
    settings = load_settings(home=folder / "var", database_url="")
    store = open_store(settings)
    yield City(settings, store, folder)
    store.close()


@pytest.fixture(scope="session", autouse=True)
def installed() -> Iterator[None]:
    """What is installed does not change while tests run."""
    with installed_known():
        yield


@pytest.fixture(autouse=True)
def full_width(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever page a test runs: its sentences have full-width punctuation."""
    run, found = AppTest.run, []

    @wraps(run)
    def watched(self: AppTest, **options: Any) -> AppTest:
        done = run(self, **options)
        found.extend(half_width(done._tree))
        return done

    monkeypatch.setattr(AppTest, "run", watched)
    yield
    assert [words for words in found if not any(own in words for own in TYPED)] == []


@pytest.fixture
def office(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The city's store copied, with people in it."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    with office_of(city.settings.home, tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def look(city: City) -> Callable[..., Services]:
    """Make the pages run for someone of a role."""

    def start(role: str, **limits: frozenset[str] | None) -> Services:
        return configure(city.settings, city.store, viewer=viewer(role, city.settings, **limits))

    return start


@pytest.fixture
def house(
    settings: Settings, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> tuple[Settings, Store]:
    """A store with an account of every role, named like it."""
    monkeypatch.setattr(passwords, "hash_password", lambda _: "not a hash")
    people(settings, sqlite_store)
    return settings, sqlite_store
