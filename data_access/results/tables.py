"""The store's tables about results: files of a run, which run is current, cards of models, and
what people decided about topics, repeats and warnings.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from data_access.store.base import UtcDateTime, metadata
from data_access.store.tables import analysis_run

# SQLite only counts up by itself in a column declared exactly INTEGER.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

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
    Column("id", _SERIAL, primary_key=True),
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

topic_edit = Table(
    "topic_edit",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("kind", Text, nullable=False, comment="rename, merge, split, pin or hide"),
    Column("topic_id", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("withdrawn_at", UtcDateTime),
)
Index("ix_topic_edit_jurisdiction", topic_edit.c.jurisdiction)

repeat_decision = Table(
    "repeat_decision",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("suggestion_id", Text, nullable=False),
    Column("tickets", JSON, nullable=False, comment="the tickets that it is about"),
    Column("odd", JSON, nullable=False, comment="those of them that do not belong"),
    Column("decision", Text, nullable=False, comment="accepted or refused"),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("withdrawn_at", UtcDateTime),
)
Index("ix_repeat_decision_jurisdiction", repeat_decision.c.jurisdiction)

judgement = Table(
    "judgement",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("jurisdiction", Text, ForeignKey("jurisdiction.code"), nullable=False),
    Column("warning_id", Text, nullable=False),
    Column("verdict", Text, nullable=False, comment="what was said, see judgements.py"),
    Column("detector", Text, nullable=False),
    Column("area", Text, nullable=False, comment="empty: the whole jurisdiction"),
    Column("category", Text, nullable=False, comment="empty: any"),
    Column("life", Boolean, nullable=False, comment="of a class that threatens life"),
    Column("unit", Text, nullable=False, comment="task: whom it is to be issued to"),
    Column("note", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_judgement_warning", judgement.c.jurisdiction, judgement.c.warning_id)
