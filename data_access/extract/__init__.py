"""The extract: tickets without personal fields as Parquet, swapped in whole, queried by DuckDB."""

__all__ = [
    "city_history",  # what detectors of warnings look at
    "expressions",  # conditions on tickets as data, rendered to SQL last
    "gaps",  # months that the store has and the extract lacks
    "layout",  # columns, types and places of the files
    "manifest",  # what a generation consists of
    "measures",  # counts that are kept by day
    "put_tasks",  # supervision tasks beside what the city sent
    "query",  # asking the extract, within a scope
    "refresh",  # bringing the extract up to date
    "text_file",  # reading a month's index of texts
    "text_index",  # making it
    "texts",  # the ticket frame, for analyses of texts
]
