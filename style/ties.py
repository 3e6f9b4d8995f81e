"""Who has most, as sentences name it: those that share the highest value are all said to have it.

Pure. What is compared is what is said: values that read alike are equal, whatever was rounded off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from style.wording import enumerated

_NAMED = 2
"""Of more that share the highest value, the first so many are named."""


@dataclass(frozen=True, slots=True)
class Most:
    """Who has the highest value. ``names``: one name, ``甲、乙`` or ``甲、乙等3个``; ``count``: how
    many share it, 0 where there is nothing to compare."""

    names: str
    count: int
    value: float

    @property
    def tied(self) -> bool:
        """Tell whether two or more share the highest value."""
        return self.count > 1


def most(values: Iterable[tuple[str, float]], counter: str) -> Most:
    """Return who has the highest of the values, the names in their order.

    ``counter``: by which measure word names are counted (``个``, ``处``).
    """
    known = list(values)
    if not known:
        return Most("", 0, 0.0)
    highest = max(value for _, value in known)
    names = [name for name, value in known if value == highest]
    said = enumerated(names[:_NAMED])
    if len(names) > _NAMED:
        said = f"{said}等{len(names)}{counter}"
    return Most(said, len(names), highest)
