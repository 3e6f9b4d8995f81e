"""Vectors as they are kept: a write that is cut off, what is let go, places that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from hotspots.kept_vectors import sweep_vectors, vector_folder
from hotspots.vectors.store import VectorStore


def test_vectors_of_places_without_tickets_are_removed(tmp_path: Path) -> None:
    folder = vector_folder(tmp_path)
    for code in ("990181", "990182"):
        (folder / f"jurisdiction={code}" / "lsa-1").mkdir(parents=True)
    assert sweep_vectors(tmp_path, ["990181"]) == 1
    assert [p.name for p in folder.iterdir()] == ["jurisdiction=990181"]
    assert sweep_vectors(tmp_path / "nothing", []) == 0


class Lengths:
    """A model whose vectors say how long a text is."""

    dimensions = 2

    def __init__(self, version: str = "v1") -> None:
        self.version = version

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[len(text), 1.0] for text in texts], np.float32)


@pytest.mark.parametrize("step", ["rows", "index"])
def test_a_write_that_is_cut_off_leaves_the_old_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store, model = VectorStore(tmp_path), Lengths()
    first, _ = store.vectors(model, ["a", "b"], ["x", "xx"])
    swap = Path.replace

    def cut(self: Path, target: Path) -> Path:
        if (step == "index") == (Path(target).name == "index.parquet"):
            raise KeyboardInterrupt
        return swap(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            store.vectors(model, ["a", "c"], ["xxx", "x"])
    found = VectorStore(tmp_path).look(model, ["a", "b"], ["x", "xx"])
    assert not found.made.any()
    assert np.array_equal(found.rows, first)
    store.vectors(model, ["c"], ["x"])
    names = sorted(p.name for p in (tmp_path / "v1").iterdir())
    assert len(names) == 2
    assert not any(name.endswith(".part") for name in names)
    assert (tmp_path / "v1" / "index.parquet").stat().st_mode & 0o077 == 0


def test_only_what_is_asked_for_stays(tmp_path: Path) -> None:
    store = VectorStore(tmp_path)
    store.vectors(Lengths("v1"), ["a"], ["x"])
    store.vectors(Lengths("v2"), ["a", "b", "c"], ["x", "xx", "xxx"])
    found = store.look(Lengths("v2"), ["c", "a"], ["xxx", "x"])
    store.save(found, only=True)
    assert sorted(store.kept("v2")) == ["a", "c"]
    assert not (tmp_path / "v1").exists()
    rows = next((tmp_path / "v2").glob("*.f16"))
    assert rows.stat().st_size == 2 * 2 * 2
