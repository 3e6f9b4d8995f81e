"""Another key for the vault: everything opens before, meanwhile and afterwards."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from data_access import health
from data_access.accounts import contacts, token
from data_access.accounts.store import create_account
from data_access.importing import job
from data_access.settings import Settings
from data_access.store.clock import utc_now
from data_access.store.engine import Store, open_store
from data_access.store.tables import ticket_version, vault_item
from data_access.store.vault.cipher import SealedError
from data_access.store.vault.key_prints import known_keys
from data_access.store.vault.sealed_columns import SealedColumn
from data_access.store.vault.sealer import open_items, open_sealer
from data_access.types import Scope, WeisuError
from supervision import store_tables as tasks
from supervision.attachments import Attachment, opened, sealed_row
from supervision.task import Task
from tests.data_access.test_import import load, row, write
from tests.support.killing import AS_LONG_AS_IT_TAKES, duration, killed_after, moments
from weisu.key_rotation import rotate_vault

SCOPE = Scope.system("test")
CODE = "990101"


@pytest.fixture
def own(store: Store, settings: Settings) -> Settings:
    """The settings of the store at hand."""
    url = "" if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


@pytest.fixture
def filled(store: Store, own: Settings, tmp_path: Path) -> Store:
    """A store with something in every sealed column."""
    rows = [row(str(n), day=1 + n % 28, phone=f"138{n:08d}") for n in range(30)]
    load(store, own, write(tmp_path / "t.csv", [*rows, row("x", day=99)]))
    create_account(
        store, own, SCOPE, login="zhang", display_name="张", password="Wei-su_2026!abc",
        role="leader",
    )  # fmt: skip
    contacts.set_contact(store, own, SCOPE, "zhang", email="a@b.cn")
    sealer = open_sealer(store, own)
    with store.write() as connection:
        number = tasks.insert_task(connection, CODE, "2026-1")
        of = Task(id=number, jurisdiction=CODE, number="2026-1")
        values = {
            "task_id": number, "seq": 1, "action": "draft", "actor": "t", "party": "office",
            "at": utc_now(), "note": "", "answers": 0, "payload": {},
        }  # fmt: skip
        box = sealer.cipher.encrypt("打13800138000".encode(), tasks.note_bound(of, 1))
        connection.execute(insert(tasks.task_event).values(note_box=box, **values))
        file = sealed_row(
            sealer, Attachment("信.pdf", b"%PDF-", "application/pdf"), CODE, number, 1
        )
        tasks.add_file(connection, file)
    return store


def opens(store: Store, own: Settings) -> list[str]:
    """Open everything that is sealed, and return it."""
    with store.read() as connection:
        items = connection.execute(select(*vault_item.primary_key.columns)).all()
    found = open_items(store, own, SCOPE, [tuple(i) for i in items], actor="t", reason="test")
    sealer = open_sealer(store, own)
    with store.read() as connection:
        note = connection.execute(
            select(tasks.task_event.c.task_id, tasks.task_event.c.note_box)
        ).one()
        file = connection.execute(select(tasks.task_file)).mappings().one()
    of = Task(id=note.task_id, jurisdiction=CODE, number="")
    said = sealer.cipher.decrypt(note.note_box, tasks.note_bound(of, 1)).decode()
    attached = opened(sealer, CODE, file)
    address = contacts.email_of(store, own, 1)
    return [*sorted(map(str, found)), said, attached.name, str(attached.content), str(address)]


def key_names(own: Settings) -> set[str]:
    return {p.name for p in own.key_folder.glob("vault-*.key")}


def test_everything_opens_with_the_new_key_alone(
    filled: Store, own: Settings, tmp_path: Path
) -> None:
    before = opens(filled, own)
    done = rotate_vault(filled, own, actor="t", old_to=tmp_path / "old")
    assert (done.version, done.removed) == (2, ("vault-1.key",))
    assert done.resealed == 31 + 1 + 1 + 2
    assert key_names(own) == {"vault-2.key"}
    assert [p.name for p in (tmp_path / "old").iterdir()] == ["vault-1.key"]
    assert opens(filled, own) == before
    assert health.keys(own, filled)[0]
    again = load(filled, own, tmp_path / "t.csv")
    assert (again.unchanged, again.updated) == (30, 0)
    with filled.read() as connection:
        assert set(connection.execute(select(vault_item.c.key_version)).scalars()) == {2}
    assert rotate_vault(filled, own, actor="t").version == 3
    assert opens(filled, own) == before


def test_a_box_that_nobody_told_of_keeps_the_key_as_it_is(filled: Store, own: Settings) -> None:
    binary = "BLOB" if filled.is_sqlite else "BYTEA"
    with filled.write() as connection:
        connection.exec_driver_sql(f"CREATE TABLE photo (id INTEGER, scan_box {binary})")
    with pytest.raises(WeisuError, match=r"photo\.scan_box"):
        rotate_vault(filled, own, actor="t")
    assert key_names(own) == {"vault-1.key"}


def test_an_import_that_began_before_goes_on_with_the_new_key(
    filled: Store, own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(f"n{n}", day=1 + n % 28, phone=f"139{n:08d}") for n in range(20)]
    path = write(tmp_path / "more.csv", rows)
    small = own.model_copy(update={"import_chunk_rows": 5})
    real, chunks = job._ready, []

    def turned_meanwhile(*args: object, **more: object) -> object:
        found = real(*args, **more)  # type: ignore[arg-type]
        chunks.append(1)
        if len(chunks) == 2:
            rotate_vault(filled, own, actor="t")
        return found

    monkeypatch.setattr(job, "_ready", turned_meanwhile)
    done = load(filled, small, path)
    assert done.inserted == 20
    with filled.read() as connection:
        assert set(connection.execute(select(vault_item.c.key_version)).scalars()) == {2}
        assert len(connection.execute(select(ticket_version.c.version_id)).all()) == 50
    assert len(opens(filled, own)) == 31 + 20 + 4


def test_reads_and_imports_go_on_while_keys_are_turned(
    filled: Store, own: Settings, tmp_path: Path
) -> None:
    before, faults, over = opens(filled, own), [], threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                assert set(before) <= set(opens(filled, own))
            except (AssertionError, WeisuError) as error:
                faults.append(error)

    def write_rows() -> None:
        for number in range(6):
            path = write(tmp_path / f"w{number}.csv", [row(f"w{number}", phone="13912345678")])
            try:
                load(filled, own, path)
            except WeisuError as error:
                faults.append(error)

    threads = [threading.Thread(target=read), threading.Thread(target=write_rows)]
    for thread in threads:
        thread.start()
    rotate_vault(filled, own, actor="t")
    threads[1].join()
    over.set()
    threads[0].join()
    assert faults == []
    assert len(opens(filled, own)) == len(before) + 6


def _rotate(own: Settings) -> None:
    from sqlalchemy import text

    store = open_store(own)
    with store.write() as connection:  # the lease of one that was killed would run for a minute
        connection.execute(text("DELETE FROM lease"))
    rotate_vault(store, own, actor="t")


@AS_LONG_AS_IT_TAKES
def test_a_rotation_that_was_killed_is_taken_up_again(filled: Store, own: Settings) -> None:
    before = opens(filled, own)
    longest = duration(_rotate, own)
    for moment in moments(longest):
        killed_after(moment, _rotate, own)
        assert opens(filled, own) == before
        _rotate(own)
        assert opens(filled, own) == before
        with filled.read() as connection:
            known = known_keys(connection)
        assert set(known.prints["vault"]) == {known.seals}
        assert f"vault-{known.seals}.key" in key_names(own)
        assert health.keys(own, filled)[0]


def test_the_old_key_opens_nothing_any_more(filled: Store, own: Settings, tmp_path: Path) -> None:
    old = open_sealer(filled, own)
    rotate_vault(filled, own, actor="t")
    with filled.read() as connection:
        item = connection.execute(select(vault_item)).mappings().first()
    assert item is not None
    address = (item["jurisdiction"], item["kind"], item["ref"], item["row_hash"])
    with pytest.raises(SealedError):
        old.open(address, item["box"])
    assert isinstance(tasks.SEALED[0], SealedColumn)


def test_a_new_cookie_key_ends_every_sign_in(sqlite_store: Store, settings: Settings) -> None:
    value = token.sign_token(settings, "abc")
    assert token.read_token(settings, value) == "abc"
    token.rotate_key(sqlite_store, settings, actor="t")
    assert token.read_token(settings, value) is None
    assert token.read_token(settings, token.sign_token(settings, "abc")) == "abc"
    file = settings.key_folder / token.KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600
