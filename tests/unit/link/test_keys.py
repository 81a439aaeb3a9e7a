"""The tokens of the registers: shown once, kept as hashes, ended at once."""

from datetime import UTC, datetime

import pytest

from fidpos.link.keys import BadRegisterName, RegisterKeys, RegistersUnreadable

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_register_comes_in_with_its_token() -> None:
    keys, left = RegisterKeys().paired("left", NOW)
    keys, right = keys.paired("right", NOW)

    assert (keys.holder(left), keys.holder(right)) == ("left", "right")
    assert len(left) >= 43


@pytest.mark.parametrize("token", ["", "x", "é", "\udc80", "left"])
def test_nobody_comes_in_with_another_one(token: str) -> None:
    keys, _ = RegisterKeys().paired("left", NOW)

    assert keys.holder(token) is None
    assert RegisterKeys().holder(token) is None


def test_paired_again_the_former_token_ends() -> None:
    keys, former = RegisterKeys().paired("left", NOW)
    keys, token = keys.paired("left", NOW)

    assert (keys.holder(former), keys.holder(token)) == (None, "left")
    assert len(keys.keys) == 1


def test_a_revoked_register_comes_in_no_more() -> None:
    keys, token = RegisterKeys().paired("left", NOW)

    assert keys.revoked("left").holder(token) is None
    assert keys.revoked("right") == keys


def test_what_is_kept_tells_no_token() -> None:
    keys, token = RegisterKeys().paired("left", NOW)
    kept = keys.to_bytes()

    assert token.encode() not in kept
    assert RegisterKeys.from_bytes(kept) == keys


@pytest.mark.parametrize("name", ["", "Left", "a b", "-left", "x" * 33, "gauché", "left\n", "../left"])
def test_a_name_is_made_of_small_letters_digits_and_dashes(name: str) -> None:
    with pytest.raises(BadRegisterName):
        RegisterKeys().paired(name, NOW)


@pytest.mark.parametrize("kept", [b"", b"{}", b"[1]", b"\xff", b'[{"name": "left"}]'])
def test_what_is_not_a_list_of_registers_lets_nobody_in(kept: bytes) -> None:
    with pytest.raises(RegistersUnreadable):
        RegisterKeys.from_bytes(kept)
