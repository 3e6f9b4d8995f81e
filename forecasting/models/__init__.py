"""The models, behind one interface: fit(history, calendar), then forecast(h)."""
