"""The one door to data: settings, schemas, calendar, store, import, extract, metrics, accounts."""
