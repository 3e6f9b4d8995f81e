"""Area and category codes for sources that only send names.

Codes given by a source are kept. A name without a code gets the next free code under its parent:
three digits a level for areas (as in GB/T 10114), two characters a level for categories (digits
first, then base 36 past 99). Allocation happens inside the import's write transaction, so two
imports can't hand out one code twice; a name keeps its code for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from data_access.store.tables import area, category

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AREA_LEVELS = ("county", "street", "community")
_LEVEL_BY_LENGTH = {2: "province", 4: "city", 6: "county", 9: "street", 12: "community"}
_MAX_PER_LEVEL = 99 + 26 * 36


class CodesExhaustedError(ValueError):
    """A parent has more children than its level's codes can tell apart."""


def category_suffix(number: int) -> str:
    """Return the two characters of the ``number``-th child (1 = ``01``, 99 = ``99``, 100 = ``A0``).

    Raises ``CodesExhaustedError`` past the last one.
    """
    if number <= 99:
        return f"{number:02d}"
    if number > _MAX_PER_LEVEL:
        raise CodesExhaustedError(f"同一上级下的分类超过 {_MAX_PER_LEVEL} 个")
    high, low = divmod(number - 100, 36)
    return _DIGITS[10 + high] + _DIGITS[low]


def area_suffix(number: int) -> str:
    """Return the three digits of the ``number``-th child; ``CodesExhaustedError`` past 999."""
    if number > 999:
        raise CodesExhaustedError("同一上级下的区划超过 999 个")
    return f"{number:03d}"


@dataclass
class CodeBook:
    """The codes known for one jurisdiction, loaded once an import and extended as names appear."""

    jurisdiction: str
    jurisdiction_name: str
    areas: dict[tuple[str, str], str] = field(default_factory=dict)
    area_codes: set[str] = field(default_factory=set)
    categories: dict[tuple[str, str], str] = field(default_factory=dict)
    category_codes: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, connection: Connection, jurisdiction: str, name: str) -> CodeBook:
        """Read the codes that are in the store."""
        book = cls(jurisdiction, name)
        for row in connection.execute(
            select(area.c.code, area.c.parent, area.c.name).where(
                area.c.jurisdiction == jurisdiction
            )
        ):
            book.areas[row.parent or "", row.name] = row.code
            book.area_codes.add(row.code)
        for row in connection.execute(
            select(category.c.code, category.c.parent, category.c.name).where(
                category.c.jurisdiction == jurisdiction
            )
        ):
            book.categories[row.parent or "", row.name] = row.code
            book.category_codes.add(row.code)
        return book

    def area_of(
        self, connection: Connection, given: str | None, names: Iterable[str | None]
    ) -> str | None:
        """Return the code for a given code or for names (county, street, community).

        None where the source says nothing about the place.
        """
        path = list(zip(_AREA_LEVELS, names, strict=True))
        if given:
            if given not in self.area_codes:
                label = next((n for _, n in reversed(path) if n), None) or given
                self._add_area(connection, given, self._parent_of(given), None, label)
            return given
        code = ""
        for level, name in path:
            if name is not None:
                code = self._child_area(connection, code or self.jurisdiction, level, name)
        return code or None

    def _parent_of(self, code: str) -> str:
        known = [code[:n] for n in (9, 6, 4) if n < len(code) and code[:n] in self.area_codes]
        return known[0] if known else self.jurisdiction

    def _child_area(self, connection: Connection, parent: str, level: str, name: str) -> str:
        if level == "county" and name == self.jurisdiction_name:
            if self.jurisdiction not in self.area_codes:
                self._add_area(connection, self.jurisdiction, None, level, name)
            return self.jurisdiction
        known = self.areas.get((parent, name))
        if known:
            return known
        number = sum(1 for p, _ in self.areas if p == parent) + 1
        while (code := parent + area_suffix(number)) in self.area_codes:
            number += 1
        self._add_area(connection, code, parent, level, name)
        return code

    def _add_area(
        self, connection: Connection, code: str, parent: str | None, level: str | None, name: str
    ) -> None:
        connection.execute(
            insert(area).values(
                jurisdiction=self.jurisdiction,
                code=code,
                parent=parent,
                level=level or _LEVEL_BY_LENGTH.get(len(code), "street"),
                name=name,
            )
        )
        self.areas[parent or "", name] = code
        self.area_codes.add(code)

    def category_of(
        self, connection: Connection, given: str | None, names: Iterable[str | None]
    ) -> str | None:
        """Return the code for a given code or for the names of levels one to three.

        A level missing between two others ends the path: what lies below has no place in the tree.
        """
        path = list(names)
        if given:
            for level in range(1, len(given) // 2 + 1):
                code = given[: 2 * level]
                if code not in self.category_codes:
                    name = path[level - 1] if level <= len(path) else None
                    self._add_category(connection, code, name or code)
            return given
        code = ""
        for name in path:
            if name is None:
                break
            code = self.categories.get((code, name)) or self._new_category(connection, code, name)
        return code or None

    def _new_category(self, connection: Connection, parent: str, name: str) -> str:
        number = sum(1 for p, _ in self.categories if p == parent) + 1
        while (code := parent + category_suffix(number)) in self.category_codes:
            number += 1
        self._add_category(connection, code, name)
        return code

    def _add_category(self, connection: Connection, code: str, name: str) -> None:
        parent = code[:-2]
        connection.execute(
            insert(category).values(
                jurisdiction=self.jurisdiction,
                code=code,
                parent=parent or None,
                level=len(code) // 2,
                name=name,
            )
        )
        self.categories[parent, name] = code
        self.category_codes.add(code)
