"""The extract: tickets without personal fields as Parquet, swapped in whole, queried by DuckDB."""
