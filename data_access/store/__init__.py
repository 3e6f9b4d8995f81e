"""The store: SQLite (WAL) as the embedded default, PostgreSQL for real deployments."""
