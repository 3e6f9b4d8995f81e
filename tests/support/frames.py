"""The frames that a room declares, by name."""

from __future__ import annotations

from types import ModuleType

from data_access.results.declared import Frame


def frames_of(module: ModuleType) -> dict[str, Frame]:
    """Return every frame of a room's ``frames`` module; its names are told apart."""
    found = [value for value in vars(module).values() if isinstance(value, Frame)]
    named = {frame.name: frame for frame in found}
    assert len(named) == len(found)
    assert len({frame.room for frame in found}) == 1
    return named
