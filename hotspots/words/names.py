"""Names of categories, areas and units, as a room is handed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Names(Protocol):
    """``categories`` and ``areas``: code → name; ``units``: names."""

    @property
    def categories(self) -> Mapping[str, str]:
        """Category names by code (two characters a level)."""

    @property
    def areas(self) -> Mapping[str, str]:
        """Area names by code (county, street, community)."""

    @property
    def units(self) -> Sequence[str]:
        """Names of departments and companies."""
