"""The store: tables, engine and migrations. Nothing outside data_access knows which database."""
