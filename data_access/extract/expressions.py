"""SQL over a ticket's or a call's columns, kept as data and rendered last.

An expression knows which names it reads and how it looks at the as-of day, because that is said
where it is made; its text is never read back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

AS_OF = "{as_of}"
"""Stands in rendered SQL for the first moment after the as-of day, see ``Expression.at``."""


def quoted(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True, eq=False)
class Expression:
    """A piece of SQL: ``pattern`` with a ``{}`` for each of ``parts``.

    Two expressions are equal where they say the same SQL.
    """

    pattern: str
    parts: tuple[Expression, ...] = ()

    @cached_property
    def sql(self) -> str:
        """The text, with ``AS_OF`` where the end of the as-of day goes."""
        return self.pattern.format(*(part.sql for part in self.parts))

    def at(self, moment: str) -> str:
        """Return the text as of a moment (an SQL literal)."""
        return self.sql.replace(AS_OF, moment)

    @cached_property
    def names(self) -> frozenset[str]:
        """The columns and states that it reads."""
        return frozenset().union(*(part.names for part in self.parts))

    @cached_property
    def moments(self) -> frozenset[Expression]:
        """The moments that it asks to be past: its value may change when one of them comes."""
        return frozenset().union(*(part.moments for part in self.parts))

    @cached_property
    def is_lasting(self) -> bool:
        """Whether it depends on the as-of day only by which of its moments are past."""
        return all(part.is_lasting for part in self.parts)

    @cached_property
    def _hash(self) -> int:
        return hash(self.sql)

    def __eq__(self, other: object) -> bool:
        """Compare by what is said."""
        return isinstance(other, Expression) and self.sql == other.sql

    def __hash__(self) -> int:
        """Hash what is said, once."""
        return self._hash


class _Name(Expression):
    """One column or state."""

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset({self.pattern})


class _AsOf(Expression):
    """The end of the as-of day, in whatever way it is used."""

    is_lasting = False


class _Past(Expression):
    """Whether a moment lies before the end of the as-of day."""

    is_lasting = True

    @cached_property
    def moments(self) -> frozenset[Expression]:
        return frozenset({self.parts[0]})


class _Either(Expression):
    """Alternatives without parentheses around them."""


END_OF_DAY = _AsOf("{{as_of}}")
TRUE = Expression("TRUE")


def sql(pattern: str, *parts: Expression | str) -> Expression:
    """Return an expression; a part that is a text is the name of a column or state.

    ``sql("{} >= {}", "t_close", "t_accept")``. A name inside the pattern itself would not be known
    as one: a test looks for that.
    """
    return Expression(pattern, tuple(_part(p) for p in parts))


def _part(part: Expression | str) -> Expression:
    return part if isinstance(part, Expression) else named(part)


def named(word: str) -> Expression:
    """Return a column or a state (a condition that is worked out once a row and named)."""
    if not word.isidentifier():
        raise ValueError(f"no name of a column or state: {word}")
    return _Name(word)


def past(moment: Expression | str) -> Expression:
    """The moment lies before the end of the as-of day."""
    return _Past("{} < {}", (_part(moment), END_OF_DAY))


def later(moment: str, number: int, unit: str) -> Expression:
    """A moment so many hours or days after another."""
    return sql(f"{{}} + INTERVAL {number} {unit}", moment)


def all_of(*conditions: Expression | str) -> Expression:
    """Every condition holds. Alternatives among them have to stand in parentheses."""
    parts = tuple(_part(c) for c in conditions)
    if any(isinstance(part, _Either) for part in parts):
        raise ValueError("alternatives without parentheses in a conjunction")
    return Expression(" AND ".join("{}" for _ in parts), parts)


def any_of(*conditions: Expression | str) -> Expression:
    """One of the conditions holds at least."""
    parts = tuple(_part(c) for c in conditions)
    return _Either(" OR ".join("{}" for _ in parts), parts)


def grouped(condition: Expression | str) -> Expression:
    """The same in parentheses."""
    return sql("({})", condition)


def negated(condition: Expression | str) -> Expression:
    """The condition does not hold; it is one name, a call, or stands in parentheses."""
    return sql("NOT {}", condition)


def filled(column: str) -> Expression:
    """The column has a value."""
    return sql("{} IS NOT NULL", column)


def empty(column: str) -> Expression:
    """The column has no value."""
    return sql("{} IS NULL", column)


def equals(what: Expression | str, value: str) -> Expression:
    """It has just that text."""
    return sql(f"{{}} = {_literal(value)}", what)


def one_of(what: Expression | str, values: Iterable[str]) -> Expression:
    """It is one of some texts."""
    return sql(f"{{}} IN ({', '.join(map(_literal, values))})", what)


def none_of(what: Expression | str, values: Iterable[str]) -> Expression:
    """It is none of some texts."""
    return sql(f"{{}} NOT IN ({', '.join(map(_literal, values))})", what)


def surely(condition: Expression | str, *, otherwise: bool = False) -> Expression:
    """The condition, and a plain answer where it can't be told."""
    return sql(f"coalesce({{}}, {str(otherwise).upper()})", condition)


def chosen(when: Expression, then: Expression, otherwise: Expression) -> Expression:
    """One of two, by a condition."""
    return sql("CASE WHEN {} THEN {} ELSE {} END", when, then, otherwise)


def _literal(value: str) -> str:
    return quoted(value).replace("{", "{{").replace("}", "}}")
