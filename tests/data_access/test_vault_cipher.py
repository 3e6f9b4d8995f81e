"""The vault's keys and algorithms: published vectors, files that no two processes make twice."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from data_access.store.vault.cipher import (
    KeyMaker,
    SealedError,
    VaultCipher,
    normal_address,
    normal_phone,
)
from data_access.store.vault.keys import Keys, add_version, load_keys
from data_access.types import WeisuError

VAULT = Keys("vault", {1: bytes(range(16))})
HMAC = Keys("hmac", {1: bytes(range(32))})


def sm3(data: bytes) -> bytes:
    work = hashes.Hash(hashes.SM3())
    work.update(data)
    return work.finalize()


def test_sm4_gcm_gives_the_vector_of_rfc_8998_a1():
    nonce = bytes.fromhex("00001234567800000000ABCD")
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    plain = "".join(c * 16 for c in "ABCDEFEA")
    sealed = work.update(bytes.fromhex(plain)) + work.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert work.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_sm3_gives_the_vector_of_gb_t_32905_and_the_keyed_digest_is_an_hmac_of_it():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = HMAC.current.ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in key) + b"data")
    whole = sm3(bytes(b ^ 0x5C for b in key) + inner)
    assert KeyMaker(HMAC).printed(b"data") == whole.hex()[:32]


def test_a_print_of_before_is_brought_through_the_keys_that_came_since():
    keys = {1: bytes(range(32)), 2: bytes(range(1, 33)), 4: bytes(range(2, 34))}
    one, two, all_three = (
        KeyMaker(Keys("hmac", {v: keys[v] for v in versions}))
        for versions in ((1,), (2, 1), (4, 1, 2))
    )
    found = one.printed(b"13812345678")
    assert two.wrapped(found) == two.printed(b"13812345678") != found
    assert all_three.wrapped(two.wrapped(found)) == all_three.printed(b"13812345678")
    assert all_three.wrapped(found, turned=0) == all_three.printed(b"13812345678")
    assert all_three.wrapped(found, turned=2) == found
    assert not one.wraps
    with pytest.raises(ValueError, match="one key"):
        one.wrapped(found)


@given(st.binary(max_size=500), st.binary(max_size=50))
def test_what_is_sealed_opens_again_and_never_looks_the_same(data, aad):
    cipher = VaultCipher(VAULT)
    first, second = cipher.encrypt(data, aad), cipher.encrypt(data, aad)
    assert first != second
    assert cipher.decrypt(first, aad) == data
    assert VaultCipher.version_of(first) == 1


@given(st.integers(0, 60), st.integers(1, 255))
def test_one_changed_byte_is_noticed(place, change):
    cipher = VaultCipher(VAULT)
    sealed = bytearray(cipher.encrypt("张三的电话和地址".encode(), b"a"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealedError):
        cipher.decrypt(bytes(sealed), b"a")


def test_an_item_opens_only_under_its_own_name():
    cipher = VaultCipher(VAULT)
    with pytest.raises(SealedError, match="改动"):
        cipher.decrypt(cipher.encrypt(b"x", b"ticket|1"), b"ticket|2")
    with pytest.raises(SealedError, match="不完整"):
        cipher.decrypt(b"\1abc", b"")


def test_older_keys_open_what_they_sealed(tmp_path):
    folder = tmp_path / "keys"
    old = VaultCipher(load_keys(folder, may_create=True).vault)
    sealed = old.encrypt(b"x", b"")
    assert add_version(folder, "vault") == 2
    keys = load_keys(folder, may_create=False)
    new = VaultCipher(keys.vault)
    assert new.decrypt(sealed, b"") == b"x"
    assert VaultCipher.version_of(new.encrypt(b"x", b"")) == 2
    (folder / "vault-1.key").unlink()
    with pytest.raises(SealedError, match=r"vault-1\.key"):
        VaultCipher(load_keys(folder, may_create=False).vault).decrypt(sealed, b"")


# ------------------------------------------------------------------ key files


def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    folder = tmp_path / "keys"
    first = load_keys(folder, may_create=True)
    assert load_keys(folder, may_create=True).hmac.current == first.hmac.current
    assert {p.name for p in folder.iterdir()} == {"vault-1.key", "hmac-1.key"}
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in folder.iterdir())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first.vault.current.hex() not in repr(first)


def test_a_missing_key_is_never_replaced_where_data_exists(tmp_path):
    with pytest.raises(WeisuError, match=r"没有生成新密钥.*备份"):
        load_keys(tmp_path / "keys", may_create=False)
    with pytest.raises(WeisuError, match=r"没有生成新密钥.*备份"):
        add_version(tmp_path / "keys", "vault")
    assert not (tmp_path / "keys").exists()


def test_damaged_and_open_keys_are_refused(tmp_path):
    load_keys(tmp_path, may_create=True)
    path = tmp_path / "hmac-1.key"
    path.chmod(0o644)
    with pytest.raises(WeisuError, match="chmod 600"):
        load_keys(tmp_path, may_create=True)
    path.chmod(0o600)
    path.write_text("zz")
    with pytest.raises(WeisuError, match="已损坏"):
        load_keys(tmp_path, may_create=True)
    path.write_text("00" * 5)
    with pytest.raises(WeisuError, match="已损坏"):
        load_keys(tmp_path, may_create=True)


def _load(folder: str) -> str:
    return load_keys(Path(folder), may_create=True).vault.current.hex()


def test_processes_that_start_at_once_end_with_the_same_keys(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.map(_load, [str(tmp_path / "keys")] * 8, chunksize=1)
    assert len(set(found)) == 1


# ------------------------------------------------------------------ callers and places


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "+86 138-1234-5678",
        "0086 13812345678",
        "13812345678".translate({48 + i: 0xFF10 + i for i in range(10)}),
        "13812345678/13900001111",
        "8613812345678",
    ],
)
def test_one_phone_has_one_key(text):
    maker = KeyMaker(HMAC)
    key = maker.caller_key(text, None, "350000")
    assert key == maker.caller_key("138 1234 5678", "other", "110000")
    assert key is not None
    assert len(key) == 32


@pytest.mark.parametrize("text", ["", "无", "匿名", "0000000000", "110", "不详"])
def test_what_is_no_number_makes_no_caller(text):
    assert normal_phone(text) is None
    assert KeyMaker(HMAC).caller_key(text, None, "x") is None


def test_a_reference_counts_in_its_own_jurisdiction_only():
    maker = KeyMaker(HMAC)
    assert maker.caller_key(None, "U1", "a") != maker.caller_key(None, "U1", "b")
    assert maker.caller_key("无", "U1", "a") == maker.caller_key(None, " U1 ", "a")
    assert maker.caller_key("U1", "", "a") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("人民路 12 号 3号楼", "人民路12号3栋", True),
        ("幸福小区3幢(东门)", "幸福小区 3 栋东门", True),
        ("人民路1-12号", "人民路11-2号", False),
        ("人民路112号", "人民路11 2号", False),
    ],
)
def test_addresses_are_compared_by_what_they_say(one, other, same):
    assert (normal_address(one) == normal_address(other)) is same


def test_no_place_makes_no_key():
    assert KeyMaker(HMAC).place_key("不详", "a") is None
    assert KeyMaker(HMAC).place_key(None, "a") is None


def test_it_is_fast_enough_for_a_million_rows():
    maker, cipher = KeyMaker(HMAC), VaultCipher(VAULT)
    start = time.perf_counter()
    for i in range(2000):
        maker.caller_key(f"138{i:08d}", None, "x")
    per_key = (time.perf_counter() - start) / 2000
    start = time.perf_counter()
    for _ in range(2000):
        cipher.encrypt(b"x" * 500, b"aad")
    per_seal = (time.perf_counter() - start) / 2000
    print(f"caller keys {1 / per_key:,.0f}/s, seals {1 / per_seal:,.0f}/s")
    assert per_key < 1 / 10_000
    assert per_seal < 1 / 5_000
