"""Empty forms of the standard template: what is filled into one is what the import reads."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from data_access import schemas
from data_access.importing.forms import columns, file_name, form
from data_access.importing.load import ingest
from data_access.store.tables import PLAIN, VERSIONED
from tests.data_access.test_import import PLACE, SCOPE

EXAMPLES = {
    "time": "2026-03-01 09:30:00", "date": "2026-03-01", "int": "3", "float": "30.5", "bool": "是",
}  # fmt: skip
LEVELS = {"level": "street", "code": "990101001", "parent": "990101", "lon": "118.5"}


def example(field):
    return LEVELS.get(field.name) or (
        field.choices[0] if field.choices else EXAMPLES.get(field.kind, f"甲{field.name}")
    )


def filled(entity, path, number_as_text="031234567890123456"):
    """A form with a row in which every column is filled."""
    book = load_workbook(BytesIO(form(entity)))
    values = {f.label: example(f) for f in columns(entity)}
    if entity.name == "ticket":
        values["工单编号"] = number_as_text
        values["发生地址"] = "和平路12号"
        values["截止时间"] = values["办结时间"] = "2026-03-05 09:30:00"
    book.worksheets[0].append([values[str(c.value)] for c in book.worksheets[0][1]])
    book.save(path)
    return path


@pytest.mark.parametrize("entity", schemas.ENTITIES.values(), ids=lambda e: e.name)
def test_every_column_of_a_filled_form_is_read(entity, sqlite_store, settings, tmp_path):
    path = filled(entity, tmp_path / file_name(entity))
    result = ingest(sqlite_store, settings, SCOPE, path, "standard", actor="test", place=PLACE)
    assert (result.entity, result.read, result.inserted) == (entity.name, 1, 1)
    assert not result.further
    table = {**PLAIN, **VERSIONED}[entity.name]
    with sqlite_store.read() as connection:
        (stored,) = connection.execute(select(table)).mappings()
    kept = [f for f in columns(entity) if not f.personal and f.name in stored]
    assert [f.name for f in kept if stored[f.name] is None] == []


def test_a_long_number_stays_as_it_was_typed(sqlite_store, settings, tmp_path):
    path = filled(schemas.TICKET, tmp_path / "工单.xlsx", "003123456789012345")
    ingest(sqlite_store, settings, SCOPE, path, "standard", actor="test", place=PLACE)
    with sqlite_store.read() as connection:
        assert connection.scalar(select(VERSIONED["ticket"].c.ticket_no)) == "003123456789012345"


def test_lists_are_offered_and_explained():
    book = load_workbook(BytesIO(form(schemas.TICKET)))
    sheet, notes = book.worksheets
    offered = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert f'"{",".join(schemas.SATISFACTION)}"' in offered
    assert '"是,否"' in offered
    told = {row[0]: row for row in notes.iter_rows(min_row=2, values_only=True)}
    assert set(told) == {c.value for c in sheet[1]}
    assert told["工单编号"][1] == "是"
    assert "非常满意" in str(told["满意度"][4])
    assert sheet["A1"].value == "工单编号"


def test_what_the_product_works_out_itself_is_not_asked_for():
    assert not {"caller_key", "place_key"} & {f.name for f in columns(schemas.TICKET)}


def test_an_empty_form_brings_nothing_and_changes_nothing(sqlite_store, settings, tmp_path):
    path = tmp_path / "工单.xlsx"
    path.write_bytes(form(schemas.TICKET))
    result = ingest(sqlite_store, settings, SCOPE, path, "standard", actor="test", place=PLACE)
    assert result.read == 0
