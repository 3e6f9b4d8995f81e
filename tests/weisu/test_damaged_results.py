"""Results can be damaged or lost: it is noticed, and the next night makes them as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data_access.extract.layout import Storage
from data_access.results.whole import damaged_files
from data_access.settings import Settings
from data_access.store.engine import Store
from tests.data_access.test_import import load, write
from tests.weisu.test_killed_night import many, results
from weisu import pipeline
from weisu.commands import doctor

STEPS = ("refresh", "deadlines")


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])]
)
def test_damage_is_noticed_and_the_next_night_makes_the_same_results(
    sqlite_store: Store, settings: Settings, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    store = sqlite_store
    assert damaged_files(store, settings) == (0, [])
    load(store, settings, write(tmp_path / "t.csv", many(0, 600, text="路灯不亮", days=150)))
    pipeline.run(store, settings, only=STEPS)
    before = results(store)
    count, wrong = damaged_files(store, settings)
    assert (count > 0, wrong) == (True, [])
    pipeline.run(store, settings, only=STEPS)
    assert results(store) == before

    folder = Path(Storage.of(settings).path("results"))
    harm(min(folder.rglob("*.parquet")))
    well, words = doctor.results(settings, store)
    assert not well
    assert "weisu run" in words
    pipeline.run(store, settings, only=STEPS)
    assert results(store) == before
    assert doctor.results(settings, store)[0]
