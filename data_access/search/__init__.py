"""Finding, counting and reading tickets: within a scope, as known on a day."""

__all__ = [
    "asked",  # what is looked for
    "find",  # tickets that answer, the newest first, with their number
    "original",  # what the vault holds of a ticket, opened with a reason
    "task_figure",  # the supervision tasks that a figure counts
    "ticket",  # one ticket with its road through units
]
