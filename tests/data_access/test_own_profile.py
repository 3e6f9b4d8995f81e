"""Templates kept from the page: found, used, changed under a watchful eye; no other one changes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.importing.column_draft import Draft, drafted_from, moved
from data_access.importing.draft_document import Base, document_of, profile_of
from data_access.importing.file_look import FileLook, look_at
from data_access.importing.load import ingest
from data_access.importing.own_profile import Opened, opened, save_profile
from data_access.importing.preview import preview
from data_access.importing.profile import Profile
from data_access.importing.profile_files import ProfileError, list_profiles, load_profile
from data_access.importing.readers import FirstRows, ReadOptions
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
OTHER = Scope("bieren", frozenset({"import.run"}), None)
SHIPPED = load_profile("standard", Path("/nonexistent"))
TICKETS = next(t for t in SHIPPED.tables if t.entity == "ticket")
BASE = Base(SHIPPED, TICKETS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [(*row(str(n)), f"备注{n}", "电话") for n in range(3)]
    return write(tmp_path / "t.csv", rows, (*HEADER, *OWN))


def drafted(file: Path, chosen: dict[str, str], base: Base = BASE) -> tuple[Draft, FileLook]:
    look = look_at(file, base.table.read_options, guess=False)
    draft = drafted_from(base.table, look)
    for column, field in chosen.items():
        draft = moved(draft, column, field, look.values[column])
    return draft, look


def save(
    store: Store, settings: Settings, file: Path, chosen: dict[str, str], scope: Scope = ADMIN,
    *, label: str = "热线平台导出表", base: Base = BASE, replaces: Opened | None = None,
) -> str:  # fmt: skip
    document = document_of(*drafted(file, chosen, base), base)
    return save_profile(
        store, settings, scope, document, label=label, replaces=replaces, began_from=base.profile
    )


def own_base(settings: Settings, name: str) -> tuple[Base, Opened | None]:
    own = load_profile(name, settings.home)
    (info,) = [i for i in list_profiles(settings.home) if i.name == name]
    return Base(own, next(t for t in own.tables if t.entity == "ticket")), opened(info)


def test_a_column_that_nobody_knew_is_imported_by_the_own_template(
    store: Store, settings: Settings, file: Path
) -> None:
    name = save(store, settings, file, {"渠道名": "source_channel"})
    own = load_profile(name, settings.home)
    again = preview(file, own, utc_now(), jurisdiction=PLACE)
    assert again.rows[0].values["source_channel"] == "电话"
    assert again.rows[0].values["ticket_no"] == "0"
    ingest(store, settings, SCOPE, file, "热线平台导出表", actor="t", place=PLACE)
    with store.read() as connection:
        channels = connection.execute(select(ticket_version.c.source_channel)).scalars().all()
    assert set(channels) == {"电话"}
    assert load_profile("standard", settings.home) == SHIPPED
    (entry,) = audit.entries(store, SCOPE, action="profile.save")
    assert (entry.actor, entry.about) == ("guanli", "热线平台导出表")
    assert (entry.detail["profile"], entry.detail["replaced"]) == (name, False)
    assert entry.detail["fields"] == ["来源渠道"]


def test_the_label_names_it_as_well_as_its_name(
    store: Store, settings: Settings, file: Path
) -> None:
    name = save(store, settings, file, {"渠道名": "source_channel"})
    assert load_profile("热线平台导出表", settings.home) == load_profile(name, settings.home)
    with pytest.raises(WeisuError, match="没有名为"):
        load_profile("热线平台", settings.home)


def test_the_own_template_fits_the_file_best(store: Store, settings: Settings, file: Path) -> None:
    name = save(store, settings, file, {"渠道名": "source_channel"})
    own = load_profile(name, settings.home)
    header = [*HEADER, *OWN]
    fits = [max(t.fit(header) for t in p.candidates(file.name)) for p in (SHIPPED, own)]
    assert fits[1] == fits[0] + 1
    (info,) = [i for i in list_profiles(settings.home) if not i.shipped]
    assert info.saved is not None
    assert (info.label, info.saved.by) == ("热线平台导出表", "guanli")
    assert abs((info.saved.moment - utc_now()).total_seconds()) < 3600


@pytest.mark.parametrize(
    ("label", "says"),
    [("  ", "名称"), ("长" * 41, "名称"), (SHIPPED.label, "已有"), ("standard", "已有")],
)
def test_a_name_that_says_nothing_or_another_is_refused(
    store: Store, settings: Settings, file: Path, label: str, says: str
) -> None:
    with pytest.raises(WeisuError, match=says):
        save(store, settings, file, {"渠道名": "source_channel"}, label=label)
    assert not (settings.home / "profiles").exists()
    assert not list(audit.entries(store, SCOPE, action="profile.save"))


def test_what_cannot_be_used_is_refused_and_nothing_is_kept(
    store: Store, settings: Settings, file: Path
) -> None:
    draft, look = drafted(file, {"工单编号": ""})
    assert [f.name for f in draft.missing] == ["ticket_no"]
    document = document_of(draft, look, Base(SHIPPED, TICKETS))
    table = next(t for t in document["tables"] if t["entity"] == "ticket")
    del table["columns"]["ticket_no"]  # else other files' names for it would stay
    with pytest.raises(ProfileError, match="缺少必需字段"):
        save_profile(store, settings, ADMIN, document, label="新模板")
    assert not (settings.home / "profiles").exists()
    assert not list(audit.entries(store, SCOPE, action="profile.save"))


def test_only_who_imports_keeps_templates(store: Store, settings: Settings, file: Path) -> None:
    with pytest.raises(NotAllowedError):
        save(store, settings, file, {}, Scope("x", frozenset({"batch.view"})))


def test_a_second_one_gets_a_name_of_its_own(store: Store, settings: Settings, file: Path) -> None:
    first = save(store, settings, file, {"渠道名": "source_channel"})
    second = save(store, settings, file, {"坐席备注": "content"}, label="另一种")
    assert first != second
    assert len([i for i in list_profiles(settings.home) if not i.shipped]) == 2
    with pytest.raises(WeisuError, match="由 guanli 保存"):
        save(store, settings, file, {}, OTHER, label="另一种")


def test_a_kept_template_is_changed_in_its_place(
    store: Store, settings: Settings, file: Path
) -> None:
    name = save(store, settings, file, {"渠道名": "source_channel"})
    base, before = own_base(settings, name)
    wishes = {"渠道名": "", "坐席备注": "leader_note"}
    again = save(store, settings, file, wishes, OTHER, label="改过的", base=base, replaces=before)
    assert again == name
    changed = load_profile("改过的", settings.home)
    table = next(t for t in changed.tables if t.entity == "ticket")
    assert "渠道名" not in table.columns["source_channel"].columns
    assert table.columns["leader_note"].columns[-1] == "坐席备注"
    assert changed.saved is not None
    assert changed.saved.by == "bieren"
    newest = next(iter(audit.entries(store, SCOPE, action="profile.save", limit=1)))
    assert newest.detail["replaced"] is True


def test_nobody_overwrites_what_another_has_changed_meanwhile(
    store: Store, settings: Settings, file: Path
) -> None:
    name = save(store, settings, file, {"渠道名": "source_channel"})
    base, before = own_base(settings, name)
    save(store, settings, file, {"坐席备注": "leader_note"}, OTHER, base=base, replaces=before)
    kept = (settings.home / "profiles" / f"{name}.yaml").read_bytes()
    with pytest.raises(WeisuError, match="bieren 改动过"):
        save(store, settings, file, {"渠道名": ""}, ADMIN, base=base, replaces=before)
    assert (settings.home / "profiles" / f"{name}.yaml").read_bytes() == kept
    (settings.home / "profiles" / f"{name}.yaml").unlink()
    with pytest.raises(WeisuError, match="已被删除"):
        save(store, settings, file, {}, ADMIN, base=base, replaces=before)


def test_a_disk_that_refuses_leaves_no_line_of_a_template_that_is_not_there(
    store: Store, settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data_access.importing.own_profile.replace_private", full)
    with pytest.raises(WeisuError, match="无法写入"):
        save(store, settings, file, {"渠道名": "source_channel"})
    assert not list(audit.entries(store, SCOPE, action="profile.save"))


FIELDS = [f.name for f in TICKETS.schema_entity.fields if f.sent]


@given(
    st.dictionaries(
        st.text("甲乙丙丁ABC #:-'\"{}[]&*!|>%@`,？", min_size=1, max_size=9).filter(
            lambda name: name.strip() == name and name not in HEADER
        ),
        st.sampled_from(FIELDS),
        min_size=1, max_size=5,
    ).filter(lambda chosen: len(set(map(clean_name, chosen))) == len(chosen))
)  # fmt: skip
def test_whatever_columns_are_called_the_template_reads_back(chosen: dict[str, str]) -> None:
    header = (*HEADER, *chosen)
    look = FileLook(
        Path("t.csv"), ReadOptions(), "csv", header, 1, dict.fromkeys(header, ()), FirstRows()
    )
    draft = drafted_from(TICKETS, look)
    for column, field in chosen.items():
        draft = moved(draft, column, field, ())
    own = profile_of(document_of(draft, look, BASE), "自己的")
    table = own.tables[SHIPPED.tables.index(TICKETS)]
    for column, field in chosen.items():
        assert clean_name(column) in table.columns[field].columns
    others = set(FIELDS) - set(chosen.values())
    assert all(set(table.columns[f].columns) == set(TICKETS.columns[f].columns) for f in others)


@pytest.mark.parametrize("name", ["pingshan", "teddy", "nyc311", "chicago311", "standard"])
def test_a_template_that_nobody_changed_maps_as_before(name: str, tmp_path: Path) -> None:
    """Over a file with all of a template's columns, a draft says what the template says."""
    profile = load_profile(name, Path("/nonexistent"))
    for table in profile.tables:
        header = list(dict.fromkeys(c for rule in table.columns.values() for c in rule.columns))
        look = FileLook(
            tmp_path, table.read_options, "csv", tuple(header), 1, dict.fromkeys(header, ())
        )
        document = document_of(drafted_from(table, look), look, Base(profile, table))
        again = profile_of(document, profile.label)
        assert _without_order(again, profile) == _without_order(profile, profile)


def _without_order(profile: Profile, like: Profile) -> Profile:
    tables = [t.model_copy(update={"by_name": False}) for t in profile.tables]
    return profile.model_copy(update={"profile": like.profile, "tables": tables})


def test_a_draft_is_a_value() -> None:
    draft = Draft("ticket", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        draft.entity = "area"  # type: ignore[misc]
