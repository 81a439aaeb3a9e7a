"""Whose PINs a till accepts: its own people's while it is alone, the merchant's once it has a centre."""

import pytest
from msgspec.structs import replace

from fidpos.bootstrap import pins
from fidpos.bootstrap.pins import pins_of
from fidpos.sync.kept_pairing import Kept
from fidpos.vault.keys import TillKeys
from fidpos.vault.pins import ArgonPins
from tests.helpers.counter import PIN
from tests.unit.sync.test_kept_pairing import PAIRING, WELCOME

KEYS = TillKeys.generate()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "ArgonPins", _cheap)


def _cheap(pepper: bytes) -> ArgonPins:
    return ArgonPins(pepper, memory_kib=64, passes=1, lanes=1)


def accepted(kept: Kept) -> set[str]:
    """Under whose pepper the right PIN is accepted."""
    checker = pins_of(KEYS, kept)
    peppers = {"own": KEYS.pin_pepper, "merchant": WELCOME.pin_pepper, "stranger": b"x" * 32}
    assert not checker.matches(_cheap(KEYS.pin_pepper).hash(PIN), "000000")
    return {who for who, pepper in peppers.items() if checker.matches(_cheap(pepper).hash(PIN), PIN)}


def test_a_till_that_is_alone_knows_its_own_people() -> None:
    assert accepted(Kept()) == {"own"}


def test_a_till_that_was_paired_when_it_was_new_knows_the_merchants_people() -> None:
    assert accepted(Kept(pairing=PAIRING)) == {"merchant"}


def test_a_till_that_was_used_alone_before_knows_both() -> None:
    assert accepted(Kept(pairing=replace(PAIRING, has_own_staff=True))) == {"own", "merchant"}


def test_whoever_could_sign_in_before_a_till_was_unpaired_still_can() -> None:
    assert accepted(Kept(former=PAIRING)) == {"merchant"}
