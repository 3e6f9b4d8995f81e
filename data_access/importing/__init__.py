"""Import: files to rows, rows to fields by a profile, fields into the store, nothing lost."""

__all__ = [
    "batches",  # imports: the list of them, taking one back
    "drop_folder",  # files that another system drops: which are whole, and where they go
    "feed",  # until which day a source's tickets are due
    "forms",  # empty workbooks of the standard template
    "job",  # an import while it runs, and what came of it
    "jurisdictions",  # whose data there are
    "load",  # one file into the store
    "own_profile",  # a template taken further by columns that it did not know
    "preview",  # what an import would do
    "profile",  # how a source's files map; whose data it is
    "profile_files",  # profiles as YAML, shipped and own
    "quarantine",  # rows that could not be imported
    "readers",  # files as numbered rows of text
    "rescrub",  # stored texts masked once more, after the rules changed
    "retry",  # quarantined rows, once more
    "row_feed",  # rows of another program, as a file's
    "suggest",  # a first mapping for an unknown file
    "suggest_draft",  # the template that such a mapping would be
    "table_choice",  # which tables of a profile a file holds
    "uploads",  # files that wait to be imported
]
