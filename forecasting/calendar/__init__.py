"""What a forecast knows of each day: holidays, lunar new year, sun, heating, school, weekday."""
