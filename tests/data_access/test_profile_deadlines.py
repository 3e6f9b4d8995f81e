"""Time limits that a template names: counted in working hours or days, before the preset."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data_access import schemas
from data_access.importing.deadlines import fill_deadlines
from data_access.importing.load import ingest
from data_access.importing.profile import Jurisdiction, LimitRule, Profile
from data_access.importing.profile_files import ProfileError, parse_profile
from data_access.settings import Settings
from data_access.settings.working_hours import working_hours
from data_access.store.engine import Store
from data_access.store.tables import ticket_version
from tests.data_access.test_import import PLACE, SCOPE, write

HEAD = """profile: own
label: 本市
deadlines:
{rules}
tables:
  - entity: ticket
    columns: {{ticket_no: 编号, t_accept: 受理, t_dispatch: 派单, urgency: 级别, category_1: 大类}}
"""
RULES = """  - {when: {category_1: [供水, 供电], urgency: 紧急}, within: 4 工作小时}
  - {when: {urgency: 加急}, within: 24 小时}
  - {when: {category_1: 市政}, within: 3工作日}
  - {within: 7 日}"""
HERE = Jurisdiction(code="990101", name="演示县")
HOURS = working_hours("09:00-12:00,14:00-18:00")


def template(rules: str = RULES) -> Profile:
    return parse_profile(HEAD.format(rules=rules), Path("own.yaml"))


def due(
    category: str | None, urgency: str | None, sent: datetime | None, *, place: Jurisdiction = HERE,
    rules: list[LimitRule] | None = None, given: datetime | None = None,
) -> Any:  # fmt: skip
    columns: dict[str, list[Any]] = {f.name: [None] for f in schemas.TICKET.fields}
    columns |= {"category_1": [category], "urgency": [urgency], "t_dispatch": [sent]}
    columns |= {"deadline": [given], "ticket_type": ["投诉"]}
    chosen = template().deadlines if rules is None else rules
    fill_deadlines(schemas.TICKET, columns, place, chosen, HOURS)
    return columns["deadline"][0]


def at(text: str) -> datetime:
    """A moment in UTC that clocks in China show as ``text``."""
    from zoneinfo import ZoneInfo

    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("category", "urgency", "sent", "until"),
    [
        ("供水", "紧急", "2026-03-06 16:00", "2026-03-09 11:00"),  # Friday: 2 hours, 2 on Monday
        ("供电", "紧急", "2026-03-04 10:00", "2026-03-04 16:00"),  # noon is no working time
        ("供水", "加急", "2026-03-06 16:00", "2026-03-07 16:00"),  # the clock's hours
        ("市政", "普通", "2026-03-04 10:00", "2026-03-09 23:59:59"),
        ("供热", None, "2026-03-04 10:00", "2026-03-11 23:59:59"),
        (None, None, "2026-03-04 10:00", "2026-03-11 23:59:59"),
    ],
)
def test_the_first_rule_that_suits_counts(
    category: str | None, urgency: str | None, sent: str, until: str
) -> None:
    assert due(category, urgency, at(sent)) == at(until)


def test_what_the_source_says_stays_and_without_dispatch_nothing_is_due() -> None:
    said = at("2026-03-05 10:00")
    assert due("市政", None, at("2026-03-04 10:00"), given=said) == said
    assert due("市政", None, None) is None


def test_the_preset_is_for_what_no_rule_names() -> None:
    place = HERE.model_copy(update={"limits": "guangdong"})
    rules = template().deadlines[:1]
    sent = at("2026-03-04 10:00")
    assert due("供水", "紧急", sent, place=place, rules=rules) == at("2026-03-04 16:00")
    assert due("市政", None, sent, place=place, rules=rules) == at("2026-03-25 23:59:59")
    assert due("市政", None, sent, rules=rules) is None
    assert due("市政", None, sent, rules=[]) is None


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("  - {within: 4 工时}", "如 4 工作小时"),
        ("  - {within: 0 工作小时}", "0 日"),
        ("  - {when: {urgent: 紧急}, within: 1 日}", "是否为“urgency”"),
        ("  - {when: {status: 办理中}, within: 1 日}", "不能按“status”定"),
        ("  - {when: {urgency: 特别急}, within: 1 日}", "不在紧急程度的代码表中"),
        ("  - {within: 1 日}\n  - {when: {urgency: 紧急}, within: 2 小时}", "用不上"),
        ("  - {whn: {urgency: 紧急}, within: 2 小时}", "whn"),
    ],
)
def test_a_limit_that_cannot_be_counted_is_refused_with_its_line(rules: str, says: str) -> None:
    with pytest.raises(ProfileError, match=says) as refused:
        template(rules)
    assert all(line >= 3 for line, _ in refused.value.faults)


def test_an_import_counts_by_the_template_and_the_settings_hours(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    header = ("编号", "受理", "派单", "级别", "大类")
    rows: list[tuple[str, ...]] = [
        ("1", "2026-03-04 10:00", "2026-03-04 16:00", "紧急", "供水"),
        ("2", "2026-03-04 10:00", "", "紧急", "供水"),
    ]
    path = write(tmp_path / "t.csv", rows, header)
    place = PLACE.model_copy(update={"code": "990102", "limits": None})
    ingest(store, settings, SCOPE, path, template(), actor="t", place=place)
    with store.read() as connection:
        found = connection.execute(
            select(ticket_version.c.ticket_no, ticket_version.c.deadline)
        ).all()
    # 09:00 to 17:00: an hour on the day itself, three on the next.
    assert {r.ticket_no: r.deadline for r in found} == {"1": at("2026-03-05 12:00"), "2": None}
