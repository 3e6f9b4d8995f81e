"""Finding, counting and reading tickets: within a scope, as known on a day."""

__all__ = [
    "asked",  # what is looked for
    "find",  # tickets that answer, the newest first, with their number
    "ticket",  # one ticket with its road through units
]
