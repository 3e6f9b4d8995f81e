"""The one door to data: settings, types, schemas, calendar, store, import, extract, metrics, accounts."""
