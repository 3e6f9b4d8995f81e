"""A picture as plotly checks it, which pages leave out."""

import json
from typing import Any

import plotly.io
from plotly.graph_objects import Figure

from dashboards.charts.picture import Picture


def checked(picture: Picture) -> Any:
    """Return the figure with every property checked; what is drawn is the same to the last sign."""
    parts = picture.figure.to_dict()
    figure = Figure(**parts)
    sent, strict = (plotly.io.to_json(f, validate=False) for f in (parts, figure.to_dict()))
    assert json.loads(sent) == json.loads(strict)
    return figure
