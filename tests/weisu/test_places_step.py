"""The night's step ``places``: learnt where anything changed, oldest first, in its time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.results.store import ResultStore
from data_access.settings import load_settings
from data_access.store.engine import migrate, open_store
from data_access.store.tables import area, audit_entry, ticket_version
from data_access.types import Scope, WeisuError
from demo_city import CITY_CODE, write_city
from geo import place_actions as actions
from geo import store_places as stored
from geo.store_tables import place
from weisu import pipeline, places_step
from weisu.city_step import Done
from weisu.demo import load_files

SYSTEM = Scope.system("tests")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("places_step") / "var"
    settings = load_settings(home=home)
    store = open_store(settings)
    migrate(store)
    write_city(home / "files", seed=5, days=30, per_day=20, last_day=date(2026, 3, 1))
    load_files(store, settings, SYSTEM, home / "files", lambda _what, _share: None)
    refresh(store, settings, lasting_measures())
    store.close()
    return home


@pytest.fixture
def results(made: Path, home: Path) -> Iterator[ResultStore]:
    shutil.copytree(made, home)
    settings = load_settings(home=home)
    store = open_store(settings)
    yield ResultStore.open(store, settings)
    store.close()


def night(results: ResultStore, seconds: float = 600.0) -> Done:
    return places_step.places(
        results.store, results.settings, lambda *_: None, most_seconds=seconds
    )


def times_learnt(results: ResultStore) -> int:
    with results.store.read() as connection:
        learnt = audit_entry.c.action == "place.learn"
        return connection.execute(
            select(func.count()).select_from(audit_entry).where(learnt)
        ).scalar_one()


def test_names_are_learnt_once_and_again_when_anything_changed(results: ResultStore) -> None:
    noted = night(results).detail["jurisdictions"][CITY_CODE]
    assert noted["tickets"] > 500
    assert noted["names"] == len(
        stored.stored_places(results.store, SYSTEM, CITY_CODE, source=stored.LEARNT)
    )
    assert "没有变化" in night(results).detail["jurisdictions"][CITY_CODE]
    assert times_learnt(results) == 1
    # A name taken away.
    name = stored.stored_places(results.store, SYSTEM, CITY_CODE, source=stored.LEARNT)[0].name
    actions.delete_place(results.store, SYSTEM, CITY_CODE, name)
    assert places_step.why_not(results, SYSTEM, CITY_CODE) == ""
    night(results)
    assert places_step.why_not(results, SYSTEM, CITY_CODE) != ""
    # A place on the list.
    one = dict.fromkeys(stored.LIST_FIELDS)
    one |= {"name": "澄江新天地", "kind": "market", "area_code": f"{CITY_CODE}001"}
    actions.import_places(results.store, SYSTEM, CITY_CODE, [one], "a.csv")
    assert places_step.why_not(results, SYSTEM, CITY_CODE) == ""
    night(results)
    # A ticket that is filed elsewhere now is another version: an older one is current no more.
    with results.store.write() as connection:
        newest = select(func.max(ticket_version.c.version_id)).scalar_subquery()
        connection.execute(
            update(ticket_version)
            .where(ticket_version.c.version_id == newest)
            .values(is_current=False)
        )
    assert places_step.why_not(results, SYSTEM, CITY_CODE) == ""


def test_the_command_counts_as_the_night_does(results: ResultStore) -> None:
    actions.learn(results.store, SYSTEM, CITY_CODE)
    assert "没有变化" in night(results).detail["jurisdictions"][CITY_CODE]


def test_a_night_whose_time_is_over_begins_nothing_and_the_next_goes_on(
    results: ResultStore,
) -> None:
    assert "明晚接着学" in night(results, 0.0).detail["jurisdictions"][CITY_CODE]
    assert times_learnt(results) == 0
    assert night(results).detail["jurisdictions"][CITY_CODE]["names"] > 0


def test_cut_off_while_it_stores_nothing_is_kept_and_the_next_night_does_it(
    results: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise WeisuError("没有空间")

    with monkeypatch.context() as patched:
        patched.setattr(stored, "set_learning_mark", cut)
        assert night(results).failed
    assert stored.learning_of(results.store, SYSTEM, CITY_CODE) is None
    assert stored.stored_places(results.store, SYSTEM, CITY_CODE) == []
    assert night(results).detail["jurisdictions"][CITY_CODE]["names"] > 0


def test_those_never_learnt_of_come_first_then_the_oldest(results: ResultStore) -> None:
    done = actions.learn(results.store, SYSTEM, CITY_CODE)
    assert done.names
    order = places_step._longest_ago(results, SYSTEM, [CITY_CODE, "000001"])
    assert list(order) == ["000001", CITY_CODE]


def test_what_has_nothing_to_learn_from_is_left_alone(results: ResultStore) -> None:
    with results.store.write() as connection:
        connection.execute(update(ticket_version).values(area_code=None))
    assert "只有0件" in places_step.why_not(results, SYSTEM, CITY_CODE)
    with results.store.write() as connection:
        connection.execute(delete(place))
        connection.execute(delete(area))
    assert "没有区划表" in places_step.why_not(results, SYSTEM, CITY_CODE)


def test_the_step_runs_in_the_night_and_not_by_the_hour() -> None:
    names = [step.name for step in pipeline.STEPS]
    assert names.index("refresh") < names.index("places")
    assert "places" not in [step.name for step in pipeline.LIGHT_STEPS]
