"""Import: files to rows, rows to fields by a profile, fields into the store, nothing lost."""

__all__ = [
    "batches",  # imports: the list of them, taking one back
    "column_draft",  # a template as somebody drafts it: each column's field, and how
    "draft_document",  # such a draft as the document of a template
    "drop_folder",  # files that another system drops: which are whole, and where they go
    "feed",  # until which day a source's tickets are due
    "file_look",  # a look at an unknown file: sheets, names, values
    "forms",  # empty workbooks of the standard template
    "job",  # an import while it runs, and what came of it
    "jurisdictions",  # whose data there are
    "load",  # one file into the store
    "own_profile",  # templates that people keep from the page
    "place_again",  # places of tickets that were imported before
    "places",  # who finds the place of a ticket, and what is kept of it
    "preview",  # what an import would do
    "profile",  # how a source's files map; whose data it is
    "profile_files",  # profiles as YAML, shipped and own
    "quarantine",  # rows that could not be imported
    "readers",  # files as numbered rows of text
    "rescrub",  # stored texts masked once more, after the rules changed
    "retry",  # quarantined rows, once more
    "row_feed",  # rows of another program, as a file's
    "sample_mask",  # values of an unknown file as they may be shown
    "suggest",  # a first mapping for an unknown file
    "suggest_draft",  # the template that such a mapping would be
    "suggest_times",  # how a column of times may be written
    "table_choice",  # which tables of a profile a file holds
    "times",  # a time as a source writes it
    "uploads",  # files that wait to be imported
]
