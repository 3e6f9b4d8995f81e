"""Import: files to rows, rows to fields by a profile, fields into the store, nothing lost."""
