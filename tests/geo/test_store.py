"""Outlines in the store: versions, rights, audit, on both databases, and in backups."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from sqlalchemy import insert, select

from data_access.keeping.backup import back_up
from data_access.keeping.restore import restore
from data_access.settings import Settings
from data_access.store.engine import Store, open_store
from data_access.store.tables import area, audit_entry
from data_access.types import NotAllowedError, Scope, WeisuError
from geo import actions
from geo.boundaries.examine import Examined
from geo.store_reads import outlines
from geo.store_tables import area_outline
from tests.geo import shapes as city
from tests.support.places import CODE, add_place

SCOPE = Scope("admin", frozenset({"import.run"}), frozenset({CODE}))
READER = Scope("reader", frozenset({"metric.view"}), frozenset({CODE}))
SOURCE = actions.Source("街道.geojson", "ab" * 32, "gcj02")


def with_areas(store: Store) -> None:
    add_place(store)
    with store.write() as connection:
        for one in city.directory().areas:
            connection.execute(
                insert(area).values(
                    jurisdiction=CODE, code=one.code, name=one.name, level=one.level,
                    parent=one.parent or None,
                )
            )  # fmt: skip


def made(folder: Path, **changed: float) -> Examined:
    rows = [city.feature(place, city.square(place, **changed)) for place in range(4)]
    return city.examined(city.write(folder / "a.geojson", city.collection(rows)))


def test_outlines_come_back_as_they_were_given(store: Store, tmp_path: Path) -> None:
    with_areas(store)
    given = made(tmp_path)
    done = actions.import_outlines(store, SCOPE, CODE, given, SOURCE)
    assert (done.new, done.changed, done.unchanged) == (4, 0, 0)
    full = outlines(store, READER, CODE, level="street", shapes="full")
    small = outlines(store, READER, CODE, shapes="simplified")
    for there, fewer, here in zip(full, small, given.outlines, strict=True):
        assert (there.code, there.name, there.parent) == (here.code, here.name, here.parent)
        assert shapely.equals_exact(shapely.from_wkb(there.wkb), here.shape)
        assert shapely.equals_exact(shapely.from_wkb(fewer.wkb), here.simplified)
        assert (there.label, there.area, there.version) == (here.label, here.area, 1)
        assert (there.system, there.file_name, there.actor) == ("gcj02", "街道.geojson", "admin")
    assert outlines(store, READER, CODE, level="county") == []
    assert all(one.wkb is None for one in outlines(store, READER, CODE))


def test_a_later_import_adds_versions_and_leaves_the_others(store: Store, tmp_path: Path) -> None:
    with_areas(store)
    actions.import_outlines(store, SCOPE, CODE, made(tmp_path), SOURCE)
    same = actions.import_outlines(store, SCOPE, CODE, made(tmp_path), SOURCE)
    assert (same.new, same.changed, same.unchanged) == (0, 0, 4)
    later = made(tmp_path, lon=city.LON + 0.001)
    part = Examined(later.outlines[:2], later.findings)
    done = actions.import_outlines(store, SCOPE, CODE, part, SOURCE)
    assert (done.new, done.changed, done.unchanged) == (0, 2, 0)
    now = outlines(store, READER, CODE)
    assert [one.version for one in now] == [2, 2, 1, 1]
    with store.read() as connection:
        kept = connection.execute(select(area_outline.c.code, area_outline.c.version)).all()
        lines = connection.execute(
            select(audit_entry.c.actor, audit_entry.c.about, audit_entry.c.detail).where(
                audit_entry.c.action == "outline.import"
            )
        ).all()
    assert len(kept) == 6
    assert len(lines) == 3
    assert lines[-1].actor == "admin"
    assert lines[-1].about == f"{CODE} 街道.geojson"
    assert lines[-1].detail["outlines"] == 2


def test_who_may_not_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    with_areas(store)
    given = made(tmp_path)
    elsewhere = Scope("other", frozenset({"import.run"}), frozenset({"350103"}))
    for scope in (READER, elsewhere):
        with pytest.raises(NotAllowedError):
            actions.import_outlines(store, scope, CODE, given, SOURCE)
    with pytest.raises(NotAllowedError):
        outlines(store, elsewhere, CODE)
    with store.read() as connection:
        assert connection.execute(select(area_outline.c.id)).all() == []


def test_refused_areas_keep_all_from_being_stored_unless_left_out(
    store: Store, tmp_path: Path
) -> None:
    with_areas(store)
    actions.import_outlines(store, SCOPE, CODE, made(tmp_path), SOURCE)
    before = outlines(store, READER, CODE, shapes="full")
    rows = [
        *(city.feature(p, city.square(p, lon=city.LON + 0.001)) for p in range(3)),
        {**city.feature(3), "geometry": None},
    ]
    bad = city.examined(city.write(tmp_path / "b.geojson", city.collection(rows)))
    with pytest.raises(WeisuError, match="原有边界没有变动"):
        actions.import_outlines(store, SCOPE, CODE, bad, SOURCE)
    assert outlines(store, READER, CODE, shapes="full") == before
    done = actions.import_outlines(store, SCOPE, CODE, bad, SOURCE, leave_out=True)
    assert (done.new, done.changed) == (0, 3)
    assert [one.version for one in outlines(store, READER, CODE)] == [2, 2, 2, 1]


def test_areas_that_are_no_more_have_no_outlines_to_come(store: Store) -> None:
    with_areas(store)
    from datetime import date

    with store.write() as connection:
        connection.execute(
            area.update().where(area.c.code == city.CODES[0]).values(valid_to=date(2025, 1, 1))
        )
    known = actions.directory(store, READER, CODE)
    assert city.CODES[0] not in known.by_code
    assert known.by_code[city.CODES[1]].parent == city.COUNTY


def test_a_backup_carries_outlines_along(store: Store, settings: Settings, tmp_path: Path) -> None:
    with_areas(store)
    actions.import_outlines(store, SCOPE, CODE, made(tmp_path), SOURCE)
    before = outlines(store, READER, CODE, shapes="full")
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    own = settings.model_copy(update={"database_url": url})
    back_up(store, own, tmp_path / "b", keys_to=tmp_path / "k", actor="t")
    there = settings.model_copy(update={"home": tmp_path / "other", "database_url": ""})
    restore(there, tmp_path / "b", keys_from=tmp_path / "k", actor="t")
    copy = open_store(there)
    assert outlines(copy, READER, CODE, shapes="full") == before
    copy.close()
