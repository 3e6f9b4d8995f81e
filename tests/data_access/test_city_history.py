"""What the detectors of warnings read: local times, texts only where asked for."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data_access.extract.city_history import city_history
from data_access.extract.query import Extract
from data_access.store.engine import Store
from data_access.types import NotAllowedError, Scope
from tests.data_access.test_ticket_frame import ALL, CODE
from tests.data_access.test_ticket_frame import extract as extract  # noqa: PLC0414 - a fixture


def test_texts_come_scrubbed_and_only_where_asked_for(
    extract: Extract, sqlite_store: Store
) -> None:
    plain = city_history(extract, sqlite_store, ALL, CODE, as_of=date(2026, 3, 31))
    assert "text" not in plain.tickets
    found = city_history(extract, sqlite_store, ALL, CODE, as_of=date(2026, 3, 31), texts=True)
    texts = dict(zip(found.tickets["ticket_no"], found.tickets["text"], strict=True))
    assert texts["1"] == "暖气不热"
    assert texts["3"].startswith("路灯不亮。")
    assert "13812345678" not in texts["3"]
    assert set(texts) == {"1", "2", "3"}
    at = found.tickets.set_index("ticket_no")["t_accept"]["3"]
    assert at == pd.Timestamp("2026-03-05 09:30:00")


def test_who_sees_a_part_gets_no_history(extract: Extract, sqlite_store: Store) -> None:
    mine = Scope("u", frozenset(), frozenset({CODE}), frozenset({"住建局"}))
    with pytest.raises(NotAllowedError):
        city_history(extract, sqlite_store, mine, CODE)


def test_no_more_days_of_texts_are_read_than_asked_for(
    extract: Extract, sqlite_store: Store
) -> None:
    day = date(2026, 3, 31)
    whole = city_history(extract, sqlite_store, ALL, CODE, as_of=day, texts=True).tickets
    some = city_history(
        extract, sqlite_store, ALL, CODE, as_of=day, texts=True, text_days=27
    ).tickets
    late = whole["t_accept"] >= pd.Timestamp("2026-03-05")
    assert late.any()
    assert not late.all()
    assert some["ticket_no"].tolist() == whole["ticket_no"].tolist()
    assert some["text"][late].tolist() == whole["text"][late].tolist()
    assert some["text"][~late].isna().all()
