"""A jurisdiction in the store, for rows that hang on one."""

from __future__ import annotations

from sqlalchemy import insert

from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.store.tables import jurisdiction
from tests.data_access.test_import import PLACE

CODE = PLACE.code


def add_place(store: Store) -> None:
    """Add the jurisdiction ``CODE``."""
    with store.write() as connection:
        connection.execute(
            insert(jurisdiction).values(
                code=CODE, name=PLACE.name, timezone="Asia/Shanghai", size="county",
                calendar="cn", time_precision="minute", created_at=utc_now(),
            )
        )  # fmt: skip
