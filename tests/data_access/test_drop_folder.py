"""Which dropped files are whole, and where they go."""

import os

import pytest

from data_access.importing.drop_folder import (
    DONE,
    FAILED,
    NOTE,
    is_unchanged,
    look,
    put_away,
    whole,
)
from data_access.types import WeisuError


def test_only_plain_files_that_may_be_data_are_looked_at(tmp_path):
    for name in ("a.csv", ".hidden.csv", "~$b.xlsx", "c.csv.part", "d.TMP", "a.csv.ok", "e.md5"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    secret = tmp_path.parent / "secret.csv"
    secret.write_text("x", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(secret)
    assert set(look(tmp_path)) == {"a.csv"}


def test_a_file_that_grows_is_waited_for(tmp_path):
    growing, still = tmp_path / "growing.csv", tmp_path / "still.csv"
    growing.write_text("1", encoding="utf-8")
    still.write_text("1", encoding="utf-8")
    before = look(tmp_path)
    growing.write_text("12", encoding="utf-8")
    now = look(tmp_path)
    assert whole(before, now) == ["still.csv"]
    assert is_unchanged(tmp_path, "growing.csv", now["growing.csv"])
    growing.write_text("123", encoding="utf-8")
    assert not is_unchanged(tmp_path, "growing.csv", now["growing.csv"])


def test_a_file_put_in_the_place_of_another_is_another_file(tmp_path):
    path, other = tmp_path / "a.csv", tmp_path / "b.part"
    path.write_text("1", encoding="utf-8")
    before = look(tmp_path)
    other.write_text("2", encoding="utf-8")
    os.utime(other, ns=(before["a.csv"].changed_ns,) * 2)
    other.rename(path)
    assert whole(before, look(tmp_path)) == []


def test_the_oldest_file_is_first(tmp_path):
    for name, at in (("b.csv", 1), ("a.csv", 3), ("c.csv", 2)):
        (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, (at, at))
    now = look(tmp_path)
    assert whole(now, now) == ["b.csv", "c.csv", "a.csv"]


def test_what_is_put_away_keeps_its_content_and_a_note_and_replaces_nothing(tmp_path):
    places = []
    for content in ("1", "2", "3"):
        (tmp_path / "a.csv").write_text(content, encoding="utf-8")
        places.append(put_away(tmp_path, "a.csv", DONE, f"note {content}"))
    assert [p.read_text(encoding="utf-8") for p in places] == ["1", "2", "3"]
    notes = [p.with_name(p.name + NOTE).read_text(encoding="utf-8") for p in places]
    assert notes == ["note 1\n", "note 2\n", "note 3\n"]
    assert not look(tmp_path)
    assert {p.parent.name for p in places} == {DONE}


def test_a_folder_that_is_not_there_and_a_place_that_cannot_be_written_are_said(tmp_path):
    with pytest.raises(WeisuError, match="读不到"):
        look(tmp_path / "nothing")
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    (tmp_path / FAILED).write_text("a file in its place", encoding="utf-8")
    with pytest.raises(WeisuError, match="没能移入"):
        put_away(tmp_path, "a.csv", FAILED, "note")
    assert (tmp_path / "a.csv").exists()
