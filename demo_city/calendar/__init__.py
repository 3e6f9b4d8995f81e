"""What the calendar does to a city: working days, seasons, weather and local events."""
