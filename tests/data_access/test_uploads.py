"""Files that wait to be imported lie in folders of their own, for the owner only, not for ever."""

import pytest

from data_access.importing.uploads import remove_upload, sweep_uploads, upload_path


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\a.csv", ".hidden", "", "工单.csv"])
def test_an_uploaded_file_stays_in_its_own_folder(settings, name):
    path = upload_path(settings, name)
    path.write_bytes(b"x")
    assert path.parent.parent == settings.home / "uploads"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_forgotten_uploads_are_swept(settings):
    path = upload_path(settings, "a.csv")
    assert sweep_uploads(settings) == 0
    assert sweep_uploads(settings, older_than=-1) == 1
    assert not path.exists()


def test_what_was_imported_is_removed_with_its_folder(settings):
    path, other = upload_path(settings, "a.csv"), upload_path(settings, "a.csv")
    remove_upload(path)
    assert not path.parent.exists()
    assert other.exists()
