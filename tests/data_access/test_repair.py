"""What is made from the store can be damaged or lost: it is noticed, and one refresh makes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from data_access import health
from data_access.extract.layout import CUBES, TEXTS, Storage
from data_access.extract.manifest import NAME, DamagedManifestError, Manifest, read_manifest
from data_access.extract.refresh import refresh
from data_access.metrics.additive import lasting_measures
from data_access.settings import Settings
from data_access.store.engine import Store
from tests.data_access.test_import import load, row, write

Damage = Callable[[Path], None]


def garbage(path: Path) -> None:
    path.write_bytes(b"\0not what was here")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def altered(path: Path) -> None:
    """Change a figure in the manifest, which stays readable."""
    data = json.loads(path.read_text())
    for by_month in data["files"]["tickets"].values():
        for entry in by_month.values():
            entry["rows"] += 1
    path.write_text(json.dumps(data, ensure_ascii=False))


def some_file(manifest: Manifest, dataset: str) -> str:
    return next(e.path for m in manifest.files[dataset].values() for e in m.values())


@pytest.fixture
def city(store: Store, settings: Settings, tmp_path: Path) -> Storage:
    """Return the extract of a few tickets of two months."""
    rows = [row(str(n), day=1 + n % 28) for n in range(60)]
    load(store, settings, write(tmp_path / "t.csv", rows))
    refresh(store, settings, lasting_measures())
    assert health.extract(settings, store)[0]
    return Storage.of(settings)


@pytest.mark.parametrize("harm", [garbage, cut, Path.unlink])
@pytest.mark.parametrize("what", ["manifest", "tickets", min(CUBES), TEXTS, "directory"])
def test_damage_is_noticed_and_a_full_refresh_makes_everything_as_before(
    sqlite_store: Store, settings: Settings, tmp_path: Path, what: str, harm: Damage
) -> None:
    rows = [row(str(n), day=1 + n % 28) for n in range(30)]
    load(sqlite_store, settings, write(tmp_path / "t.csv", rows))
    refresh(sqlite_store, settings, lasting_measures())
    storage = Storage.of(settings)
    before = read_manifest(storage)
    path = {"manifest": NAME, "directory": next(iter(before.directories.values()))}.get(what)
    harm(Path(storage.path(path or some_file(before, what))))
    good, words = health.extract(settings, sqlite_store)
    assert not good
    assert "weisu refresh --full" in words
    refresh(sqlite_store, settings, lasting_measures(), full=True)
    after = read_manifest(storage)
    assert (after.files, after.directories) == (before.files, before.directories)
    assert health.extract(settings, sqlite_store)[0]


def test_a_manifest_that_says_other_figures_is_damaged_and_the_next_refresh_mends_it(
    city: Storage, store: Store, settings: Settings
) -> None:
    before = read_manifest(city)
    altered(Path(city.path(NAME)))
    with pytest.raises(DamagedManifestError):
        read_manifest(city)
    assert not health.extract_named(settings, store)[0]
    refresh(store, settings, lasting_measures())
    assert read_manifest(city).files == before.files


def test_months_that_wait_for_a_refresh_are_not_missed(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    load(store, settings, write(tmp_path / "t.csv", [row("1")]))
    assert health.extract(settings, store)[0]
