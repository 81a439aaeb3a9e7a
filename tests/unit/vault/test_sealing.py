"""Sealing keeps, opens, and refuses everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidpos.domain.errors import InvalidValue
from fidpos.vault.errors import SealBroken
from fidpos.vault.sealing import KEY_BYTES, OVERHEAD_BYTES, new_key, seal, unseal

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(key=keys, plaintext=st.binary(max_size=300), aad=st.binary(max_size=40))
def test_what_was_sealed_comes_back(key: bytes, plaintext: bytes, aad: bytes) -> None:
    sealed = seal(key, plaintext, aad)

    assert unseal(key, sealed, aad) == plaintext
    assert len(sealed) == len(plaintext) + OVERHEAD_BYTES


@given(plaintext=st.binary(max_size=60), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_breaks_the_seal(plaintext: bytes, place: int, bit: int) -> None:
    key = new_key()
    sealed = bytearray(seal(key, plaintext, b"member"))
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises(SealBroken):
        unseal(key, bytes(sealed), b"member")


@given(plaintext=st.binary(max_size=60), length=st.integers(min_value=0))
def test_cut_bytes_break_the_seal(plaintext: bytes, length: int) -> None:
    key = new_key()
    sealed = seal(key, plaintext, b"")

    with pytest.raises(SealBroken):
        unseal(key, sealed[: length % len(sealed)], b"")


@given(key=keys, other=keys, aad=st.binary(max_size=8), other_aad=st.binary(max_size=8))
def test_only_the_same_key_and_the_same_purpose_open_it(
    key: bytes, other: bytes, aad: bytes, other_aad: bytes
) -> None:
    sealed = seal(key, b"profile", aad)

    if (key, aad) != (other, other_aad):
        with pytest.raises(SealBroken):
            unseal(other, sealed, other_aad)


def test_sealing_twice_gives_different_bytes() -> None:
    key = new_key()

    assert seal(key, b"same", b"") != seal(key, b"same", b"")


def test_bytes_of_a_later_version_are_refused() -> None:
    key = new_key()
    sealed = seal(key, b"same", b"")

    with pytest.raises(SealBroken):
        unseal(key, b"\x02" + sealed[1:], b"")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(InvalidValue):
        seal(bytes(length), b"", b"")
    with pytest.raises(InvalidValue):
        unseal(bytes(length), bytes(OVERHEAD_BYTES), b"")


def test_the_message_of_a_broken_seal_says_nothing_of_its_content() -> None:
    key = new_key()
    sealed = seal(key, b"Camille", b"")

    with pytest.raises(SealBroken) as caught:
        unseal(new_key(), sealed, b"")

    assert "Camille" not in str(caught.value)
    assert caught.value.code == "seal_broken"
