"""Places in the store: found at the import and later, rights, audit, privacy, undo, backups."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from data_access.extract.query import Extract
from data_access.extract.refresh import refresh
from data_access.importing import batches
from data_access.importing.job import BatchResult
from data_access.importing.load import ingest
from data_access.importing.place_again import place_again
from data_access.importing.profile import Jurisdiction
from data_access.keeping.backup import back_up
from data_access.keeping.restore import restore
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store, migrate, open_store
from data_access.store.tables import area, audit_entry, ticket_place, ticket_version
from data_access.types import Filters, NotAllowedError, Period, Scope, WeisuError
from geo import place_actions as actions
from geo import store_places as stored
from geo.place_finder import finders_of, place_finder
from geo.place_reasons import REASONS
from tests.geo import small_town as town
from tests.support.killing import AS_LONG_AS_IT_TAKES, duration, killed_after, moments

CODE = town.COUNTY
PLACE = Jurisdiction(code=CODE, name="江城区")
SCOPE = Scope.system("test")
READER = Scope("reader", frozenset({"metric.view"}), frozenset({CODE}))
HEADER = ("工单编号", "受理时间", "行政区划", "主要内容", "发生地址", "主办单位")
TEXTS = {
    "1": ("", "翠湖花园3栋2单元501室漏水，我叫张三", ""),
    "2": ("", "路灯不亮", "桃园街道清泉社区8号"),
    "3": (town.SUNNY, "翠湖花园停水", ""),
    "4": ("", "想问医保怎么办", ""),
    "5": ("", "幸福人家小区停电", ""),
}


def rows_of(texts: dict[str, tuple[str, str, str]]) -> list[tuple[str, ...]]:
    return [
        (number, f"2026-03-{int(number) % 28 + 1:02d} 09:00:00", code, words, address, "城管局")
        for number, (code, words, address) in texts.items()
    ]


def write(path: Path, texts: dict[str, tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows_of(texts)])
    return path


def with_directory(store: Store) -> None:
    from data_access.importing.jurisdictions import ensure_jurisdiction

    with store.write() as connection:
        ensure_jurisdiction(connection, PLACE, None)
        for one in town.areas().to_dict("records"):
            people = None if one["population"] != one["population"] else int(one["population"])
            connection.execute(
                insert(area).values(
                    jurisdiction=CODE, code=one["code"], name=one["name"], level=one["level"],
                    parent=one["parent"] or None, population=people,
                )
            )  # fmt: skip
    listed = [
        {
            "lon": None,
            "lat": None,
            "valid_from": None,
            "valid_to": None,
            **{str(name): value for name, value in one.items()},
        }
        for one in town.places().to_dict("records")
    ]
    actions.import_places(store, SCOPE, CODE, listed, "地点.csv")


def load(store: Store, settings: Settings, path: Path, *, places: bool = True) -> BatchResult:
    given = finders_of(store, SCOPE) if places else None
    return ingest(
        store, settings, SCOPE, path, "standard", actor="t", place=PLACE, places=given
    )  # fmt: skip


def kept(store: Store) -> dict[str, tuple[str, str | None, str | None]]:
    """State, code and name of the current versions' places, by number."""
    joined = ticket_version.join(
        ticket_place, ticket_place.c.version_id == ticket_version.c.version_id
    )
    query = select(ticket_place).select_from(joined).where(ticket_version.c.is_current)
    with store.read() as connection:
        return {r.ticket_no: (r.state, r.code, r.name) for r in connection.execute(query)}


EXPECTED = {
    "1": ("placed", town.PEACE, "翠湖花园"),
    "2": ("placed", town.SPRING, "清泉社区"),
    "3": ("placed", town.PEACE, "翠湖花园"),
    "4": ("none", None, None),
    "5": ("unknown", None, None),
}
AT_IMPORT = {number: place for number, place in EXPECTED.items() if number != "3"}
"""Of the third the source told the community: its text is not read."""


