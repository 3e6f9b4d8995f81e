"""The store: SQLite (WAL) as the embedded default, PostgreSQL for real deployments."""

__all__ = [
    "added_rows",  # rows that people add and take back, each with its line in the audit chain
    "audit",  # who did what: an append-only chain of hashes
    "audit_pages",  # the same a page at a time, with personal values masked
    "base",  # what a room's own tables are declared with
    "bulk",  # many rows at once, by columns
    "clock",  # the one clock, for recording times
    "engine",  # the database and its transactions, migrations
    "exports",  # the ledger of downloads
    "in_use",  # who works with a home
    "lease",  # one worker at a time
    "new_fields",  # columns of fields that were declared since
    "private_files",  # files for their owner only
    "recordings",  # when tickets were first recorded
    "reference",  # places with their points, local events
    "runs",  # runs and their steps
    "tables",  # the tables of tickets, imports and runs, for the rooms above
    "ticket_events",  # the steps of tickets between units
    "ticket_road",  # what happened to one ticket
    "unfinished",  # a restore that was cut off
    "vault",  # keys, sealing, masking
]
