"""Intervals: how sure a forecast is, learnt from how far the back-test was off."""