def test_an_import_keeps_the_places_of_its_tickets(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    assert kept(store) == AT_IMPORT
    with store.read() as connection:
        found = connection.execute(select(ticket_place)).mappings().all()
        codes = dict(
            connection.execute(select(ticket_version.c.ticket_no, ticket_version.c.area_code)).all()
        )
    said = str([dict(row) for row in found])
    assert not any(word in said for word in ("501", "3栋", "张三", "8号", "幸福人家", "漏水"))
    assert all(word in REASONS for row in found for word in row["reason"].split())
    assert {row["pass_no"] for row in found} == {0}
    # What the source said stays what it said.
    assert codes == {"1": None, "2": None, "3": town.SUNNY, "4": None, "5": None}


def test_versions_have_their_own_places_and_undo_takes_them_back(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    again = load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    assert again.unchanged == 5
    other = {"1": ("", "丽景名城停水", "")}
    second = load(store, settings, write(tmp_path / "tickets.csv", other))
    assert kept(store)["1"] == ("placed", town.SPRING, "丽景名城")
    batches.undo(store, SCOPE, second.batch, actor="t")
    assert kept(store) == AT_IMPORT


def test_an_import_without_a_finder_or_a_directory_keeps_none(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    assert place_finder(store, SCOPE, CODE) is None
    assert kept(store) == {}


def areas_in(store: Store, settings: Settings) -> dict[str, tuple[object, object, object]]:
    refresh(store, settings, lasting_measures())
    extract = Extract(settings)
    last = extract.last_day(CODE)
    assert last is not None
    period = Filters(CODE, Period.last_days(last, 60))
    sql = "SELECT ticket_no, area_code, area_street, area_source FROM t"
    rows = extract.arrow(SCOPE, period, sql).to_pylist()
    return {r["ticket_no"]: (r["area_code"], r["area_street"], r["area_source"]) for r in rows}


def test_tickets_without_an_area_count_where_their_text_says(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    with store.read() as connection:
        sure = connection.execute(select(ticket_place.c.confidence)).scalars().all()
    assert max(sure) < 0.96  # nothing was learnt: the cautious curve
    found = areas_in(store, settings)
    assert found["1"] == (town.PEACE, town.CENTRE, "resolved")
    assert found["2"] == (town.SPRING, town.ORCHARD, "resolved")
    assert found["3"] == (town.SUNNY, town.ORCHARD, "file")
    assert found["4"] == found["5"] == (None, None, None)
    # Another confidence makes the files anew.
    strict = settings.model_copy(update={"place_confidence": 1.0})
    assert areas_in(store, strict)["1"] == (None, None, None)


def test_old_tickets_are_placed_from_the_vault_and_counted(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS), places=False)
    assert areas_in(store, settings)["2"] == (None, None, None)
    finder = place_finder(store, SCOPE, CODE)
    assert finder is not None
    some = place_again(store, settings, SCOPE, CODE, finder, limit=2)
    assert (some.read, some.left) == (2, 3)
    rest = place_again(store, settings, SCOPE, CODE, finder)
    assert (rest.read, rest.left, rest.without) == (3, 0, 0)
    # The address stands in the vault alone.
    assert kept(store) == EXPECTED
    assert areas_in(store, settings)["2"] == (town.SPRING, town.ORCHARD, "resolved")
    assert place_again(store, settings, SCOPE, CODE, finder, again=True).read == 0
    actions.delete_place(store, SCOPE, CODE, "翠湖花园")
    later = place_finder(store, SCOPE, CODE)
    assert later is not None
    assert later.version != finder.version
    assert place_again(store, settings, SCOPE, CODE, later).read == 0
    assert place_again(store, settings, SCOPE, CODE, later, again=True).read == 5
    assert kept(store)["1"][0] == "unknown"
    assert areas_in(store, settings)["1"] == (None, None, None)
    with pytest.raises(NotAllowedError):
        place_again(store, settings, READER, CODE, later)


def test_lists_are_imported_changed_and_taken_away(store: Store) -> None:
    with_directory(store)
    one = dict.fromkeys(stored.LIST_FIELDS)
    one |= {"name": "翠湖花园", "kind": "estate", "area_code": town.SUNNY}
    done = actions.import_places(store, SCOPE, CODE, [one], "b.csv")
    assert (done.new, done.changed, done.unchanged) == (1, 0, 0)
    again = actions.import_places(store, SCOPE, CODE, [one], "b.csv")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    changed = actions.import_places(store, SCOPE, CODE, [{**one, "kind": "road"}], "b.csv")
    assert (changed.new, changed.changed) == (0, 1)
    assert actions.delete_place(store, SCOPE, CODE, "翠湖花园", area=town.SUNNY) == 1
    left = stored.stored_places(store, READER, CODE, name="翠湖花园")
    assert [one.area_code for one in left] == [town.PEACE]
    with pytest.raises(WeisuError, match="没有做任何更改"):
        actions.delete_place(store, SCOPE, CODE, "没有这里")
    for call in (
        lambda: actions.import_places(store, READER, CODE, [one], "c.csv"),
        lambda: actions.delete_place(store, READER, CODE, "翠湖花园"),
        lambda: actions.learn(store, READER, CODE),
    ):
        with pytest.raises(NotAllowedError):
            call()
    with store.read() as connection:
        kinds = connection.execute(select(audit_entry.c.action)).scalars().all()
    assert kinds.count("place.import") == 4
    assert kinds.count("place.delete") == 1


def taught(store: Store, settings: Settings, folder: Path) -> None:
    past = {
        str(n): (row["area_code"], row["content"], "")
        for n, row in enumerate(town.past().to_dict("records"), 100)
    }
    load(store, settings, write(folder / "tickets.csv", past))


def test_names_are_learnt_and_stay_away_once_taken_away(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    taught(store, settings, tmp_path)
    done = actions.learn(store, SCOPE, CODE)
    learnt = stored.stored_places(store, READER, CODE, source=stored.LEARNT)
    names = {one.name: dict(one.counts) for one in learnt}
    assert names["龙湾家园"] == {town.PEACE: 8}
    assert "惠民超市" not in names
    assert done.names == len(names)
    finder = place_finder(store, SCOPE, CODE)
    assert finder is not None
    assert finder.find({"content": "龙湾家园停水"}, "").code == town.PEACE
    actions.delete_place(store, SCOPE, CODE, "龙湾家园")
    actions.learn(store, SCOPE, CODE)
    left = stored.stored_places(store, READER, CODE, source=stored.LEARNT)
    assert "龙湾家园" not in {one.name for one in left}


def test_learning_twice_makes_the_same_gazetteer(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with_directory(store)
    taught(store, settings, tmp_path)
    actions.learn(store, SCOPE, CODE)
    first = place_finder(store, SCOPE, CODE)
    actions.learn(store, SCOPE, CODE)
    second = place_finder(store, SCOPE, CODE)
    assert first is not None
    assert second is not None
    assert first.version == second.version


def test_a_backup_carries_places_along(store: Store, settings: Settings, tmp_path: Path) -> None:
    with_directory(store)
    load(store, settings, write(tmp_path / "tickets.csv", TEXTS))
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    own = settings.model_copy(update={"database_url": url})
    back_up(store, own, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    there = settings.model_copy(update={"home": tmp_path / "other", "database_url": ""})
    restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t")
    copy = open_store(there)
    assert kept(copy) == AT_IMPORT
    copy.close()


MANY = {str(n): ("", f"翠湖花园{n}栋停水", "") for n in range(1, 1200)}


def place_all(settings: Settings) -> None:
    store = open_store(settings)
    finder = place_finder(store, SCOPE, CODE)
    assert finder is not None
    place_again(store, settings, SCOPE, CODE, finder)


def import_all(settings: Settings, path: Path) -> None:
    load(open_store(settings), settings.model_copy(update={"import_chunk_rows": 100}), path)


def counted(store: Store) -> tuple[int, int]:
    with store.read() as connection:
        tickets = connection.execute(select(func.count()).select_from(ticket_version)).scalar_one()
        return tickets, connection.execute(
            select(func.count()).select_from(ticket_place)
        ).scalar_one()


def town_at(home: Path, settings: Settings) -> Settings:
    own = settings.model_copy(update={"home": home, "database_url": "", "storage": ""})
    home.mkdir()
    store = open_store(own)
    migrate(store)
    with_directory(store)
    store.close()
    return own


@AS_LONG_AS_IT_TAKES
def test_whenever_it_is_killed_each_ticket_has_its_place(
    settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path / "tickets.csv", MANY)
    longest = duration(import_all, town_at(tmp_path / "first", settings), path)
    for number, moment in enumerate(moments(longest)):
        own = town_at(tmp_path / str(number), settings)
        killed_after(moment, import_all, own, path)
        store = open_store(own)
        tickets, places = counted(store)
        assert tickets == places
        load(store, own, path)
        assert counted(store) == (len(MANY), len(MANY))
        store.close()


@AS_LONG_AS_IT_TAKES
def test_placing_old_tickets_goes_on_whenever_it_was_killed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "tickets.csv", MANY)
    homes = []
    for name in ("first", *map(str, range(len(moments(1.0))))):
        own = town_at(tmp_path / name, settings)
        store = open_store(own)
        load(store, own, path, places=False)
        store.close()
        homes.append(own)
    longest = duration(place_all, homes[0])
    for own, moment in zip(homes[1:], moments(longest), strict=True):
        killed_after(moment, place_all, own)
        store = open_store(own)
        with store.write() as connection:
            from data_access.store.tables import lease

            connection.execute(lease.delete())  # it runs out by itself, a minute later
        _, before = counted(store)
        finder = place_finder(store, SCOPE, CODE)
        assert finder is not None
        done = place_again(store, own, SCOPE, CODE, finder)
        assert done.read == len(MANY) - before
        assert counted(store) == (len(MANY), len(MANY))
        store.close()
