"""The store's tables about results: files of a run, which run is current, cards of models."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Table,
    Text,
)

from data_access.store.base import SERIAL, UtcDateTime, metadata
from data_access.store.tables import analysis_run

Index(
    "ix_analysis_run_room", analysis_run.c.room, analysis_run.c.jurisdiction, analysis_run.c.status
)

result_file = Table(
    "result_file",
    metadata,
    Column("run_id", Text, ForeignKey("analysis_run.run_id"), primary_key=True),
    Column("name", Text, primary_key=True, comment="a declared frame of the run's room"),
    Column("path", Text, nullable=False, comment="below the storage's root"),
    Column("rows", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
)

current_result = Table(
    "current_result",
    metadata,
    Column("room", Text, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), primary_key=True),
    Column("run_id", Text, ForeignKey("analysis_run.run_id"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

model_card = Table(
    "model_card",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("room", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("jurisdiction", Text, comment="empty: ships with the product, for all"),
    Column("version", Text, nullable=False),
    Column("trained_on", Text, nullable=False, comment="which data, in words"),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("measure", Text, nullable=False, comment="what the error is: wape, 1-f1 …"),
    Column("error", Float, comment="on data that it has not seen"),
    Column("retrain_above", Float, comment="error above which it is trained again"),
    Column("detail", JSON),
)
Index("ix_model_card_model", model_card.c.room, model_card.c.model, model_card.c.jurisdiction)
