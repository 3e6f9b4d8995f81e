"""A template taken further by a file's own columns: kept, found, used; no other one changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.importing.load import ingest
from data_access.importing.own_profile import free_fields, save_profile, taken_further
from data_access.importing.preview import preview
from data_access.importing.profile_files import list_profiles, load_profile, parse_profile
from data_access.importing.readers.header import clean_name
from data_access.settings import Settings
from data_access.store import audit
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import ticket_version
from data_access.types import NotAllowedError, Scope, WeisuError
from tests.data_access.test_import import HEADER, PLACE, SCOPE, row, write

OWN = ("坐席备注", "渠道名")
ADMIN = Scope("guanli", frozenset({"import.run"}), None)
SHIPPED = load_profile("standard", Path("/nonexistent"))
TICKETS = next(t for t in SHIPPED.tables if t.entity == "ticket")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [(*row(str(n)), f"备注{n}", "电话") for n in range(3)]
    return write(tmp_path / "t.csv", rows, (*HEADER, *OWN))


def save(store: Store, settings: Settings, chosen: dict[str, str], scope: Scope = ADMIN,
         label: str = "热线平台导出表") -> str:  # fmt: skip
    return save_profile(store, settings, scope, SHIPPED, TICKETS, chosen, label=label)


def test_a_column_that_nobody_knew_is_imported_by_the_own_template(
    store: Store, settings: Settings, file: Path
) -> None:
    found = preview(file, SHIPPED, utc_now(), jurisdiction=PLACE)
    assert "source_channel" in {f.name for f in free_fields(found.table, found.header)}
    name = save(store, settings, {"渠道名": "source_channel"})
    own = load_profile(name, settings.home)
    again = preview(file, own, utc_now(), jurisdiction=PLACE)
    assert again.rows[0].values["source_channel"] == "电话"
    assert again.rows[0].values["ticket_no"] == "0"
    ingest(store, settings, SCOPE, file, name, actor="t", place=PLACE)
    with store.read() as connection:
        channels = connection.execute(select(ticket_version.c.source_channel)).scalars().all()
    assert set(channels) == {"电话"}
    assert load_profile("standard", settings.home) == SHIPPED
    (entry,) = audit.entries(store, SCOPE, action="profile.save")
    assert (entry.actor, entry.about) == ("guanli", "热线平台导出表")


def test_the_own_template_fits_the_file_best(store: Store, settings: Settings, file: Path) -> None:
    own = load_profile(save(store, settings, {"渠道名": "source_channel"}), settings.home)
    header = [*HEADER, *OWN]
    fits = [max(t.fit(header) for t in p.candidates(file.name)) for p in (SHIPPED, own)]
    assert fits[1] == fits[0] + 1
    assert [i.label for i in list_profiles(settings.home) if not i.shipped] == ["热线平台导出表"]


@pytest.mark.parametrize(
    ("chosen", "label", "says"),
    [
        ({}, "新模板", "没有为任何一列"),
        ({"渠道名": "source_channel"}, "  ", "名称"),
        ({"渠道名": "source_channel"}, "长" * 41, "名称"),
        ({"渠道名": "source_channel"}, SHIPPED.label, "已有"),
        ({"渠道名": "source_channel", "坐席备注": "source_channel"}, "新模板", "不止一列"),
        ({"渠道名": "no_such_field"}, "新模板", "没有名为"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(
    store: Store, settings: Settings, chosen: dict[str, str], label: str, says: str
) -> None:
    with pytest.raises(WeisuError, match=says):
        save(store, settings, chosen, label=label)
    assert not (settings.home / "profiles").exists()


def test_only_who_imports_keeps_templates(store: Store, settings: Settings) -> None:
    with pytest.raises(NotAllowedError):
        save(store, settings, {"渠道名": "source_channel"}, Scope("x", frozenset({"batch.view"})))


def test_a_second_one_gets_a_name_of_its_own(store: Store, settings: Settings) -> None:
    first = save(store, settings, {"渠道名": "source_channel"})
    second = save(store, settings, {"坐席备注": "content"}, label="另一种")
    assert first != second
    assert len([i for i in list_profiles(settings.home) if not i.shipped]) == 2


FIELDS = [f.name for f in TICKETS.schema_entity.fields if f.sent]


@given(
    st.dictionaries(
        st.text("甲乙丙丁ABC #:-'\"{}[]&*!|>%@`,？", min_size=1, max_size=9).filter(
            lambda name: name.strip() == name and name not in HEADER
        ),
        st.sampled_from(FIELDS),
        min_size=1, max_size=5,
    ).filter(lambda chosen: len(set(chosen.values())) == len(chosen))
)  # fmt: skip
def test_whatever_columns_are_called_the_template_reads_back(chosen: dict[str, str]) -> None:
    text = taken_further(SHIPPED, TICKETS, chosen, "own_1", "自己的")
    own = parse_profile(text, Path("own_1.yaml"))
    table = own.tables[SHIPPED.tables.index(TICKETS)]
    for column, field in chosen.items():
        assert table.columns[field].columns[-1] == clean_name(column)
    others = set(FIELDS) - set(chosen.values())
    assert all(table.columns[f].columns == TICKETS.columns[f].columns for f in others)
