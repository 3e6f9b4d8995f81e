"""Whatever column of whatever file a phone number stands in, only the vault keeps it."""

import csv

import pytest
from sqlalchemy import String, select

from data_access import schemas
from data_access.importing.forms import columns
from data_access.importing.load import ingest
from data_access.store.base import metadata
from data_access.store.vault.scrub import scrub_label
from tests.data_access.test_import import PLACE, SCOPE, load, row, write

VALUES = {"time": "2026-03-01 09:30:00", "date": "2026-03-01", "int": "1", "float": "1"}
PLANTED = "138001"


def planted_rows(entity):
    """A row for each column that isn't an identifier, with a phone number of its own in it."""
    fields = columns(entity)
    for at, planted in enumerate(fields):
        if planted.identifier or planted.kind != "text":
            continue
        values = {
            f.name: VALUES.get(f.kind, f"{at}") if f.required or f.name in entity.key else ""
            for f in fields
        }
        yield [*{**values, planted.name: f"经办人{PLANTED}{at:05d}"}.values()]


def everything(store):
    """All texts of the database with where they stand, the vault's boxes aside."""
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String) or "JSON" in str(column.type).upper():
                    for (value,) in connection.execute(select(column)):
                        yield f"{table.name}.{column.name}", str(value)


@pytest.mark.parametrize("entity", schemas.ENTITIES.values(), ids=lambda e: e.name)
def test_no_column_keeps_a_phone_number(entity, sqlite_store, settings, tmp_path):
    path = tmp_path / f"{entity.label}{PLANTED}00000.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f.label for f in columns(entity)])
        writer.writerows(planted_rows(entity))
    result = ingest(sqlite_store, settings, SCOPE, path, "standard", actor="t", place=PLACE)
    assert result.inserted
    assert [where for where, text in everything(sqlite_store) if PLANTED in text] == []
    assert any("[电话]" in text for _, text in everything(sqlite_store))


def test_what_names_a_row_is_kept_to_the_letter(store, settings, tmp_path):
    load(store, settings, write(tmp_path / "t.csv", [row("13800138000")]))
    assert ("ticket_version.ticket_no", "13800138000") in everything(store)


@pytest.mark.parametrize(
    "label",
    ["市住建局", "张家口路街道", "12345中心", "供热（2026年）", "110转办", "七有五性；每月一题"],
)
def test_labels_without_numbers_stay(label):
    assert scrub_label(label) == label
