"""Answers of an extract's database that are remembered while nothing of it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest

from data_access.extract.query import Extract


@contextmanager
def answers_remembered() -> Iterator[None]:
    """Ask every statement of an extract once. A statement names the files that it reads, which
    never change, and all that its reader may see: the same words have the same answer. Everyone
    gets a copy of it.
    """
    known: dict[object, pd.DataFrame] = {}
    connect = Extract._connection

    def remembering(self: Extract) -> Any:
        return _Connection(connect(self), known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Extract, "_connection", remembering)
        yield


class _Connection:
    """A connection of DuckDB whose questions are answered from memory."""

    def __init__(self, connection: Any, known: dict[object, pd.DataFrame]) -> None:
        self._connection, self._known = connection, known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        if not statement.startswith("WITH t AS ("):
            return self._connection.execute(statement, parameters)
        return _Answer(self._connection, self._known, statement, parameters)


class _Answer:
    """A question, asked when its frame is wanted."""

    def __init__(
        self,
        connection: Any,
        known: dict[object, pd.DataFrame],
        statement: str,
        parameters: Sequence[object],
    ) -> None:
        self._connection, self._known = connection, known
        self._statement, self._parameters = statement, parameters

    def df(self) -> pd.DataFrame:
        key = (self._statement, *map(repr, self._parameters))
        if key not in self._known:
            asked = self._connection.execute(self._statement, list(self._parameters))
            self._known[key] = asked.df()
        return self._known[key].copy()
