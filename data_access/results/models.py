"""Cards of the models in use: on what they were trained, how far off they are, when they go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from data_access.results.tables import model_card
from data_access.store.clock import utc_now
from data_access.store.engine import Store
from data_access.types import Scope


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One version of a model.

    ``error`` was measured on data that the model had not seen; ``measure`` names it.
    ``retrain_above``: the error above which it is trained again. ``jurisdiction`` None: it ships
    with the product.
    """

    room: str
    model: str
    version: str
    trained_on: str
    measure: str
    error: float | None = None
    retrain_above: float | None = None
    jurisdiction: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    trained_at: datetime | None = None

    @property
    def due(self) -> bool:
        """Whether the error calls for training it again."""
        return (
            self.error is not None
            and self.retrain_above is not None
            and self.error > self.retrain_above
        )


def record_card(store: Store, card: ModelCard) -> None:
    """Add a card; earlier ones stay as the model's past."""
    with store.write() as connection:
        connection.execute(
            insert(model_card).values(
                room=card.room,
                model=card.model,
                jurisdiction=card.jurisdiction,
                version=card.version,
                trained_on=card.trained_on,
                trained_at=card.trained_at or utc_now(),
                measure=card.measure,
                error=card.error,
                retrain_above=card.retrain_above,
                detail=dict(card.detail),
            )
        )


def cards(
    store: Store, scope: Scope, room: str | None = None, *, jurisdiction: str | None = None
) -> list[ModelCard]:
    """Return the newest card of every model that the scope may know of, by room and model."""
    query = select(model_card).order_by(model_card.c.trained_at.desc(), model_card.c.id.desc())
    if room is not None:
        query = query.where(model_card.c.room == room)
    if jurisdiction is not None:
        scope.require_jurisdiction(jurisdiction)
        query = query.where(
            model_card.c.jurisdiction.is_(None) | (model_card.c.jurisdiction == jurisdiction)
        )
    with store.read() as connection:
        rows = connection.execute(query).all()
    newest: dict[tuple[str, str, str | None], ModelCard] = {}
    for row in rows:
        if row.jurisdiction is not None and not scope.sees(row.jurisdiction):
            continue
        key = (row.room, row.model, row.jurisdiction)
        newest.setdefault(
            key,
            ModelCard(
                row.room,
                row.model,
                row.version,
                row.trained_on,
                row.measure,
                row.error,
                row.retrain_above,
                row.jurisdiction,
                row.detail or {},
                row.trained_at,
            ),
        )
    return [newest[key] for key in sorted(newest, key=lambda k: (k[0], k[1], k[2] or ""))]
