"""Fields that were declared after the tables of what cities send had been made.

An optional field needs no migration: its column follows from ``schemas``. What renames, removes or
fills a column, and whatever concerns other tables, is a migration as ever.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from sqlalchemy import Connection, inspect
from sqlalchemy.schema import CreateColumn

from data_access.store.tables import PLAIN, VERSIONED


def add_new_fields(
    connection: Connection, only: Mapping[str, Container[str]] | None = None
) -> None:
    """Give every table of cities' rows the columns that it lacks, empty in the rows there are.

    ``only``: just these columns, by table. Raises ``ValueError`` for a required field, which
    earlier rows could not have.
    """
    inspector = inspect(connection)
    for entity, table in {**PLAIN, **VERSIONED}.items():
        if only is not None and table.name not in only:
            continue
        there = {column["name"] for column in inspector.get_columns(table.name)}
        wanted = (
            table.columns
            if only is None
            else [c for c in table.columns if c.name in only.get(table.name, ())]
        )
        new = [column for column in wanted if column.name not in there]
        for column in new:
            if not column.nullable:
                raise ValueError(f"{table.name}.{column.name} is required: that takes a migration")
            added = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {added}")
        if new and entity in VERSIONED:
            # A view keeps the columns that there were when it was made.
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {entity}")
            connection.exec_driver_sql(
                f"CREATE VIEW {entity} AS SELECT * FROM {table.name} WHERE is_current"  # noqa: S608
            )
