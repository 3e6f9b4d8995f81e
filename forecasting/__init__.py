"""Forecasts of what people will report: calendar, models, back-tests, intervals, seats."""
