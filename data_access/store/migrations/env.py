"""Runs the migrations on the connection that ``engine.migrate`` hands over."""

from alembic import context

from data_access.accounts import tables as _accounts  # noqa: F401 - registers its tables
from data_access.notices import tables as _notices  # noqa: F401 - registers its tables
from data_access.results import tables as _results  # noqa: F401 - registers its tables
from data_access.store import tables as _tables  # noqa: F401 - registers its tables
from data_access.store.base import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
