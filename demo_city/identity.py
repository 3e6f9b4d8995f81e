"""What the fictional city is called, and its code."""

CITY_CODE = "990181"
CITY_NAME = "澄川市"
