"""The place a ticket speaks of, from its text: names known, names learnt, how sure that is.

``train_gazetteer`` makes the gazetteer of a jurisdiction once; ``resolve`` places tickets with it.
"""

from geo.places.areas import Areas
from geo.places.calibration import Calibration
from geo.places.evaluation import placed_shares, precision_by_confidence, precision_by_level
from geo.places.facts import FACT_FIELDS
from geo.places.gazetteer import PLACE_COLUMNS, Gazetteer, build_gazetteer
from geo.places.mentions import Mention, extract
from geo.places.resolving import (
    NONE,
    OPEN,
    PLACE_FRAME,
    PLACED,
    TEXT_FIELDS,
    UNKNOWN,
    Place,
    Resolver,
    resolve,
)
from geo.places.training import train_gazetteer

__all__ = [
    "FACT_FIELDS",
    "NONE",
    "OPEN",
    "PLACED",
    "PLACE_COLUMNS",
    "PLACE_FRAME",
    "TEXT_FIELDS",
    "UNKNOWN",
    "Areas",
    "Calibration",
    "Gazetteer",
    "Mention",
    "Place",
    "Resolver",
    "build_gazetteer",
    "extract",
    "placed_shares",
    "precision_by_confidence",
    "precision_by_level",
    "resolve",
    "train_gazetteer",
]
